"""What is found about a deal, by name."""

from datetime import UTC, date, datetime

from bot.deal import Deal
from bot.facts import Snapshot
from bot.money import Money
from bot.overrides import Overrides
from bot.planning import plan_invoices
from bot.policy import Policy
from bot.readiness import Finding, Level, Surroundings, blocks, findings
from bot.status import InvoiceStatus

TODAY = date(2026, 11, 23)
NOTHING = Overrides()
POLICY = Policy(people={"finance": ("@finance",), "ar": ("@ar",)})


def money(minor: int, currency: str = "USD") -> Money:
    return Money(minor=minor, currency=currency)


def an_invoice(minor: int = 48_000_00, currency: str = "USD", **more: object) -> Snapshot:
    total, none = money(minor, currency), money(0, currency)
    fields: dict[str, object] = {
        "stripe_id": "in_1",
        "status": InvoiceStatus.OPEN,
        "customer_id": "cus_1",
        "currency": currency,
        "total": total,
        "due": total,
        "paid": none,
        "balance": total,
        "overpaid": none,
        "created_at": datetime(2026, 11, 1, tzinfo=UTC),
    }
    return Snapshot.model_validate(fields | more)


def found(
    deal: Deal, decided: Overrides = NOTHING, policy: Policy = POLICY, **around: object
) -> dict[str, Finding]:
    plan = plan_invoices(deal, decided, policy)
    surroundings = Surroundings.model_validate({"today": TODAY} | around)
    all_found = findings(deal, plan, decided, surroundings, policy)
    assert blocks(all_found) == any(f.level is Level.BLOCK for f in all_found)
    assert list(all_found) == sorted(all_found, key=lambda f: list(Level).index(f.level))
    return {finding.kind: finding for finding in all_found}
