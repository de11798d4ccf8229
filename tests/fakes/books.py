"""Books with something in them: deals, approved proposals and invoices that are out."""

from dataclasses import dataclass, field
from datetime import date, timedelta

from bot.deal import Deal
from bot.deps import Deps
from bot.facts import InvoiceLines, InvoiceOrder
from bot.ledger import deals, invoices
from bot.ledger.deals import DealRow
from bot.ledger.invoices import InvoiceRow
from bot.ledger.proposals import ProposalRow
from bot.money import Money
from bot.plan import PlanLine
from bot.planning import plan_invoices
from bot.status import InvoiceStatus, ProposalStatus
from tests.fakes.billing import FakeBilling
from tests.fakes.deals import a_deal, deal_id


@dataclass
class Books:
    """Writes what earlier stages would have written, at Stripe and in the ledger."""

    deps: Deps
    billing: FakeBilling
    _count: int = field(default=0)

    def deal(self, **changes: object) -> Deal:
        """Know a won deal with an approved proposal."""
        self._count += 1
        deal = a_deal(**{"id": deal_id(self._count), **changes})
        now = self.deps.now()
        plan = plan_invoices(deal, DealRow(overrides={}).decided, self.deps.policy)
        row = DealRow(
            id=deal.id,
            snapshot=deal.to_json(),
            source_hash=deal.source_hash,
            name=deal.name,
            account_id=deal.account.id if deal.account else "",
            account_name=deal.account.name if deal.account else "",
            owner_email=deal.owner.email,
            owner_name=deal.owner.name,
            is_won=deal.is_won,
            won_at=deal.won_at,
            seen_at=now,
        )
        proposal = ProposalRow(
            id=f"prop_{deal.id}",
            deal_id=deal.id,
            revision=1,
            status=ProposalStatus.APPROVED,
            plan_json=plan.to_json(),
            findings_json=[],
            source_json=deal.to_json(),
            told_hash=deal.source_hash,
            content_hash=plan.content_hash,
            amount_minor=plan.total.minor,
            currency=plan.currency,
            created_at=now,
            decided_at=now,
        )
        with self.deps.ledger.transaction() as s:
            s.add(row)
            s.flush()
            s.add(proposal)
        return deal

    def invoice(
        self,
        minor: int = 4_800_000,
        *,
        days_late: int = 0,
        deal: Deal | None = None,
        currency: str = "USD",
        item: int = 1,
        customer_id: str = "",
        status: InvoiceStatus = InvoiceStatus.OPEN,
    ) -> InvoiceRow:
        """Have an open invoice at Stripe and in the ledger, due `days_late` days ago."""
        deal = deal or self.deal(currency=currency)
        today = self.deps.today()
        due = today - timedelta(days=days_late)
        customer_id = customer_id or self.customer(deal)
        row_id = f"inv_{deal.id}_{item}"
        stripe_id = self.at_stripe(
            minor, due, customer_id, currency=currency, deal_id=deal.id, invoice_id=row_id
        )
        snapshot = self.billing.invoices[stripe_id]
        row = InvoiceRow(
            id=row_id,
            deal_id=deal.id,
            proposal_id=f"prop_{deal.id}",
            item=item,
            status=status,
            currency=currency,
            amount_minor=minor,
            total_minor=minor,
            due_minor=minor,
            balance_minor=minor,
            account_name=deal.account.name if deal.account else "",
            bill_to_email="ap@acme.example",
            customer_id=customer_id,
            stripe_id=stripe_id,
            number=snapshot.number,
            url=snapshot.url,
            issue_date=min(due, today),
            due_date=due,
            created_at=self.deps.now(),
            sent_at=self.deps.now() if status is InvoiceStatus.OPEN else None,
        )
        with self.deps.ledger.transaction() as s:
            s.add(row)
        return row

    def customer(self, deal: Deal) -> str:
        """Return the Stripe customer of the deal's account: one for each account."""
        name = deal.account.name if deal.account else "Somebody"
        for known in self.billing.customers.values():
            if known.name == name:
                return known.id
        account_id = deal.account.id if deal.account else ""
        return self.billing.add_customer(name, "ap@acme.example", account_id=account_id)

    def at_stripe(
        self,
        minor: int,
        due: date,
        customer_id: str = "",
        *,
        currency: str = "USD",
        deal_id: str = "",
        invoice_id: str = "",
    ) -> str:
        """Have an open invoice at Stripe only; return its id there."""
        customer_id = customer_id or self.billing.add_customer("Elsewhere", "pay@else.example")
        order = InvoiceOrder(
            invoice_id=invoice_id,
            deal_id=deal_id,
            customer_id=customer_id,
            currency=currency,
            due_date=due,
        )
        key = f"books:{len(self.billing.invoices)}"
        stripe_id = self.billing.draft(order, key=key)
        amount = Money(minor=minor, currency=currency)
        lines = InvoiceLines(lines=(PlanLine(description="Work", amount=amount),))
        self.billing.add_lines(stripe_id, lines, key=f"{key}:lines")
        self.billing.send(stripe_id, key=f"{key}:send")
        self.billing.happened.clear()
        self.billing.mails.clear()
        return stripe_id

    def row(self, invoice: InvoiceRow) -> InvoiceRow:
        """Return the invoice as the ledger has it now."""
        with self.deps.ledger.reading() as s:
            return invoices.get(s, invoice.id)

    def told(self, deal_id: str) -> list[str]:
        """Return what the deal's thread was told, as "who: what"."""
        with self.deps.ledger.reading() as s:
            return [f"{event.who}: {event.what}" for event in deals.history(s, deal_id)]
