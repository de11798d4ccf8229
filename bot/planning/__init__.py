"""Planning: from a deal to its plan. Sources in their order, one a file; nothing is guessed."""

from bot.deal import Deal
from bot.finding import Finding
from bot.overrides import Overrides
from bot.plan import Plan
from bot.planning.changes import billing_differs
from bot.planning.contacts import choose_contact
from bot.planning.lines import deal_amount
from bot.planning.reading import read
from bot.policy import Policy

__all__ = [
    "billing_differs",
    "choose_contact",
    "deal_amount",
    "doubts",
    "met",
    "plan_invoices",
]


def plan_invoices(deal: Deal, decided: Overrides, policy: Policy) -> Plan:
    """Return the plan of `deal`, whatever day it is. What is missing shows up in `findings`."""
    return read(deal, decided, policy).plan


def doubts(deal: Deal, decided: Overrides, policy: Policy) -> tuple[Finding, ...]:
    """Return where the sources of the plan contradict each other or are not understood."""
    return read(deal, decided, policy).doubts


def met(deal: Deal) -> frozenset[str]:
    """Return the keys of the installments whose condition Salesforce says is met."""
    return frozenset(milestone.id for milestone in deal.milestones if milestone.met)
