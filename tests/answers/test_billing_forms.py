"""What the form of Modify divides, where the products of the deal do not make up the plan."""

from decimal import Decimal

from bot.answers.billing_forms import divisible
from bot.money import Money
from bot.overrides import Overrides
from bot.plan import Plan, PlanLine
from tests.fakes.deals import a_deal, a_milestone
from tests.planning.deals import once, planned, recurring


def said(lines: tuple[PlanLine, ...]) -> list[tuple[str, str]]:
    return [(line.description, str(line.amount)) for line in lines]


def retainer_only(total: str = "12000") -> Plan:
    return planned(a_deal(lines=(recurring(total, 12),), amount=Decimal(total)))


def test_a_retainer_that_people_decided_on_is_divided_as_a_whole() -> None:
    deal = a_deal(lines=(once("12000"),), amount=Decimal(12_000))
    decided = planned(deal, Overrides(retainers=retainer_only("6000").retainers, installments=()))
    assert said(divisible(deal, decided)) == [("Support, monthly", "$6,000.00")]


def test_one_that_costs_nothing_yet_leaves_the_products() -> None:
    deal = a_deal(lines=(once("12000"),), amount=Decimal(12_000))
    free = planned(a_deal(lines=(recurring("0", 12, variable=True),), amount=None))
    assert said(divisible(deal, free)) == [("Platform", "$12,000.00")]


def test_products_that_cannot_be_invoiced_are_none_to_divide() -> None:
    """Their amounts are finer than the currency; milestones by amount stand beside them."""
    steps = tuple(a_milestone(n, amount=Decimal(500)) for n in (1, 2))
    deal = a_deal(lines=(once("1000.004"),), amount=Decimal(1000), milestones=steps, currency="USD")
    whole = planned(a_deal(lines=(once("1000"),), amount=Decimal(1000), milestones=steps))
    assert [part.amount for part in whole.installments] == [Money(minor=50_000, currency="USD")] * 2
    assert divisible(deal, whole) == tuple(
        line for part in whole.installments for line in part.lines
    )
