"""The Stripe in memory: what is done about invoices that are out, and money reported by hand."""

from collections.abc import Sequence

from bot.facts import BackFact, CreditOrder, PaymentOrder, Snapshot
from bot.status import InvoiceStatus
from tests.fakes.billing_levers import BillingLevers
from tests.fakes.billing_world import bare, refusal


class FakeCorrections(BillingLevers):
    """Implements `Corrections`; without a key, a colleague in the Dashboard does it."""

    def void(self, stripe_id: str, *, key: str = "") -> Snapshot:
        def effect() -> Snapshot:
            invoice = self._open(stripe_id)
            if invoice.paid or invoice.processing:
                raise refusal("You can't void an invoice that has payments.")
            gone = {"status": InvoiceStatus.VOID, "advances": False}
            return bare(self._change(stripe_id, "invoice.voided", by_api=bool(key), **gone))

        return self._do("void", stripe_id, effect, key, [stripe_id]) if key else effect()

    def write_off(self, stripe_id: str, *, key: str = "") -> Snapshot:
        def effect() -> Snapshot:
            if self._invoice(stripe_id).status is not InvoiceStatus.OPEN:
                raise refusal("Only an open invoice can be marked as uncollectible.")
            off = {"status": InvoiceStatus.UNCOLLECTIBLE, "advances": False}
            kind = "invoice.marked_uncollectible"
            return bare(self._change(stripe_id, kind, by_api=bool(key), **off))

        return self._do("write_off", stripe_id, effect, key, [stripe_id]) if key else effect()

    def credit(self, order: CreditOrder, *, key: str) -> BackFact:
        def effect() -> BackFact:
            return self._credit_note(order, by_api=True)

        return self._do("credit", order.stripe_id, effect, key, order.to_json())

    def record_payment(self, order: PaymentOrder, *, key: str) -> Snapshot:
        def effect() -> Snapshot:
            return bare(self._pay(order.stripe_id, order.amount, "out_of_band", order.reference))

        return self._do("record_payment", order.stripe_id, effect, key, order.to_json())

    def back_of(self, stripe_id: str) -> Sequence[BackFact]:
        def effect() -> Sequence[BackFact]:
            return self._invoice(stripe_id).back or ()

        return self._do("back_of", stripe_id, effect)
