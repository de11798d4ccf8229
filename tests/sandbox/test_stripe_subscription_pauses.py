"""Pausing the collection of subscriptions at the local Stripe."""

import pytest

from tests.sandbox.stripe_kit import DAY, Stage
from tests.sandbox.subscription_kit import (
    again,
    at,
    change,
    error_of,
    invoices,
    statuses,
    subscribe,
    until,
)


class TestPausing:
    def test_keeps_drafts_which_nobody_sends_and_release_sends_none(self, stage: Stage) -> None:
        made = subscribe(stage)
        stage.advance(days=2)
        paused = change(stage, made, pause_collection={"behavior": "keep_as_draft"})
        assert paused.pause_collection is not None
        assert (paused.status, paused.pause_collection.resumes_at) == ("active", None)
        stage.advance(days=64)
        assert statuses(stage, made) == ["open", "draft", "draft"]
        kept = invoices(stage, made)[1]
        assert (kept.auto_advance, kept.automatically_finalizes_at) == (False, None)
        released = change(stage, made, pause_collection="")
        assert released.pause_collection is None
        stage.advance(days=30)
        assert statuses(stage, made) == ["open", "draft", "draft", "open"]
        stage.v1.invoices.update(kept.id, {"auto_advance": True})
        stage.advance(hours=2)
        assert statuses(stage, made) == ["open", "open", "draft", "open"]
        sent = stage.v1.invoices.send_invoice(invoices(stage, made)[2].id)
        assert sent.due_date is not None
        assert sent.due_date >= stage.now + 10 * DAY - 5

    def test_leaves_the_draft_made_before_alone(self, stage: Stage) -> None:
        made = subscribe(stage)
        change(stage, made, pause_collection={"behavior": "keep_as_draft"})
        stage.advance(hours=2)
        assert statuses(stage, made) == ["open"]

    def test_ends_by_itself(self, stage: Stage) -> None:
        made = subscribe(stage, billing_cycle_anchor=at(2026, 12, 1))
        resumes_at = at(2027, 1, 15)
        change(
            stage,
            made,
            pause_collection={"behavior": "keep_as_draft", "resumes_at": resumes_at},
        )
        until(stage, at(2027, 2, 2))
        assert again(stage, made).pause_collection is None
        assert statuses(stage, made) == ["draft", "draft", "open"]
        [told] = [
            event
            for event in stage.events("customer.subscription.updated")
            if event.created == resumes_at
        ]
        assert told.request is not None
        assert told.request.id is None

    @pytest.mark.parametrize(
        ("behavior", "status"), [("void", "void"), ("mark_uncollectible", "uncollectible")]
    )
    def test_can_close_what_comes(self, stage: Stage, behavior: str, status: str) -> None:
        customer = stage.customer(balance=-5_000)
        made = subscribe(stage, customer=customer.id, billing_cycle_anchor=at(2026, 12, 1))
        change(stage, made, pause_collection={"behavior": behavior})
        until(stage, at(2026, 12, 20))
        [bill] = invoices(stage, made)
        assert (bill.status, bill.auto_advance, bill.amount_due) == (status, False, 100_000)
        assert stage.v1.customers.retrieve(customer.id).balance == -5_000
        assert stage.seen("outbox") == []
        if status == "uncollectible":
            assert bill.status_details is not None
            assert bill.status_details.uncollectible is not None
            assert bill.status_details.uncollectible.reason == "subscription_paused"

    def test_is_refused_when_it_ended_already(self, stage: Stage) -> None:
        made = subscribe(stage)
        pause = {"behavior": "void", "resumes_at": stage.now - 1}
        error = error_of(lambda: change(stage, made, pause_collection=pause))
        assert error.param == "pause_collection[resumes_at]"

    def test_of_the_other_kind_is_not_to_be_had(self, stage: Stage) -> None:
        made = subscribe(stage)
        assert "pause_collection" in str(error_of(lambda: stage.v1.subscriptions.pause(made.id)))
        assert "active" in str(error_of(lambda: stage.v1.subscriptions.resume(made.id)))
