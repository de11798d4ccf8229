"""The local Stripe's objects have the attributes the installed SDK's models name."""

from typing import Any

import stripe

from tests.sandbox.stripe_kit import Stage

# What is there only when it is expanded, or only in its own circumstances.
ABSENT = {
    stripe.Invoice: {"amount_paid_off_stripe", "confirmation_secret", "deleted", "payments"},
    stripe.Customer: {
        *("cash_balance", "deleted", "invoice_credit_balance", "sources", "subscriptions"),
        *("tax", "tax_ids"),
    },
    stripe.Event: {"account", "context"},
}
REMOVED = {"charge", "paid", "paid_out_of_band", "payment_intent", "subscription", "tax"}


def named(model: type[stripe.StripeObject]) -> tuple[set[str], set[str]]:
    """Return the attributes `model` names, and those of them that must not be missing."""
    hints: dict[str, Any] = {
        name: hint
        for name, hint in model.__annotations__.items()
        if name.islower() and not name.startswith("_")
    }
    optional = {
        name for name, hint in hints.items() if "Optional" in str(hint) or "None" in str(hint)
    }
    return set(hints), set(hints) - optional


def assert_shaped(found: stripe.StripeObject, *, complete: bool = True) -> None:
    known, needed = named(type(found))
    keys = set(found.to_dict())
    assert keys <= known
    assert needed <= keys
    if complete:
        assert known - keys <= ABSENT.get(type(found), set())


class TestShape:
    def test_of_an_invoice_and_its_lines(self, stage: Stage) -> None:
        for invoice in (stage.draft(), stage.opened()):
            assert_shaped(invoice)
            assert not REMOVED & set(invoice.to_dict())
            assert_shaped(invoice.lines.data[0])

    def test_of_a_customer(self, stage: Stage) -> None:
        assert_shaped(stage.customer())

    def test_of_payments(self, stage: Stage) -> None:
        invoice = stage.opened()
        stage.lever(f"invoices/{invoice.id}/pay", {"amount": 1_000})
        stage.lever(f"invoices/{invoice.id}/pay", {"kind": "out_of_band"})
        for payment in stage.v1.invoice_payments.list().data:
            assert_shaped(payment)
            link = payment.payment
            if isinstance(getattr(link, "payment_record", None), str):
                assert_shaped(stage.v1.payment_records.retrieve(str(link.payment_record)))
                continue
            intent = stage.v1.payment_intents.retrieve(str(link.payment_intent))
            assert_shaped(intent, complete=False)
            if intent.latest_charge:
                charge = stage.v1.charges.retrieve(str(intent.latest_charge))
                assert_shaped(charge, complete=False)

    def test_of_corrections(self, stage: Stage) -> None:
        invoice = stage.opened()
        path = f"invoices/{invoice.id}"
        note = stage.v1.credit_notes.create({"invoice": invoice.id, "amount": 1_000})
        assert_shaped(note)
        assert_shaped(note.lines.data[0])
        assert_shaped(stage.v1.invoices.retrieve(stage.lever(f"{path}/revise", {})["id"]))
        stage.lever(f"{path}/pay", {})
        refund = stage.lever(f"{path}/refund", {"amount": 1_000})
        assert_shaped(stage.v1.refunds.retrieve(refund["id"]))
        dispute = stage.v1.disputes.retrieve(stage.lever(f"{path}/dispute", {})["id"])
        assert_shaped(dispute)
        assert_shaped(dispute.evidence)
        assert_shaped(dispute.balance_transactions[0])

    def test_of_events(self, stage: Stage) -> None:
        stage.opened()
        for event in stage.events("*"):
            assert_shaped(event)
