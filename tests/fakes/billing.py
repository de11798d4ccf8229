"""A Stripe in memory: the billing port, with keys that replay as Stripe's do."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from bot.deal import short_id
from bot.errors import NotFound
from bot.facts import (
    Check,
    Customer,
    CustomerOrder,
    EventPage,
    InvoiceLines,
    InvoiceOrder,
    Snapshot,
)
from bot.money import Money
from bot.status import InvoiceStatus
from tests.fakes.billing_world import BillingWorld, bare, refusal


class FakeBilling(BillingWorld):
    """Implements `Billing`; its levers are those of `BillingWorld`."""

    def find_customers(self, account_id: str, email: str) -> Sequence[Customer]:
        def effect() -> list[Customer]:
            same = [c for c in self.customers.values() if c.email in (email, email.lower())]
            ours = short_id(account_id)
            return sorted(same, key=lambda c: (short_id(c.account_id) != ours, c.account_id != ""))

        return self._do("find_customers", email, effect)

    def customer(self, customer_id: str) -> Customer:
        return self._do("customer", customer_id, lambda: self._customer(customer_id))

    def create_customer(self, order: CustomerOrder, *, key: str) -> Customer:
        def effect() -> Customer:
            ident = self.add_customer(order.name, order.email, account_id=order.account_id)
            return self.customers[ident]

        return self._do("create_customer", order.email, effect, key, order.to_json())

    def draft(self, order: InvoiceOrder, *, key: str) -> str:
        def effect() -> str:
            if order.customer_id not in self.customers:
                raise refusal(f"No such customer: '{order.customer_id}'", "resource_missing")
            if not self.customers[order.customer_id].email:
                raise refusal("Missing email: the customer must have one to be sent an invoice.")
            invoice = self._blank(order)
            self.invoices[invoice.stripe_id] = invoice
            self.orders[invoice.stripe_id] = order
            self.lines[invoice.stripe_id] = InvoiceLines(lines=())
            self._tell(invoice.stripe_id, "invoice.created", by_api=True)
            return invoice.stripe_id

        return self._do("draft", order.invoice_id, effect, key, order.to_json())

    def add_lines(self, stripe_id: str, lines: InvoiceLines, *, key: str) -> Snapshot:
        def effect() -> Snapshot:
            self._draft(stripe_id)
            if len(lines.lines) > 250:
                raise refusal("Too many lines.", "too_many_lines")
            both = InvoiceLines(lines=self.lines[stripe_id].lines + lines.lines)
            self.lines[stripe_id] = both
            currency = self.invoices[stripe_id].currency
            total = Money.total((line.amount for line in both.lines), currency)
            return self._change(
                stripe_id, "invoice.updated", by_api=True, total=total, due=total, balance=total
            )

        return self._do("add_lines", stripe_id, effect, key, [stripe_id, lines.to_json()])

    def send(self, stripe_id: str, *, key: str) -> Snapshot:
        def effect() -> Snapshot:
            invoice = self._invoice(stripe_id)
            if invoice.status in (InvoiceStatus.VOID, InvoiceStatus.UNCOLLECTIBLE):
                raise refusal(f"You can't send an invoice that is {invoice.status}.")
            if invoice.status is None:
                self._finalize(invoice)
            self.mails.append((stripe_id, invoice.customer_email))
            self._tell(stripe_id, "invoice.sent", by_api=True)
            return self.invoices[stripe_id].model_copy(update={"sent": True})

        return self._do("send", stripe_id, effect, key, [stripe_id])

    def discard(self, stripe_id: str) -> None:
        def effect() -> None:
            if stripe_id in self.invoices:
                self._draft(stripe_id)
                del self.invoices[stripe_id]
                self._tell(stripe_id, "invoice.deleted", by_api=True)

        self._do("discard", stripe_id, effect)

    def note(self, stripe_id: str, notes: dict[str, str], *, key: str) -> None:
        def effect() -> None:
            both = self._invoice(stripe_id).notes | notes
            kept = {name: text for name, text in both.items() if text}
            self._change(stripe_id, "invoice.updated", by_api=True, notes=kept)

        self._do("note", stripe_id, effect, key, [stripe_id, notes])

    def snapshot(self, stripe_id: str) -> Snapshot:
        def effect() -> Snapshot:
            if stripe_id not in self.invoices:
                raise NotFound(f"There is no invoice {stripe_id} at Stripe (any more).")
            return self.invoices[stripe_id]

        return self._do("snapshot", stripe_id, effect)

    def find_invoice(self, customer_id: str, invoice_id: str, since: datetime) -> Snapshot | None:
        def effect() -> Snapshot | None:
            start = since - timedelta(minutes=10)
            mine = [
                bare(i)
                for i in self.invoices.values()
                if (i.customer_id, i.invoice_id) == (customer_id, invoice_id)
                and i.created_at >= start
            ]
            return min(
                mine, key=lambda i: (i.status is InvoiceStatus.VOID, i.status is None), default=None
            )

        return self._do("find_invoice", invoice_id, effect)

    def open_invoices(self, customer_id: str = "") -> Iterator[Snapshot]:
        def effect() -> list[Snapshot]:
            found = [i for i in self.invoices.values() if i.status is InvoiceStatus.OPEN]
            return [bare(i) for i in found[::-1] if customer_id in ("", i.customer_id)]

        yield from self._do("open_invoices", customer_id, effect)

    def drafts(self) -> Iterator[Snapshot]:
        def effect() -> list[Snapshot]:
            found = [i for i in self.invoices.values() if i.status is None and i.invoice_id]
            return [bare(i) for i in found[::-1]]

        yield from self._do("drafts", "", effect)

    def events(self, since: datetime) -> EventPage:
        start = since - timedelta(minutes=10)
        found = self._do("events", "", lambda: tuple(e for e in self.happened if e.at >= start))
        return EventPage(events=found, read_until=max((e.at for e in found), default=None))

    def checks(self) -> Sequence[Check]:
        return (Check(name="Stripe key", ok=True, sentence="A Stripe in memory."),)

    def is_live(self) -> bool:
        return self.live

    def account_id(self) -> str:
        return self.account
