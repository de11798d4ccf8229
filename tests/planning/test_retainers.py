from datetime import date
from decimal import Decimal

import pytest

from bot.charges import charges
from bot.deal import Deal, Terms
from bot.due import Due
from bot.finding import Level
from bot.money import Money
from bot.overrides import Overrides
from bot.periods import Interval, Rhythm
from bot.plan import VariableLine
from tests.fakes.deals import a_deal
from tests.planning.deals import doubtful, milestone, once, planned, recurring

HOURS = recurring("18000", id="00k2", description="Hours", variable=True, unit_price=Decimal(150))


def deal_of(*lines: object, **more: object) -> Deal:
    fields: dict[str, object] = {"amount": None, "lines": lines}
    return a_deal(**(fields | more))


class TestRecurringLines:
    def test_become_a_retainer(self) -> None:
        plan = planned(deal_of(recurring()))
        [retainer] = plan.retainers
        assert plan.installments == ()
        assert (retainer.label, retainer.rhythm, retainer.periods) == (
            "Support, monthly",
            Rhythm(),
            12,
        )
        assert (str(retainer.lines[0].amount), retainer.lines[0].unit_price) == (
            "$1,000.00",
            Decimal(1000),
        )
        assert (retainer.last, retainer.due, retainer.number) == ((), Due(), 1)
        assert plan.sources == ("1 recurring line item",)

    def test_have_a_last_period_that_absorbs_the_rest(self) -> None:
        deal = deal_of(recurring("10000"))
        [retainer] = planned(deal).retainers
        assert (retainer.lines[0].amount.minor, retainer.last[0].amount.minor) == (83333, 83337)
        assert retainer.lines[0].unit_price is None
        assert doubtful(deal)["last_period"].sentence == (
            "Support, monthly: the last period is $0.04 more ($833.37 instead of $833.33), so that "
            "all 12 add up."
        )

    def test_that_are_a_discount_absorb_too(self) -> None:
        deal = deal_of(recurring("12000"), recurring("-100", id="00k3", description="Discount"))
        assert "$0.04 less" in doubtful(deal)["last_period"].sentence
        assert str(planned(deal).total) == "$11,900.00"

    def test_of_one_rhythm_are_one_subscription(self) -> None:
        other = recurring("2400", id="00k3", description="Hosting")
        quarterly = recurring("800", 4, "Quarterly", id="00k4", description="Reviews")
        plan = planned(deal_of(recurring(), other, quarterly))
        assert [retainer.label for retainer in plan.retainers] == [
            "Support, Hosting, monthly",
            "Reviews, quarterly",
        ]
        assert [retainer.number for retainer in plan.retainers] == [1, 13]
        assert [retainer.key for retainer in plan.retainers] == ["00k000000000009AAA", "00k4"]

    def test_begin_on_january_31_over_14_months(self) -> None:
        plan = planned(deal_of(recurring("14000", 14)))
        periods = [charge.period for charge in charges(plan)]
        starts = [period.start for period in periods if period]
        assert starts[:4] == [
            date(2027, 1, 31),
            date(2027, 2, 28),
            date(2027, 3, 31),
            date(2027, 4, 30),
        ]
        assert starts[-1] == date(2028, 2, 29)
        assert periods[-1] is not None
        assert periods[-1].end == date(2028, 3, 30)
        assert len(starts) == 14

    def test_take_from_the_opportunity_what_they_do_not_say(self) -> None:
        terms = Terms(start=date(2027, 2, 1), interval="Weekly", periods=6, renews=True)
        bare = recurring("600", None, "", start=None, variable=True)
        [retainer] = planned(deal_of(bare, terms=terms)).retainers
        assert (retainer.start, retainer.periods, retainer.renews) == (date(2027, 2, 1), 6, True)
        assert retainer.rhythm == Rhythm(interval=Interval.WEEK)

    @pytest.mark.parametrize("end", [date(2028, 1, 30), date(2028, 1, 31)])
    def test_count_their_periods_until_their_last_day(self, end: date) -> None:
        [retainer] = planned(deal_of(recurring("12000", None, end=end))).retainers
        assert retainer.periods == 12

    def test_by_quantity_are_not_in_the_total(self) -> None:
        deal = deal_of(recurring(), HOURS, amount=Decimal(30_000))
        plan = planned(deal)
        [retainer] = plan.retainers
        assert retainer.variable == (
            VariableLine(key="00k2", description="Hours", unit_price=Decimal(150)),
        )
        assert str(plan.total) == "$12,000.00"
        assert doubtful(deal)["variable"].sentence == (
            '"Hours" is billed by quantity at $150.00 each: the estimate of $18,000.00 is not in '
            "the total."
        )


class TestFieldsOfTheOpportunity:
    terms = Terms(model="Retainer", start=date(2027, 1, 1), interval="Quarterly", periods=4)

    def test_make_a_retainer_of_all_of_it(self) -> None:
        plan = planned(a_deal(terms=self.terms))
        [retainer] = plan.retainers
        assert [str(line.amount) for line in retainer.lines] == ["$9,000.00", "$3,000.00"]
        assert (plan.installments, retainer.source) == ((), "opportunity")
        assert plan.sources == ("retainer (opportunity)",)

    def test_make_one_of_an_amount_without_lines(self) -> None:
        plan = planned(a_deal(lines=(), terms=self.terms.model_copy(update={"model": ""})))
        assert [line.description for line in plan.retainers[0].lines] == ["Acme - Platform 2026"]
        assert str(plan.total) == "$48,000.00"

    def test_do_not_say_what_repeats_beside_milestones(self) -> None:
        deal = a_deal(terms=self.terms, milestones=(milestone(1, "100"),))
        finding = doubtful(deal)["retainer"]
        assert finding.level is Level.BLOCK
        assert finding.sentence == (
            'The opportunity repeats ("Quarterly") and has 1 milestone, and no line item says what '
            "of it repeats: give it an interval."
        )
        assert planned(deal).retainers == ()


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        (
            recurring(interval="bi-monthly"),
            'How often "Support" repeats is not understood: "bi-monthly".',
        ),
        (recurring(interval="", variable=True), 'Nothing says how often "Support" repeats.'),
        (recurring(start=None), 'Nothing says when "Support" begins, which repeats monthly.'),
        (
            recurring(periods=None),
            'Nothing says for how many periods "Support" repeats monthly.',
        ),
        (
            recurring(periods=None, end=date(2027, 3, 15)),
            (
                '"Support" ends on Mar 15, 2027, in the middle of period 2 (monthly from Jan 31, '
                "2027). Let it end on Feb 27, 2027 or Mar 30, 2027 in Salesforce, or have broken "
                'periods billed by day: proration = "by_day" in the policy.'
            ),
        ),
        (
            recurring(periods=None, end=date(2027, 2, 10)),
            (
                '"Support" ends on Feb 10, 2027, in the middle of period 1 (monthly from Jan 31, '
                "2027). Let it end on Feb 27, 2027 in Salesforce, or have broken periods billed by "
                'day: proration = "by_day" in the policy.'
            ),
        ),
        (
            recurring(periods=None, end=date(2027, 1, 15)),
            '"Support" ends on Jan 15, 2027, before it begins on Jan 31, 2027.',
        ),
        (
            recurring(periods=None, end=date(2099, 1, 1)),
            '"Support" repeats for more than 520 periods: 1 to 520 can be.',
        ),
        (recurring(periods=0), '"Support" repeats for 0 periods: 1 to 520 can be.'),
        (
            recurring(periods=0, end=date(2027, 12, 31)),
            '"Support" repeats for 0 periods: 1 to 520 can be.',
        ),
        (recurring(periods=521), '"Support" repeats for 521 periods: 1 to 520 can be.'),
        (
            recurring(end=date(2027, 12, 31)),
            (
                '"Support" ends on Dec 31, 2027, and 12 periods monthly from Jan 31, 2027 on '
                "Jan 30, 2028: correct one of them in Salesforce."
            ),
        ),
        (
            recurring(variable=True, unit_price=Decimal(0)),
            '"Support" is billed by quantity and has no price.',
        ),
    ],
)
def test_what_is_not_clear_blocks_and_is_not_billed_as_if_it_were(
    line: object, sentence: str
) -> None:
    finding = doubtful(deal_of(line))["retainer"]
    assert (finding.level, finding.sentence) == (Level.BLOCK, sentence)


class TestDecisions:
    unclear = recurring(interval="whenever")

    def test_that_nothing_repeats_bill_it_once(self) -> None:
        deal = deal_of(self.unclear, once())
        plan = planned(deal, Overrides(retainers=()))
        said = [line.description for part in plan.installments for line in part.lines]
        assert said == ["Platform", "Support"]
        assert (plan.retainers, doubtful(deal, Overrides(retainers=()))) == ((), {})

    def test_on_what_repeats_go_before_the_deal_and_bill_nothing_twice(self) -> None:
        [retainer] = planned(deal_of(recurring("6000", 6))).retainers
        decided = Overrides(retainers=(retainer,))
        plan = planned(deal_of(self.unclear, once()), decided)
        assert [str(part.amount) for part in plan.installments] == ["$40,000.00"]
        assert [(r.number, r.periods) for r in plan.retainers] == [(2, 6)]
        assert doubtful(deal_of(self.unclear, once()), decided) == {}

    def test_keep_their_numbers_where_they_can(self) -> None:
        [retainer] = planned(deal_of(recurring("6000", 6))).retainers
        kept = retainer.model_copy(update={"number": 5, "due": Due(net_days=7)})
        plan = planned(deal_of(recurring(), once()), Overrides(retainers=(kept,)))
        assert (plan.retainers, plan.installments[0].number) == ((kept,), 1)

    def test_leave_a_doubt_where_they_do_not_say_what_it_was(self) -> None:
        terms = Terms(model="Retainer", interval="Monthly")
        deal = a_deal(terms=terms, milestones=(milestone(1, "100"),))
        [retainer] = planned(deal_of(recurring("6000", 6))).retainers
        half = Overrides(retainers=(retainer,))
        assert "retainer" in doubtful(deal, half)
        whole = half.model_copy(update={"installments": planned(a_deal()).installments})
        assert doubtful(deal, whole) == {}
        assert str(planned(deal, whole).total) == str(Money(minor=54_000_00, currency="USD"))
