"""Values to show, each with room for one difference."""

from datetime import date
from decimal import Decimal
from typing import Any

from bot.due import Due
from bot.money import Money
from bot.payer import BillTo
from bot.plan import Installment, Plan, PlanLine
from bot.status import InvoiceStatus, ProposalStatus
from bot.views.state import (
    CardState,
    DecisionLine,
    HoldLine,
    InvoiceLine,
    TroubleLine,
    Who,
)
from bot.views.state_lists import CurrencyTotals, DueLine, SummaryState

TODAY = date(2026, 11, 23)
KIM = Who(name="Kim", slack_id="UKIM")
DANA = Who(name="Dana", slack_id="UDANA")
HOSTILE = "<!channel> & <https://evil.test|click> *bold*\n\n" + "x" * 3000


def usd(units: str) -> Money:
    return Money.of(Decimal(units), "USD")


def line(description: str = "Platform", amount: str = "48000") -> PlanLine:
    return PlanLine(description=description, amount=usd(amount))


def part(number: int = 1, amount: str = "48000", label: str = "All", **more: Any) -> Installment:
    return Installment(number=number, label=label, lines=(line(amount=amount),), **more)


def plan(**more: Any) -> Plan:
    given: dict[str, Any] = {
        "deal_id": "006000000000001AAA",
        "deal_name": "Acme – Platform 2026",
        "currency": "USD",
        "bill_to": BillTo(
            account_id="001A", account_name="Acme Corporation", name="Lee", email="ap@acme.com"
        ),
        "installments": (part(),),
        "po_number": "PO-88213",
    }
    return Plan(**given | more)


THREE = (
    part(1, "12000", "Deposit 25 %"),
    part(2, "24000", "Design accepted 50 %", send_date=date(2027, 1, 15)),
    part(3, "12000", "Launch 25 %", send_date=date(2027, 3, 1), due=Due(net_days=30)),
)


def card_state(**more: Any) -> CardState:
    given: dict[str, Any] = {
        "proposal_id": "prop_1",
        "revision": 1,
        "content_hash": "0123456789abcdef" * 4,
        "status": ProposalStatus.PENDING,
        "plan": plan(),
        "deal_url": "https://acme.my.salesforce.com/006000000000001AAA",
        "owner": DANA,
        "won_date": date(2026, 11, 20),
        "who_may_approve": "finance",
        "today": TODAY,
    }
    return CardState(**given | more)


def approved(*invoices: InvoiceLine, **more: Any) -> CardState:
    by_kim = DecisionLine(who=KIM, verdict="approve", date=TODAY)
    return card_state(
        status=ProposalStatus.APPROVED, decisions=(by_kim,), invoices=invoices, **more
    )


def invoice(status: InvoiceStatus = InvoiceStatus.OPEN, **more: Any) -> InvoiceLine:
    given: dict[str, Any] = {
        "invoice_id": f"inv_{more.get('item', 1)}",
        "item": 1,
        "label": "All",
        "status": status,
        "amount": usd("48000"),
        "balance": usd("48000"),
        "paid": usd("0"),
        "due_date": date(2026, 12, 22),
        "sent_date": date(2026, 11, 22),
        "number": "ACME-0001",
        "url": "https://invoice.stripe.com/i/1",
    }
    return InvoiceLine(**given | more)


def hold(**more: Any) -> HoldLine:
    given: dict[str, Any] = {"reason": "missing_po", "by": KIM, "since_date": TODAY}
    return HoldLine(**given | more)


def trouble(**more: Any) -> TroubleLine:
    given: dict[str, Any] = {
        "id": "trb_1",
        "what_failed": "Sending invoice 1 failed",
        "words": "Your card was declined",
        "vendor": "Stripe",
        "who_can_mend": "whoever keeps Stripe",
        "since_date": TODAY,
    }
    return TroubleLine(**given | more)


def due(number: int = 1, **more: Any) -> DueLine:
    given: dict[str, Any] = {
        "invoice_id": f"inv_{number}",
        "number": f"ACME-{number:04}",
        "customer": "Acme Corporation",
        "balance": usd("9300"),
        "due_date": date(2026, 11, 11),
        "days_past_due": 12,
        "owner": DANA,
        "deal_name": "Platform",
        "url": f"https://invoice.stripe.com/i/{number}",
    }
    return DueLine(**given | more)


def totals(currency: str = "USD") -> CurrencyTotals:
    def money(minor: int) -> Money:
        return Money(minor=minor, currency=currency)

    return CurrencyTotals(
        outstanding=money(41_230_000),
        overdue=money(9_615_000),
        collected=money(3_100_000),
        not_billed=money(6_400_000),
        buckets=tuple(money(minor) for minor in (31_615_000, 5_000_000, 4_615_000, 0, 0)),
    )


def summary_state(**more: Any) -> SummaryState:
    given: dict[str, Any] = {
        "today": TODAY,
        "previous": date(2026, 11, 20),
        "totals": (totals(),),
        "open_count": 7,
        "audit_sequence": 1204,
        "audit_hash": "ab" * 32,
    }
    return SummaryState(**given | more)
