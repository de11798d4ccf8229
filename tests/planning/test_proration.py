"""Retainers whose service ends within a period: billed whole only, or by day, by policy."""

from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.charges import charges
from bot.currency import smallest_step
from bot.deal import Deal
from bot.difference import difference
from bot.finding import Level, blocks
from bot.money import Money
from bot.planning import doubts
from bot.proration import by_days, days_of_last, days_words, prorated
from bot.renewal import renewed
from bot.rules import BillingRules, Proration
from tests.fakes.deals import a_deal
from tests.fakes.findings import NOTHING, POLICY
from tests.planning.deals import doubtful, planned, recurring
from tests.planning.test_properties import CURRENCIES, RHYTHMS, amounts

BY_DAY = POLICY.model_copy(update={"billing": BillingRules(proration=Proration.BY_DAY)})
FIRST = date(2027, 1, 1)


def deal_until(end: date, total: str = "11400", **more: object) -> Deal:
    """Return a deal with support from January 1, monthly, until `end`."""
    fields: dict[str, object] = {"start": FIRST, "end": end}
    line = recurring(total, more.pop("periods", None), **(fields | more))  # type: ignore[arg-type]  # any fields
    return a_deal(amount=None, lines=(line,))


class TestByDay:
    deal = deal_until(date(2027, 12, 12))

    def test_the_last_period_costs_its_days(self) -> None:
        [retainer] = planned(self.deal, policy=BY_DAY).retainers
        assert (retainer.periods, retainer.until) == (12, date(2027, 12, 12))
        assert days_words(retainer) == "12 of 31 days"
        assert str(retainer.lines[0].amount) == "$1,001.13"  # of 11 + 12/31 periods
        assert str(retainer.last[0].amount) == "$387.57"

    def test_its_service_period_is_the_broken_one(self) -> None:
        *_, before, last = charges(planned(self.deal, policy=BY_DAY))
        assert before.period is not None
        assert last.period is not None
        assert last.period.start - before.period.end == timedelta(days=1)
        assert last.period.end == date(2027, 12, 12)
        assert {line.period for line in last.lines} == {last.period}

    def test_is_said(self) -> None:
        finding = doubtful(self.deal, policy=BY_DAY)["last_period"]
        assert finding.level is Level.WARN
        assert finding.sentence == (
            "Support, monthly: it ends on Dec 12, 2027, so the last period has 12 of 31 days, "
            "$387.57 instead of $1,001.13."
        )

    def test_prices_that_come_out_exactly_are_shown(self) -> None:
        [retainer] = planned(deal_until(date(2027, 4, 15), "3500"), policy=BY_DAY).retainers
        lines = [*retainer.lines, *retainer.last]
        assert [(str(one.amount), one.unit_price) for one in lines] == [
            ("$1,000.00", Decimal(1000)),
            ("$500.00", Decimal(500)),
        ]

    def test_one_broken_period_alone_costs_all_there_is(self) -> None:
        deal = deal_until(date(2027, 1, 10), "500")
        [retainer] = planned(deal, policy=BY_DAY).retainers
        assert (retainer.periods, str(retainer.lines[0].amount)) == (1, "$500.00")
        assert doubtful(deal, policy=BY_DAY)["last_period"].sentence == (
            "Support, monthly: it ends on Jan 10, 2027, so the only period has 10 of 31 days."
        )

    @pytest.mark.parametrize("end", [date(2027, 12, 31), date(2028, 1, 1)])
    def test_a_whole_period_is_whole_also_until_the_same_day(self, end: date) -> None:
        [retainer] = planned(deal_until(end), policy=BY_DAY).retainers
        assert (retainer.periods, retainer.until, retainer.last) == (12, None, ())

    def test_counts_a_day_too_few_or_two_too_many(self) -> None:
        found = [
            (retainer.periods, days_words(retainer))
            for end in (date(2027, 12, 30), date(2028, 1, 2))
            for retainer in planned(deal_until(end), policy=BY_DAY).retainers
        ]
        assert found == [(12, "30 of 31 days"), (13, "2 of 31 days")]

    def test_periods_that_are_said_have_to_agree(self) -> None:
        agrees = deal_until(date(2027, 12, 12), periods=12)
        assert planned(agrees, policy=BY_DAY).retainers[0].until == date(2027, 12, 12)
        differs = doubtful(deal_until(date(2027, 12, 12), periods=11), policy=BY_DAY)["retainer"]
        assert "11 periods monthly from Jan 1, 2027 on Nov 30, 2027" in differs.sentence

    def test_too_many_are_too_many(self) -> None:
        found = doubtful(deal_until(date(2099, 1, 1)), policy=BY_DAY)["retainer"]
        assert "more than 520 periods" in found.sentence

    def test_what_is_counted_ends_on_its_day_too(self) -> None:
        deal = deal_until(date(2027, 2, 10), "0", variable=True, unit_price=Decimal(150))
        [retainer] = planned(deal, policy=BY_DAY).retainers
        assert (retainer.last, days_words(retainer)) == ((), "10 of 28 days")
        assert "10 of 28 days" in doubtful(deal, policy=BY_DAY)["last_period"].sentence

    def test_another_last_day_is_a_difference(self) -> None:
        other = planned(deal_until(date(2027, 12, 15)), policy=BY_DAY)
        said = difference(planned(self.deal, policy=BY_DAY), other)
        assert "Retainer Support, monthly: It ends on Dec 15, 2027 instead of Dec 12, 2027." in said

    def test_another_term_begins_on_the_next_day_and_is_whole(self) -> None:
        plan = planned(self.deal, policy=BY_DAY)
        *_, further = renewed(plan, plan.retainers[0], 12).retainers
        assert (further.start, further.start_of(2)) == (date(2027, 12, 13), date(2028, 1, 13))
        assert (further.periods, further.until, further.last) == (12, None, ())
        assert str(further.lines[0].amount) == "$1,001.13"


def test_without_proration_a_broken_period_blocks_and_says_how_to_mend_it() -> None:
    finding = doubtful(deal_until(date(2027, 12, 12), periods=12))["retainer"]
    assert finding.level is Level.BLOCK
    assert finding.sentence == (
        '"Support" ends on Dec 12, 2027, in the middle of period 12 (monthly from Jan 1, 2027). '
        "Let it end on Nov 30, 2027 or Dec 31, 2027 in Salesforce, or have broken periods billed "
        'by day: proration = "by_day" in the policy.'
    )


def test_halves_go_to_the_even_step() -> None:
    cents = [Money(minor=minor, currency="USD").part(1, 2).minor for minor in (1, 3, 5, -1, -3)]
    assert cents == [0, 2, 2, 0, -2]
    assert Money(minor=300, currency="ISK").part(1, 2) == Money(minor=200, currency="ISK")


def test_rounding_up_never_leaves_less_than_nothing_for_the_last() -> None:
    usual, last = by_days(Money(minor=60, currency="USD"), 35, 1, 31)
    assert (usual.minor, last.minor) == (1, 25)
    assert by_days(Money.zero("USD"), 3, 1, 31) == (Money.zero("USD"),) * 2


@st.composite
def broken(draw: st.DrawFn) -> Deal:
    """Return a deal with a line or two that end on any day."""
    currency, start = draw(CURRENCIES), draw(st.dates(date(2025, 1, 1), date(2030, 1, 1)))
    said, _ = draw(RHYTHMS)
    end = start + timedelta(days=draw(st.integers(0, 1500)))
    totals = draw(st.lists(amounts(currency), min_size=1, max_size=2))
    lines = tuple(
        recurring(str(total), None, said, id=f"00k{n}", start=start, end=end)
        for n, total in enumerate(totals)
    )
    return a_deal(amount=sum(totals), currency=currency, lines=lines)


@settings(max_examples=60)
@given(broken())
def test_each_day_is_billed_once_and_all_of_the_total(deal: Deal) -> None:
    plan = planned(deal, policy=BY_DAY)
    assert not blocks(doubts(deal, NOTHING, BY_DAY))
    assert plan.total.amount == deal.amount
    [retainer] = plan.retainers
    periods = [charge.period for charge in charges(plan) if charge.period]
    assert len(periods) == retainer.periods
    assert periods[0].start == deal.lines[0].start
    for before, after in pairwise(periods):
        assert after.start - before.end == timedelta(days=1)
    end = deal.lines[0].end
    assert end is not None
    assert end - periods[-1].end in (timedelta(), timedelta(days=1))
    assert all(period.end >= period.start for period in periods)
    days, of = days_of_last(retainer)
    assert 1 <= days <= of
    for line, last in zip(retainer.lines, retainer.last or retainer.lines, strict=True):
        step = smallest_step(plan.currency)
        assert (line.amount.minor % step, last.amount.minor % step) == (0, 0)
        if retainer.periods > 1:  # what the last one absorbs of the rounding of the others
            exact = line.amount.part(days, of).minor
            assert abs(last.amount.minor - exact) <= step * (retainer.periods + 1)


def test_a_price_by_period_is_cut_to_the_days() -> None:
    [retainer] = planned(deal_until(date(2027, 4, 15), "3500"), policy=BY_DAY).retainers
    [line] = prorated(retainer.lines, 10, 30)
    assert (str(line.amount), line.quantity, line.unit_price) == ("$333.33", Decimal(1), None)
