"""A Stripe in memory: the billing port, with keys that replay as Stripe's do."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from bot.deal import Address, short_id
from bot.errors import NotFound
from bot.facts import BillingEvent, Check, Customer, CustomerOrder, EventPage, Snapshot
from bot.status import InvoiceStatus
from tests.fakes.billing_corrections import FakeCorrections
from tests.fakes.billing_invoices import FakeInvoices
from tests.fakes.billing_retainers import FakeRetainers
from tests.fakes.billing_world import bare, refusal


class FakeBilling(FakeInvoices, FakeCorrections, FakeRetainers):
    """Implements `Billing`; its levers are those of `BillingLevers` and `BillingWorld`."""

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
            self.customer_orders[ident] = order
            return self.customers[ident]

        return self._do("create_customer", order.email, effect, key, order.to_json())

    def update_customer(self, customer_id: str, order: CustomerOrder, *, key: str) -> Customer:
        def effect() -> Customer:
            if customer_id not in self.customers:
                raise refusal(f"No such customer: '{customer_id}'", "resource_missing")
            known = {"name": order.name, "email": order.email, "account_id": order.account_id}
            self.customers[customer_id] = self.customers[customer_id].model_copy(update=known)
            self.customer_orders[customer_id] = order
            if order.address != Address():
                self.untaxable.discard(customer_id)
            return self.customers[customer_id]

        sent = [customer_id, order.to_json()]
        return self._do("update_customer", customer_id, effect, key, sent)

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
            ours = {ident for ident, fact in self.subs.items() if fact.subscription_id}
            found = [
                i
                for i in self.invoices.values()
                if i.status is None and (i.invoice_id or i.subscription_id in ours)
            ]
            return [bare(i) for i in found[::-1]]

        yield from self._do("drafts", "", effect)

    def events(self, since: datetime) -> EventPage:
        start = since - timedelta(minutes=10)

        def effect() -> tuple[BillingEvent, ...]:
            return tuple(event for event in self.happened if event.at >= start)

        found = self._do("events", "", effect)
        return EventPage(events=found, read_until=max((e.at for e in found), default=None))

    def was_e_mailed(self, stripe_id: str, since: datetime) -> bool:
        start = since - timedelta(minutes=10)

        def effect() -> bool:
            return any(
                (event.stripe_id, event.type) == (stripe_id, "invoice.sent") and event.at >= start
                for event in self.happened
            )

        return self._do("was_e_mailed", stripe_id, effect)

    def checks(self) -> Sequence[Check]:
        return (Check(name="Stripe key", ok=True, sentence="A Stripe in memory."),)

    def is_live(self) -> bool:
        return self.live

    def account_id(self) -> str:
        return self.account
