"""The part of the billing port that makes, schedules and sends invoices."""

from collections.abc import Sequence
from datetime import date

from bot import facts
from bot.payer import TaxMode
from bot.plan import PlanLine
from integrations.stripe import invoices, previewing, scheduling
from integrations.stripe.desk import Desk


class StripeInvoices(Desk):
    """`bot.ports.billing.Invoices`."""

    def draft(self, order: facts.InvoiceOrder, *, key: str) -> str:
        """Make a draft invoice without lines (a revision has those of the old one)."""
        made = invoices.draft(self._client, order, key, self._zone, self._clock).id
        self._remember_tax(made, taxed=order.tax.mode is TaxMode.AUTOMATIC)
        return made

    def add_lines(self, stripe_id: str, lines: facts.InvoiceLines, *, key: str) -> facts.Snapshot:
        """Put the lines on a draft, beside those it has; return it as it stands."""
        taxed = self._is_taxed(stripe_id)
        invoice = invoices.add_lines(
            self._client, stripe_id, lines.lines, key, self._zone, taxed=taxed
        )
        return self._shown(invoice)

    def replace_lines(
        self, stripe_id: str, lines: facts.InvoiceLines, *, key: str
    ) -> facts.Snapshot:
        """Put the lines on a draft in place of those it has; return it as it stands."""
        taxed = self._is_taxed(stripe_id)
        invoice = invoices.replace_lines(
            self._client, stripe_id, lines.lines, key, self._zone, taxed=taxed
        )
        return self._shown(invoice)

    def send(self, stripe_id: str, *, key: str) -> facts.Snapshot:
        """Finalize and e-mail a draft, or e-mail an open invoice again."""
        return self._shown(invoices.send(self._client, stripe_id, key), sent=True)

    def schedule(
        self, stripe_id: str, finalizes_on: date, due_date: date, *, key: str
    ) -> facts.Snapshot:
        """Have a draft finalize by itself on a day, due on another; return it as it stands."""
        invoice = scheduling.schedule(
            self._client, stripe_id, finalizes_on, due_date, key, self._zone, self._clock
        )
        return self._shown(invoice)

    def unschedule(self, stripe_id: str, *, key: str) -> facts.Snapshot:
        """Have Stripe do nothing by itself with an invoice; return it as it stands."""
        return self._shown(scheduling.unschedule(self._client, stripe_id, key))

    def discard(self, stripe_id: str) -> None:
        """Delete a draft that must not go out; one that is gone already is fine."""
        invoices.discard(self._client, stripe_id)

    def note(self, stripe_id: str, notes: dict[str, str], *, key: str) -> None:
        """Write `notes` into the invoice's metadata ("" removes one)."""
        invoices.note(self._client, stripe_id, notes, key)

    def preview(
        self, customer: facts.CustomerOrder, order: facts.InvoiceOrder, lines: Sequence[PlanLine]
    ) -> facts.TaxPreview:
        """Return what tax such an invoice would bear; makes nothing."""
        return previewing.preview(self._client, customer, order, lines, self._zone)
