"""The Stripe in memory: what is done about invoices that are out, and money reported by hand."""

from collections.abc import Collection, Sequence
from datetime import datetime

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
            gone = InvoiceStatus.UNCOLLECTIBLE
            off = {"status": gone, "advances": False, "written_off": True}
            kind = "invoice.marked_uncollectible"
            return bare(self._change(stripe_id, kind, by_api=bool(key), **off))

        return self._do("write_off", stripe_id, effect, key, [stripe_id]) if key else effect()

    def credit(self, order: CreditOrder, *, key: str) -> BackFact:
        def effect() -> BackFact:
            if order.adjustment_id not in self.adjusted:
                self.adjusted[order.adjustment_id] = self._credit_note(order, by_api=True).id
                self.marks[order.adjustment_id] = order.notes
            made = self.adjusted[order.adjustment_id]
            return next(b for b in self._invoice(order.stripe_id).back or () if b.id == made)

        return self._do("credit", order.stripe_id, effect, key, order.to_json())

    def record_payment(self, order: PaymentOrder, *, key: str) -> Snapshot:
        def effect() -> Snapshot:
            if order.adjustment_id not in self.adjusted:
                self._pay(order.stripe_id, order.amount, "out_of_band", order.reference)
                self.adjusted[order.adjustment_id] = order.reference
                self.marks[order.adjustment_id] = order.notes
            return bare(self.invoices[order.stripe_id])

        return self._do("record_payment", order.stripe_id, effect, key, order.to_json())

    def back_of(self, stripe_id: str) -> Sequence[BackFact]:
        def effect() -> Sequence[BackFact]:
            return self._invoice(stripe_id).back or ()

        return self._do("back_of", stripe_id, effect)

    def taken_back(self, since: datetime, known: Collection[str]) -> Sequence[str]:
        def effect() -> Sequence[str]:
            return sorted(
                ident
                for ident, invoice in self.invoices.items()
                if any(b.at >= since and b.id not in known for b in invoice.back or ())
            )

        return self._do("taken_back", "", effect)
