"""Readiness: what stands between a deal and its invoice, as findings that block or warn."""

from collections.abc import Iterable

from bot.deal import Deal
from bot.finding import Finding, Fix, Level, blocks
from bot.overrides import Overrides
from bot.plan import Plan
from bot.planning import doubts
from bot.policy import Policy
from bot.readiness.around import PayerTax, Surroundings
from bot.readiness.customer import about_the_customer, looks_alike
from bot.readiness.dates import about_dates
from bot.readiness.limits import about_limits
from bot.readiness.money import about_money
from bot.readiness.payer import about_the_payer
from bot.readiness.standing import about_the_deal
from bot.readiness.taxes import about_tax, has_line_below_zero

__all__ = [
    "Finding",
    "Fix",
    "Level",
    "PayerTax",
    "Surroundings",
    "blocks",
    "by_level",
    "findings",
    "has_line_below_zero",
    "looks_alike",
]


def findings(
    deal: Deal, plan: Plan, decided: Overrides, around: Surroundings, policy: Policy
) -> tuple[Finding, ...]:
    """Return everything an approver should know, what blocks first, plain facts last."""
    found = [
        *about_the_deal(deal, around),
        *about_money(deal, plan, decided),
        *doubts(deal, decided, policy),
        *about_limits(plan, around.today),
        *about_the_payer(deal, plan),
        *about_dates(plan, around.today, policy.billing),
        *about_tax(plan, around.taxes),
        *about_the_customer(plan, decided, around),
    ]
    return tuple(by_level(found))


def by_level(found: Iterable[Finding]) -> list[Finding]:
    """Return the findings in order: what blocks first, plain facts last."""
    order = list(Level)
    return sorted(found, key=lambda finding: order.index(finding.level))
