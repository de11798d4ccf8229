"""Changing and ending subscriptions at the local Stripe."""

import requests

from tests.sandbox.stripe_kit import DAY, Stage
from tests.sandbox.subscription_kit import (
    HOUR,
    again,
    at,
    change,
    days,
    error_of,
    first_item,
    invoices,
    item,
    statuses,
    subscribe,
    until,
)


class TestChanging:
    def test_of_a_price_waits_for_the_next_period(self, stage: Stage) -> None:
        made = subscribe(stage)
        stage.advance(days=5)
        before = first_item(made)
        row = {"id": before.id, **item(stage, amount=150_000)}
        changed = change(stage, made, items=[row], proration_behavior="none")
        after = first_item(changed)
        assert (after.id, after.current_period_end) == (before.id, before.current_period_end)
        assert after.price.id != before.price.id
        assert len(invoices(stage, made)) == 1
        stage.advance(days=30)
        assert [bill.total for bill in invoices(stage, made)] == [100_000, 150_000]
        [told, *_] = stage.events("customer.subscription.updated")
        assert told.data.previous_attributes is not None

    def test_of_items_adds_and_removes_them(self, stage: Stage) -> None:
        made = subscribe(stage, item(stage), item(stage, amount=5_000))
        gone = made["items"].data[1].id
        rows = [{"id": gone, "deleted": True}, item(stage, amount=7_000, quantity=3)]
        changed = change(stage, made, items=rows, proration_behavior="none")
        amounts = [row.price.unit_amount for row in changed["items"].data]
        assert amounts == [100_000, 7_000]
        stage.advance(days=31)
        assert invoices(stage, made)[-1].total == 121_000

    def test_of_items_by_default_would_be_prorated(self, stage: Stage) -> None:
        made = subscribe(stage)
        own = first_item(made).id
        for behavior in ({}, {"proration_behavior": "always_invoice"}):
            rows = [{"id": own, "quantity": 2}]
            error = error_of(lambda: change(stage, made, items=rows, **behavior))  # noqa: B023 - called at once
            assert error.param == "proration_behavior"
        same = change(stage, made, items=[{"id": own, "metadata": {"a": "1"}}])
        assert first_item(same).metadata.to_dict() == {"a": "1"}
        assert first_item(same).quantity == 1

    def test_is_refused_when_wrong(self, stage: Stage) -> None:
        made = subscribe(stage)
        own = first_item(made).id
        cases: list[tuple[dict[str, object], str]] = [
            ({"id": "si_none", "quantity": 1}, "items[0][id]"),
            ({"id": own, "deleted": True}, "items"),
            ({"id": own, "quantity": -1}, "items[0][quantity]"),
            ({"id": own, **item(stage, interval="year")}, "items"),
            ({"id": own, "price": first_item(made).price.id}, "items[0][price]"),
        ]
        for row, param in cases:
            call = {"items": [row], "proration_behavior": "none"}
            assert error_of(lambda: change(stage, made, **call)).param == param  # noqa: B023 - called at once
        assert again(stage, made) == made

    def test_from_free_to_paid_would_bill_at_once(self, stage: Stage) -> None:
        made = subscribe(stage, item(stage, quantity=0))
        row = {"id": first_item(made).id, "quantity": 1}
        call = {"items": [row], "proration_behavior": "none"}
        assert "free to paid" in str(error_of(lambda: change(stage, made, **call)))

    def test_of_terms_counts_for_later_invoices(self, stage: Stage) -> None:
        made = subscribe(stage)
        change(stage, made, days_until_due=45, description="Care", metadata={"a": "1"})
        settings = {"custom_fields": [{"name": "PO", "value": "9"}]}
        changed = change(stage, made, invoice_settings=settings)
        assert (changed.days_until_due, changed.description) == (45, "Care")
        stage.advance(days=31)
        first, second = invoices(stage, made)
        assert first.due_date == first.created + HOUR + 10 * DAY
        assert second.due_date == second.created + HOUR + 45 * DAY
        assert second.custom_fields is not None
        assert second.custom_fields[0].value == "9"


class TestEnding:
    def test_at_a_boundary_makes_no_further_invoice(self, stage: Stage) -> None:
        anchor, end = at(2026, 12, 1), at(2027, 2, 1)
        made = subscribe(stage, billing_cycle_anchor=anchor, cancel_at=end)
        assert (made.cancel_at, made.cancel_at_period_end) == (end, False)
        until(stage, at(2027, 5, 1))
        assert days([bill.created for bill in invoices(stage, made)]) == [
            "2026-12-01",
            "2027-01-01",
        ]
        ended = again(stage, made)
        assert (ended.status, ended.ended_at) == ("canceled", end)
        assert ended.cancellation_details is not None
        assert ended.cancellation_details.reason == "cancellation_requested"

    def test_is_told_once(self, stage: Stage) -> None:
        anchor, end = at(2026, 12, 1), at(2027, 1, 1)
        subscribe(stage, billing_cycle_anchor=anchor, cancel_at=end)
        until(stage, end + HOUR)
        kinds = stage.kinds("customer.subscription.*")
        assert kinds[-1] == "customer.subscription.deleted"
        assert kinds.count("customer.subscription.deleted") == 1

    def test_at_the_end_of_the_period_can_be_taken_back(self, stage: Stage) -> None:
        made = subscribe(stage)
        ending = change(stage, made, cancel_at_period_end=True)
        assert ending.cancel_at == first_item(made).current_period_end
        assert (ending.cancel_at_period_end, ending.status) == (True, "active")
        going_on = change(stage, made, cancel_at_period_end=False)
        assert (going_on.cancel_at, going_on.canceled_at) == (None, None)
        change(stage, made, cancel_at="min_period_end")
        assert change(stage, made, cancel_at="").cancel_at is None

    def test_inside_a_period_needs_no_proration(self, stage: Stage) -> None:
        made = subscribe(stage)
        soon = stage.now + 3 * DAY
        error = error_of(lambda: change(stage, made, cancel_at=soon))
        assert error.param == "cancel_at"
        change(stage, made, cancel_at=soon, proration_behavior="none")
        stage.advance(days=4)
        assert again(stage, made).ended_at == soon

    def test_now_gives_nothing_back_and_stops_collecting(self, stage: Stage) -> None:
        made = subscribe(stage)
        ended = stage.v1.subscriptions.cancel(
            made.id, {"cancellation_details": {"comment": "Lost"}}
        )
        assert ended.status == "canceled"
        assert ended.cancellation_details is not None
        assert ended.cancellation_details.comment == "Lost"
        stage.advance(days=60)
        [draft] = invoices(stage, made)
        assert (draft.status, draft.auto_advance) == ("draft", False)
        opened = stage.v1.invoices.finalize_invoice(draft.id)
        assert stage.v1.invoices.void_invoice(opened.id).status == "void"

    def test_leaves_only_metadata_to_change(self, stage: Stage) -> None:
        made = subscribe(stage)
        stage.v1.subscriptions.cancel(made.id)
        error = error_of(lambda: stage.v1.subscriptions.cancel(made.id))
        assert (error.http_status, error.code) == (404, "resource_missing")
        error_of(lambda: change(stage, made, description="Late"))
        assert change(stage, made, metadata={"a": "1"}).metadata.to_dict() == {"a": "1"}

    def test_comes_with_the_end_of_the_customer(self, stage: Stage) -> None:
        made = subscribe(stage)
        assert isinstance(made.customer, str)
        stage.v1.customers.delete(made.customer)
        assert again(stage, made).status == "canceled"
        stage.advance(days=40)
        assert statuses(stage, made) == ["draft"]


class TestByHand:
    def test_a_colleague_pauses_resumes_and_cancels(self, stage: Stage) -> None:
        made = subscribe(stage)
        lever = f"subscriptions/{made.id}"
        paused = stage.lever(f"{lever}/pause", {})
        assert paused["pause_collection"] == {"behavior": "keep_as_draft", "resumes_at": None}
        assert stage.lever(f"{lever}/resume", {})["pause_collection"] is None
        assert stage.lever(lever, {"metadata": {"a": "1"}})["metadata"] == {"a": "1"}
        assert stage.lever(f"{lever}/cancel", {"at_period_end": True})["cancel_at"] is not None
        assert stage.lever(f"{lever}/cancel", {})["status"] == "canceled"
        told = stage.events("customer.subscription.*")[1:]
        assert all(event.request is not None and event.request.id is None for event in told)
        [seen] = stage.seen("subscriptions")
        assert seen["id"] == made.id

    def test_a_colleague_subscribes_a_customer(self, stage: Stage) -> None:
        sent = {
            "customer": stage.customer().id,
            "collection_method": "send_invoice",
            "days_until_due": 5,
            "items": [item(stage)],
        }
        made = stage.lever("subscriptions", sent)
        assert stage.v1.subscriptions.retrieve(made["id"]).days_until_due == 5
        answer = requests.post(
            f"{stage.address}/control/stripe/subscriptions/sub_none/cancel", json={}, timeout=5
        )
        assert answer.status_code != 200
