"""What reaches a retainer that runs, and what a cut leaves of it."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.amending import WayKind
from bot.charges import charge_of, charges
from bot.due import Due
from bot.payer import Share
from bot.plan import Plan, VariableLine
from bot.renewal import renewed
from bot.standing import Standing
from tests.amending.kit import BETA, TODAY, find, out, part, plan, retainer, standing

HOURS = VariableLine(key="H", description="Hours", unit_price=Decimal(150))


def six(**changes: object) -> Plan:
    return plan(retainers=(retainer(1, 400_000, 6, **changes),))


def both(percent: int) -> tuple[Share, ...]:
    return (Share(bill_to=BETA, percent=Decimal(percent)),)


def chosen(before: Plan, now: Plan) -> Plan:
    """Return the plan of the way that changes the retainer."""
    way = find(WayKind.CHANGE_RETAINER, begun(before), now, before)
    assert way.plan is not None, way.why_not
    return way.plan


def begun(of: Plan) -> Standing:
    """Return what stands when each period that has begun is billed."""
    numbers = [c.number for c in charges(of) if c.send_date and c.send_date <= TODAY]
    return standing(of, {number: {"by_subscription": True} for number in numbers})


class TestWords:
    def test_name_the_new_price_beside_the_invoice_that_catches_up(self) -> None:
        dearer = plan(retainers=(retainer(1, 600_000, 6),))
        way = find(WayKind.CREDIT, begun(six()), dearer, six())
        assert way.words == (
            'The retainer "Support" is $18,000.00 instead of $12,000.00 for all periods from '
            "Dec 1, 2026 on. A new invoice over $6,000.00 goes out on approval."
        )

    @pytest.mark.parametrize("kind", [WayKind.EDIT_DRAFTS, WayKind.ADJUST_NEXT])
    def test_do_not_say_that_all_is_out_while_periods_are_to_come(self, kind: WayKind) -> None:
        dearer = plan(retainers=(retainer(1, 600_000, 6),))
        way = find(kind, begun(six()), dearer, six())
        assert way.why_not.startswith("Only periods of a retainer are still to come")


class TestReach:
    @pytest.mark.parametrize(
        ("now", "words"),
        [
            (six(due=Due(net_days=60)), "has the terms Net 60 from"),
            (six(variable=(HOURS,)), "has other lines by quantity from"),
            (six().model_copy(update={"po_number": "PO-9"}), "has another PO number from"),
            (
                six().model_copy(update={"memo": "Hi", "footer": "Bye"}),
                "has another memo, another footer from",
            ),
        ],
    )
    def test_what_is_not_its_amount_too(self, now: Plan, words: str) -> None:
        [correction] = chosen(six(), now).adjustments
        assert f"{words} Dec 1, 2026 on" in correction.words
        assert (correction.amount.minor, correction.from_date) == (0, date(2026, 12, 1))

    def test_counts_from_the_next_period_and_not_before(self) -> None:
        after = chosen(six(), six(due=Due(net_days=60), variable=(HOURS,)))
        assert [charge_of(after, n).due.net_days for n in (3, 4)] == [30, 60]
        [one] = after.retainers
        assert [one.variable_of(n) for n in (3, 4)] == [(), (HOURS,)]

    def test_is_said_with_the_amount(self) -> None:
        [correction] = chosen(
            six(), plan(retainers=(retainer(1, 500_000, 6, due=Due(net_days=60)),))
        ).adjustments
        assert "is $15,000.00 instead of $12,000.00 for all periods from Dec 1" in correction.words
        assert "and has the terms Net 60 from Dec 1, 2026 on" in correction.words

    def test_an_approved_later_change_survives_another_one(self) -> None:
        once = chosen(six(), six(due=Due(net_days=60)))
        with_part = once.model_copy(update={"installments": (part(9, 100, source="x"),)})
        again = plan(
            part(9, 300, source="x"), retainers=(retainer(1, 400_000, 6, due=Due(net_days=60)),)
        )
        way = find(WayKind.EDIT_DRAFTS, out(1, 2, 3, of=with_part), again, with_part)
        assert way.plan is not None
        assert way.plan.retainers == once.retainers


class TestBrokenOff:
    def test_ends_the_subscription_a_period_earlier(self) -> None:
        cut = six(until=date(2027, 2, 14), last=retainer(1, 200_000, 6).lines)
        after = chosen(six(), cut)
        [correction] = after.adjustments
        assert "is $10,000.00 instead of $12,000.00 for all periods from Dec 1" in correction.words
        [one] = after.retainers
        assert (one.days_of(6).end, one.days_of(5).end) == (date(2027, 2, 14), date(2027, 1, 31))

    def test_is_a_change_even_at_the_same_price(self) -> None:
        [correction] = chosen(six(), six(until=date(2027, 2, 14))).adjustments
        assert "has another last day from Dec 1, 2026 on" in correction.words

    def test_in_a_period_that_is_billed_leaves_that_as_it_is(self) -> None:
        shorter = retainer(1, 400_000, 3, until=date(2026, 11, 10))
        [one] = chosen(six(), plan(retainers=(shorter,))).retainers
        assert (one.periods, one.until) == (3, None)

    def test_stays_so_once_it_is_billed(self) -> None:
        was = plan(retainers=(retainer(1, 400_000, 3, until=date(2026, 11, 28)),))
        now = plan(retainers=(retainer(1, 500_000, 3, until=date(2026, 11, 27)),))
        way = find(WayKind.EDIT_DRAFTS, begun(was), now, was)
        assert "by day" not in way.why_not
        now = plan(retainers=(retainer(1, 400_000, 4),))
        way = find(WayKind.CHANGE_RETAINER, begun(was), now, was)
        assert way.why_not == (
            'The last period of "Support" is billed by day, through Nov 28, 2026: bill what '
            "follows it by a deal of its own."
        )


class TestCutInTwo:
    def test_has_no_rest_where_the_deal_ends_at_the_cut(self) -> None:
        before = six()
        shared = before.model_copy(update={"shares": both(40)})
        cut = chosen(before, shared).model_copy(update={"adjustments": ()})
        assert [one.periods for one in cut.retainers] == [3, 3]
        shorter = plan(retainers=(retainer(1, 400_000, 3),), shares=both(40))
        way = find(WayKind.CANCEL_REST, begun(cut), shorter, cut)
        assert way.plan is not None, way.why_not
        assert [one.periods for one in way.plan.retainers] == [3]
        now = find(WayKind.CHANGE_RETAINER, begun(cut), shorter, cut)
        assert now.plan is not None, now.why_not
        assert [(one.periods, one.number) for one in now.plan.retainers] == [(3, 1)]


class TestAnchor:
    def test_stays_when_a_retainer_is_cut_in_february(self) -> None:
        before = plan(retainers=(retainer(1, 100, 12, start=date(2026, 8, 31)),))
        now = before.model_copy(update={"shares": both(40)})
        _, rest = chosen(before, now).retainers
        assert [rest.start_of(n) for n in (1, 2, 4)] == [
            date(2026, 11, 30),
            date(2026, 12, 31),
            date(2027, 2, 28),
        ]
        assert rest.start_of(5) == date(2027, 3, 31)

    def test_stays_in_a_further_term(self) -> None:
        ends_in_february = retainer(1, 100, 6, start=date(2026, 8, 31))
        further = renewed(plan(retainers=(ends_in_february,)), ends_in_february, 6).retainers[-1]
        assert [further.start_of(n) for n in (1, 2)] == [date(2027, 2, 28), date(2027, 3, 31)]


changes = st.lists(
    st.sampled_from(
        [
            {"shares": both(40)},
            {"shares": both(70)},
            {"shares": ()},
            {"retainers": (retainer(1, 500_000, 6),)},
            {"retainers": (retainer(1, 400_000, 6, due=Due(net_days=5)),)},
        ]
    ),
    min_size=1,
    max_size=5,
)


@settings(deadline=None)
@given(changes)
def test_however_often_it_changes_each_period_is_billed_once(
    steps: list[dict[str, object]],
) -> None:
    deal = before = six()
    for step in steps:
        deal = deal.model_copy(update=step)
        way = find(WayKind.CHANGE_RETAINER, begun(before), deal, before)
        if way.plan is None:
            continue
        before = way.plan
        starts = [one.start_of(n + 1) for one in before.retainers for n in range(one.periods)]
        assert sorted(starts) == [six().retainers[0].start_of(n) for n in range(1, 7)]
        numbers = [number for one in before.retainers for number in one.numbers]
        assert len(set(numbers)) == len(numbers)
        before = before.model_copy(update={"adjustments": ()})


class TestAfterTheLastPeriod:
    def test_each_period_keeps_what_it_cost(self) -> None:
        """The last one absorbed a cent, which the others did not cost."""
        [line] = retainer(1, 400_001, 2).lines
        before = plan(retainers=(retainer(1, 400_000, 2, last=(line,)),))
        now = plan(retainers=(retainer(1, 800_000, 2),))
        way = find(WayKind.CREDIT, begun(before), now, before)
        assert way.plan is not None
        kept = [charge_of(way.plan, number).amount_in("USD").minor for number in (1, 2)]
        assert kept == [400_000, 400_001]
