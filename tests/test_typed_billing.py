from datetime import date
from decimal import Decimal
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.currency import smallest_step
from bot.due import Due
from bot.mistakes import Mistakes, quantity
from bot.money import Money
from bot.overrides import Overrides
from bot.plan import Installment, Plan, PlanLine, Retainer, VariableLine
from bot.typed import Known, TypedPlan, understand
from bot.typed_billing import schedule
from bot.typed_values import TypedBilling, TypedPart, Whole
from bot.views.ids import BillingWay

TODAY = date(2026, 11, 23)
CURRENCIES = ("USD", "JPY", "KWD", "ISK", "EUR")


def whole(minor: int, currency: str = "USD", *, plan: Plan | None = None) -> Whole:
    lines = (PlanLine(description="Platform", amount=Money(minor=minor, currency=currency)),)
    part = Installment(number=1, label="Deal", lines=lines)
    known = Plan(
        deal_id="006A", deal_name="Deal", currency=currency, bill_to=None, installments=(part,)
    )
    return Whole(plan or known, lines, Due(), TODAY)


def made(whole_: Whole, **typed: Any) -> dict[str, Any]:
    return dict(schedule(TypedBilling(**typed), whole_))


def wrong(whole_: Whole, **typed: Any) -> set[str]:
    with pytest.raises(Mistakes) as caught:
        made(whole_, **typed)
    return {str(field) for field in caught.value.fields}


def a_part(key: int, share: str, **more: Any) -> TypedPart:
    return TypedPart(key=str(key), label=f"Part {key}", share=share, **more)


amounts = st.tuples(st.sampled_from(CURRENCIES), st.integers(min_value=1_000, max_value=10**9)).map(
    lambda one: (one[1] * smallest_step(one[0]), one[0])
)


class TestAddsUp:
    @settings(deadline=None)
    @given(amount=amounts, count=st.integers(min_value=2, max_value=60))
    def test_in_equal_parts(self, amount: tuple[int, str], count: int) -> None:
        found = made(whole(*amount), way=BillingWay.EQUAL, count=str(count), interval="monthly")[
            "installments"
        ]
        assert sum(part.amount.minor for part in found) == amount[0]
        assert [part.number for part in found] == list(range(1, count + 1))
        days = [part.send_date for part in found]
        assert days[0] is None
        assert days[1:] == sorted(days[1:])

    @settings(deadline=None)
    @given(amount=amounts, percent=st.integers(min_value=1, max_value=99))
    def test_with_a_deposit(self, amount: tuple[int, str], percent: int) -> None:
        deposit, rest = made(
            whole(*amount),
            way=BillingWay.DEPOSIT,
            deposit=f"{percent} %",
            rest_date=date(2027, 1, 4),
        )["installments"]
        assert deposit.amount + rest.amount == Money(minor=amount[0], currency=amount[1])

    @settings(deadline=None)
    @given(amount=amounts, cuts=st.sets(st.integers(min_value=1, max_value=99), max_size=11))
    def test_by_percent(self, amount: tuple[int, str], cuts: set[int]) -> None:
        edges = [0, *sorted(cuts), 100]
        parts = tuple(
            a_part(n, f"{after - before}%") for n, (before, after) in enumerate(pairwise(edges))
        )
        found = made(whole(*amount), way=BillingWay.PARTS, parts=parts)["installments"]
        assert sum(part.amount.minor for part in found) == amount[0]


class TestParts:
    def test_may_mix_percent_and_amounts(self) -> None:
        parts = (a_part(1, "33.33 %"), a_part(2, "33.33 %"), a_part(3, "33.34"))
        found = made(whole(100_00), way=BillingWay.PARTS, parts=parts)["installments"]
        assert [part.amount.minor for part in found] == [33_33, 33_33, 33_34]

    @pytest.mark.parametrize(
        ("parts", "field"),
        [
            ((a_part(1, "50 %"), a_part(2, "40 %")), "part_share.2"),
            ((a_part(1, "50"), a_part(2, "40")), "part_share.2"),
            ((a_part(1, "50 %"), a_part(2, "40")), "part_share.2"),
            ((a_part(1, "101 %"),), "part_share.1"),
            ((a_part(1, "-5"),), "part_share.1"),
            ((a_part(1, "0"), a_part(2, "100 %")), "part_share.1"),
            ((TypedPart(key="1", share="100 %"),), "part_label.1"),
            ((a_part(1, "100 %", date=date(2026, 11, 1)),), "part_date.1"),
            ((), "net_days"),
        ],
    )
    def test_are_sent_back(self, parts: tuple[TypedPart, ...], field: str) -> None:
        assert field in wrong(whole(100_00), way=BillingWay.PARTS, parts=parts)

    def test_keep_their_own_lines_where_the_amount_stays(self) -> None:
        own = (
            PlanLine(description="Design, as agreed", amount=Money(minor=40_00, currency="USD")),
        )
        rest = (PlanLine(description="Build", amount=Money(minor=60_00, currency="USD")),)
        parts = tuple(
            Installment(number=n, label=f"Part {n - 1}", lines=lines, source=f"a0{n}")
            for n, lines in enumerate((own, rest), start=1)
        )
        plan = whole(1).plan.model_copy(update={"installments": parts})
        again = (a_part(0, "40"), a_part(1, "30"), a_part(2, "30"))
        made_ = made(whole(100_00, plan=plan), way=BillingWay.PARTS, parts=again)["installments"]
        assert made_[0].lines == own
        assert [str(one.amount) for one in made_] == ["$40.00", "$30.00", "$30.00"]
        assert made_[1].lines != rest

    def test_need_something_to_divide(self) -> None:
        nothing = whole(100_00)._replace(lines=())
        assert wrong(nothing, way=BillingWay.EQUAL, count="2", interval="monthly") == {"net_days"}

    def test_a_condition_goes_before_a_day(self) -> None:
        parts = (a_part(1, "100 %", date=date(2027, 1, 4), condition=" on acceptance "),)
        [one] = made(whole(100_00), way=BillingWay.PARTS, parts=parts)["installments"]
        assert (one.send_date, one.condition) == (None, "on acceptance")


def retainer(**more: Any) -> Retainer:
    line = PlanLine(description="Support", amount=Money(minor=100_00, currency="USD"))
    given_: dict[str, Any] = {
        "number": 1,
        "label": "Support",
        "lines": (line,),
        "last": (line.model_copy(update={"amount": Money(minor=100_04, currency="USD")}),),
        "start": date(2027, 1, 31),
        "periods": 12,
        "source": "00k1",
    }
    return Retainer(**given_ | more)


def repeating(*retainers: Retainer) -> Whole:
    plan = whole(1).plan.model_copy(update={"installments": (), "retainers": retainers})
    return whole(120_004, plan=plan)


TYPED: dict[str, Any] = {
    "way": BillingWay.RETAINER,
    "label": "Support",
    "amount": "100",
    "periods": "12",
    "interval": "monthly",
    "start_date": date(2027, 1, 31),
}


class TestRetainers:
    def test_keep_what_is_not_changed(self) -> None:
        found = made(repeating(retainer()), **TYPED | {"renews": True})
        assert found == {"retainers": (retainer(renews=True),)}

    def test_lose_the_last_period_with_another_number_of_them(self) -> None:
        [one] = made(repeating(retainer()), **TYPED | {"periods": "6"})["retainers"]
        assert (one.periods, one.last, one.lines) == (6, (), retainer().lines)

    def test_cost_what_was_typed(self) -> None:
        [one, other] = made(repeating(retainer(), retainer(number=13)), **TYPED | {"amount": "90"})[
            "retainers"
        ]
        assert (str(one.lines[0].amount), one.last) == ("$90.00", ())
        assert other == retainer(number=13)

    def test_keep_the_day_on_which_the_last_period_is_broken_off(self) -> None:
        before = retainer(until=date(2028, 1, 14), last=retainer().lines[:0])
        [same] = made(repeating(before), **TYPED)["retainers"]
        assert same == before
        [dearer] = made(repeating(before), **TYPED | {"amount": "310"})["retainers"]
        assert (dearer.until, str(dearer.last[0].amount)) == (before.until, "$150.00")
        [longer] = made(repeating(before), **TYPED | {"periods": "13"})["retainers"]
        assert (longer.until, longer.last) == (None, ())

    def test_may_be_all_by_quantity(self) -> None:
        hours = VariableLine(key="h", description="Hours", unit_price=Decimal(150))
        before = retainer(lines=(), last=(), variable=(hours,))
        [one] = made(repeating(before), **TYPED | {"amount": ""})["retainers"]
        assert (one.lines, one.variable) == ((), (hours,))

    @pytest.mark.parametrize(
        ("typed", "field"),
        [
            ({"label": " "}, "part_label"),
            ({"start_date": None}, "start_date"),
            ({"amount": "0"}, "period_amount"),
            ({"periods": "1.5"}, "periods"),
            ({"interval": ""}, "interval"),
        ],
    )
    def test_are_sent_back(self, typed: dict[str, Any], field: str) -> None:
        assert wrong(whole(100_00), **TYPED | typed) == {field}

    def test_become_one_invoice_of_all_of_it(self) -> None:
        found = made(repeating(retainer()), way=BillingWay.ONE)
        assert found["retainers"] == ()
        assert [str(part.amount) for part in found["installments"]] == ["$1,200.04"]


class TestTerms:
    def test_follow_what_was_decided_before(self) -> None:
        decided = Overrides(installments=whole(100_00).plan.installments, retainers=())
        typed = TypedPlan(
            net_days="60", asks_for_dates=True, billing=TypedBilling(way=BillingWay.KEEP)
        )
        found = understand(typed, whole(100_00).plan, Known(decided=decided), TODAY)
        assert found.installments
        assert found.installments[0].due == found.due == Due(net_days=60)
        assert "retainers" not in found.model_fields_set

    def test_that_stay_leave_what_was_decided_alone(self) -> None:
        decided = Overrides(installments=whole(100_00).plan.installments)
        typed = TypedPlan(
            net_days="30", asks_for_dates=True, billing=TypedBilling(way=BillingWay.KEEP)
        )
        assert understand(typed, whole(100_00).plan, Known(decided=decided), TODAY) == Overrides()


def test_a_quantity_is_not_negative() -> None:
    assert quantity("1.5", "x") == Decimal("1.5")
    with pytest.raises(Mistakes):
        quantity("-1", "x")
