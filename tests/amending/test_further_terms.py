"""A further term that was approved stays, though Salesforce knows nothing of it."""

from bot.money import Money
from bot.plan import PlanLine
from bot.renewal import renewed, with_renewals
from tests.amending.kit import part, plan, retainer

APPROVED = plan(retainers=(retainer(1, 400_000, 6),))
TWICE = renewed(APPROVED, APPROVED.retainers[0], 6)


def test_whatever_else_of_the_deal_changes() -> None:
    dearer = plan(retainers=(retainer(1, 500_000, 6),))
    first, further = with_renewals(dearer, TWICE).retainers
    assert first == dearer.retainers[0]
    assert further == TWICE.retainers[1]


def test_and_is_there_once() -> None:
    assert with_renewals(TWICE, TWICE) == TWICE


def test_unless_nothing_of_the_deal_repeats_any_more() -> None:
    assert with_renewals(plan(part(1, 100)), TWICE).retainers == ()


def test_nor_in_another_currency_in_which_nobody_approved_it() -> None:
    yen = PlanLine(description="Support", amount=Money(minor=90_000, currency="JPY"))
    now = plan(retainers=(retainer(1, 400_000, 6, lines=(yen,)),), currency="JPY")
    assert with_renewals(now, TWICE) == now
