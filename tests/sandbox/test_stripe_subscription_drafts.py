"""The drafts a subscription makes at the local Stripe, and what can be done to them."""

import pytest
import stripe

from tests.sandbox.stripe_kit import DAY, Stage
from tests.sandbox.subscription_kit import (
    change,
    invoices,
    subscribe,
)


def finalized(invoice: stripe.Invoice) -> int:
    moment = invoice.status_transitions.finalized_at
    assert moment is not None
    return moment


class TestDrafts:
    def test_can_be_edited_but_not_deleted(self, stage: Stage) -> None:
        made = subscribe(stage)
        [draft] = invoices(stage, made)
        stage.v1.invoices.add_lines(
            draft.id, {"lines": [{"description": "Hours in October", "amount": 25_000}]}
        )
        later = draft.created + 3 * DAY
        edited = stage.v1.invoices.update(
            draft.id,
            {
                "description": "With hours",
                "footer": "Thanks",
                "metadata": {"installment": "1"},
                "custom_fields": [{"name": "PO", "value": "77"}],
                "automatically_finalizes_at": later,
            },
        )
        assert (edited.total, edited.automatically_finalizes_at) == (125_000, later)
        with pytest.raises(stripe.InvalidRequestError) as caught:
            stage.v1.invoices.delete(draft.id)
        assert caught.value.code == "invoice_not_editable"
        stage.advance(days=4)
        [bill] = invoices(stage, made)
        assert finalized(bill) == later
        assert bill.due_date == later + 10 * DAY

    def test_keep_the_lines_of_their_subscription(self, stage: Stage) -> None:
        [draft] = invoices(stage, subscribe(stage))
        line = draft.lines.data[0].id
        renamed = stage.v1.invoices.update_lines(
            draft.id, {"lines": [{"id": line, "description": "Care in November"}]}
        )
        assert renamed.lines.data[0].description == "Care in November"
        with pytest.raises(stripe.InvalidRequestError, match="comes from a subscription"):
            stage.v1.invoices.update_lines(draft.id, {"lines": [{"id": line, "quantity": 2}]})
        with pytest.raises(stripe.InvalidRequestError, match="comes from a subscription"):
            stage.v1.invoices.remove_lines(
                draft.id, {"lines": [{"id": line, "behavior": "delete"}]}
            )

    def test_wait_for_good_when_held(self, stage: Stage) -> None:
        made = subscribe(stage)
        [draft] = invoices(stage, made)
        stage.v1.invoices.update(draft.id, {"auto_advance": False})
        stage.advance(days=20)
        held = stage.v1.invoices.retrieve(draft.id)
        assert (held.status, held.automatically_finalizes_at) == ("draft", None)
        opened = stage.v1.invoices.finalize_invoice(draft.id)
        assert opened.due_date == finalized(opened) + 10 * DAY

    def test_keep_a_due_date_somebody_set(self, stage: Stage) -> None:
        [draft] = invoices(stage, subscribe(stage))
        due = draft.created + 45 * DAY
        stage.v1.invoices.update(draft.id, {"due_date": due})
        assert stage.v1.invoices.finalize_invoice(draft.id).due_date == due

    def test_show_the_metadata_of_their_subscription_until_they_are_final(
        self, stage: Stage
    ) -> None:
        made = subscribe(stage, metadata={"deal": "D-1"})
        seen = []
        for deal in ("D-2", "D-3"):
            change(stage, made, metadata={"deal": deal})
            [bill] = invoices(stage, made)
            assert bill.parent is not None
            assert bill.parent.subscription_details is not None
            assert bill.parent.subscription_details.metadata is not None
            seen.append(bill.parent.subscription_details.metadata.to_dict()["deal"])
            if bill.status == "draft":
                stage.v1.invoices.finalize_invoice(bill.id)
        assert seen == ["D-2", "D-2"]

    def test_cannot_be_revised(self, stage: Stage) -> None:
        [draft] = invoices(stage, subscribe(stage))
        stage.v1.invoices.finalize_invoice(draft.id)
        with pytest.raises(stripe.InvalidRequestError, match="subscriptions"):
            stage.v1.invoices.create({"from_invoice": {"action": "revision", "invoice": draft.id}})
