"""The Stripe in memory: invoices as they are made, scheduled and sent."""

from collections.abc import Sequence
from datetime import date

from bot.facts import (
    CustomerOrder,
    InvoiceLines,
    InvoiceOrder,
    Snapshot,
    TaxPreview,
)
from bot.money import Money
from bot.plan import PlanLine
from bot.status import InvoiceStatus
from tests.fakes.billing_time import AN_HOUR, NO_LOCATION, BillingTime
from tests.fakes.billing_world import bare, refusal

OURS = "closedwon_invoice_id"


class FakeInvoices(BillingTime):
    """Implements `Invoices`."""

    def draft(self, order: InvoiceOrder, *, key: str) -> str:
        def effect() -> str:
            self._billed(order.customer_id)
            notes = {
                OURS: order.invoice_id,
                "closedwon_deal_id": order.deal_id,
                "sf_opportunity_id": order.deal_id,
            }
            invoice = self._blank(order, notes)
            lines: tuple[PlanLine, ...] = ()
            if order.revises:
                lines = self._copied(order)
            ident = invoice.stripe_id
            dated = {"invoice_id": order.invoice_id, "due_date": order.due_date}
            self.invoices[ident] = invoice.model_copy(update=dated)
            self.orders[ident] = order
            self._fill(ident, lines)
            if order.finalizes_on is not None:
                self._plan(ident, order.finalizes_on)
            self._tell(ident, "invoice.created", by_api=True)
            return ident

        return self._do("draft", order.invoice_id, effect, key, order.to_json())

    def add_lines(self, stripe_id: str, lines: InvoiceLines, *, key: str) -> Snapshot:
        def effect() -> Snapshot:
            self._draft(stripe_id)
            return self._filled(stripe_id, self.lines[stripe_id].lines + lines.lines)

        return self._do("add_lines", stripe_id, effect, key, [stripe_id, lines.to_json()])

    def replace_lines(self, stripe_id: str, lines: InvoiceLines, *, key: str) -> Snapshot:
        def effect() -> Snapshot:
            self._draft(stripe_id)
            return self._filled(stripe_id, lines.lines)

        return self._do("replace_lines", stripe_id, effect, key, [stripe_id, lines.to_json()])

    def send(self, stripe_id: str, *, key: str) -> Snapshot:
        def effect() -> Snapshot:
            invoice = self._invoice(stripe_id)
            if invoice.status in (InvoiceStatus.VOID, InvoiceStatus.UNCOLLECTIBLE):
                raise refusal(f"You can't send an invoice that is {invoice.status}.")
            if invoice.status is None:
                self._finalize(invoice)
            self.mails.append((stripe_id, invoice.customer_email))
            self._tell(stripe_id, "invoice.sent", by_api=True)
            return bare(self.invoices[stripe_id]).model_copy(update={"sent": True})

        return self._do("send", stripe_id, effect, key, [stripe_id])

    def schedule(self, stripe_id: str, finalizes_on: date, due_date: date, *, key: str) -> Snapshot:
        def effect() -> Snapshot:
            self._draft(stripe_id)
            if due_date < self._today():
                raise refusal("Due date must be in the future.")
            self._plan(stripe_id, finalizes_on)
            if self.invoices[stripe_id].subscription_id:
                self.dated.add(stripe_id)
            changed = self._change(stripe_id, "invoice.updated", by_api=True, due_date=due_date)
            return bare(changed)

        sent = [stripe_id, finalizes_on, due_date]
        return self._do("schedule", stripe_id, effect, key, sent)

    def unschedule(self, stripe_id: str, *, key: str) -> Snapshot:
        def effect() -> Snapshot:
            self._invoice(stripe_id)
            self.finalize_at.pop(stripe_id, None)
            off = {"advances": False, "finalizes_on": None}
            return bare(self._change(stripe_id, "invoice.updated", by_api=True, **off))

        return self._do("unschedule", stripe_id, effect, key, [stripe_id])

    def discard(self, stripe_id: str) -> None:
        def effect() -> None:
            if stripe_id in self.invoices:
                if self._draft(stripe_id).subscription_id:
                    raise refusal("You can only delete one-off invoices.", "invoice_not_editable")
                del self.invoices[stripe_id]
                self.finalize_at.pop(stripe_id, None)
                self._tell(stripe_id, "invoice.deleted", by_api=True)

        self._do("discard", stripe_id, effect)

    def note(self, stripe_id: str, notes: dict[str, str], *, key: str) -> None:
        def effect() -> None:
            both = self._invoice(stripe_id).notes | notes
            kept = {name: text for name, text in both.items() if text}
            ours = kept.get(OURS, "")
            self._change(stripe_id, "invoice.updated", by_api=True, notes=kept, invoice_id=ours)

        self._do("note", stripe_id, effect, key, [stripe_id, notes])

    def preview(
        self, customer: CustomerOrder, order: InvoiceOrder, lines: Sequence[PlanLine]
    ) -> TaxPreview:
        def effect() -> TaxPreview:
            net = Money.total((line.amount for line in lines), order.currency)
            fails = self._is_untaxable(order.tax, order.customer_id or customer.name)
            payer = self.customer_orders.get(order.customer_id, customer)
            tax = self._tax(net, order.tax, payer, fails=fails)
            return TaxPreview(
                net=net,
                tax=tax,
                gross=net + tax,
                problem=NO_LOCATION if fails else "",
                code="customer_tax_location_invalid" if fails else "",
            )

        return self._do("preview", order.invoice_id, effect)

    def _copied(self, order: InvoiceOrder) -> tuple[PlanLine, ...]:
        """Return the lines a revision begins with."""
        original = self._revisable(order.revises)
        if (original.customer_id, original.currency) != (order.customer_id, order.currency):
            raise refusal("A revision can't change the customer or the currency of the invoice.")
        drafts = (i.stripe_id for i in self.invoices.values() if i.status is None)
        if any(self.orders[i].revises == order.revises for i in drafts if i in self.orders):
            raise refusal("This invoice has a draft revision already.")
        return self.lines[order.revises].lines

    def _filled(self, stripe_id: str, lines: tuple[PlanLine, ...]) -> Snapshot:
        self._fill(stripe_id, lines)
        self._tell(stripe_id, "invoice.updated", by_api=True)
        return bare(self.invoices[stripe_id])

    def _plan(self, stripe_id: str, day: date) -> None:
        """Have a draft finalize in the morning of `day`; when that is over, in an hour."""
        now = self._now()
        at = self._morning(day)
        at = at if at > now else now + AN_HOUR
        self.finalize_at[stripe_id] = at
        planned = {"advances": True, "finalizes_on": at.astimezone(self.zone).date()}
        self.invoices[stripe_id] = self.invoices[stripe_id].model_copy(update=planned)
