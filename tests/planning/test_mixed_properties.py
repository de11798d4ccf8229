"""Whatever is combined: each invoice has one number, each day and cent is billed once."""

from collections import Counter
from datetime import date
from decimal import Decimal
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.charges import charge_of, charges
from bot.deal import Deal, DealLine, ScheduledPart, Terms
from bot.finding import blocks
from bot.money import Money
from bot.planning import doubts
from bot.policy import Policy
from tests.fakes.deals import a_deal
from tests.fakes.findings import NOTHING
from tests.planning.deals import once, planned, recurring
from tests.planning.test_properties import CURRENCIES, DAYS, RHYTHMS, amounts, policies, projects


@st.composite
def retainer_lines(draw: st.DrawFn, currency: str) -> tuple[DealLine, ...]:
    made = []
    for number in range(draw(st.integers(1, 3))):
        said, _ = draw(RHYTHMS)
        total, start = str(draw(amounts(currency))), draw(DAYS)
        periods = draw(st.integers(1, 24))
        made.append(recurring(total, periods, said, start=start, id=f"r{number}"))
    return tuple(made)


@st.composite
def mixed(draw: st.DrawFn) -> Deal:
    project = draw(projects())
    lines = draw(retainer_lines(project.currency))
    total = sum((line.total for line in lines), project.amount or Decimal(0))
    return project.model_copy(update={"lines": (*project.lines, *lines), "amount": total})


@st.composite
def schedules(draw: st.DrawFn) -> Deal:
    currency, lines = draw(CURRENCIES), []
    for number in range(draw(st.integers(1, 4))):
        parts = tuple(
            ScheduledPart(date=draw(DAYS), amount=draw(amounts(currency)))
            for _ in range(draw(st.integers(0, 12)))
        )
        total = sum((part.amount for part in parts), Decimal(0)) or draw(amounts(currency))
        lines.append(once(str(total), f"Line {number}", id=f"l{number}", schedule=parts))
    total = sum((line.total for line in lines), Decimal(0))
    return a_deal(amount=total, currency=currency, lines=tuple(lines))


@settings(max_examples=50, deadline=None)
@given(mixed(), policies())
def test_a_mixed_deal_is_billed_whole_and_once(deal: Deal, policy: Policy) -> None:
    plan = planned(deal, policy=policy)
    assert not blocks(doubts(deal, NOTHING, policy))
    assert plan.total.amount == deal.amount
    found = charges(plan)
    assert [charge.number for charge in found] == list(range(1, len(found) + 1))
    assert all(charge_of(plan, charge.number) == charge for charge in found)
    keys = Counter(part.key for part in plan.installments)
    keys.update(retainer.key for retainer in plan.retainers)
    assert set(keys.values()) == {1}
    for retainer in plan.retainers:
        periods = [charge.period for charge in found if charge.retainer == retainer.number]
        starts = [period.start for period in periods if period]
        assert len(starts) == retainer.periods
        assert all(before < after for before, after in pairwise(starts))


@settings(max_examples=50, deadline=None)
@given(schedules(), policies())
def test_a_schedule_is_billed_whole_and_in_order(deal: Deal, policy: Policy) -> None:
    plan = planned(deal, policy=policy)
    assert not blocks(doubts(deal, NOTHING, policy))
    assert plan.total.amount == deal.amount
    planned_for = [part.send_date or date.min for part in plan.installments]
    assert planned_for == sorted(planned_for)
    days = {part.date for line in deal.lines for part in line.schedule}
    undated = any(not line.schedule for line in deal.lines)
    assert len(plan.installments) == len(days) + undated
    lines = [line for part in plan.installments for line in part.lines]
    assert len(lines) == sum(len(line.schedule) or 1 for line in deal.lines)


@settings(max_examples=50, deadline=None)
@given(CURRENCIES, st.data(), st.integers(1, 9_999))
def test_deposit_and_rest_are_the_whole(currency: str, data: st.DataObject, share: int) -> None:
    total = data.draw(amounts(currency))
    percent = Decimal(share).scaleb(-2)
    terms = Terms(deposit_percent=percent, send_date=date(2027, 3, 1))
    deal = a_deal(amount=total, currency=currency, lines=(once(str(total)),), terms=terms)
    deposit, rest = planned(deal).installments
    assert (deposit.amount + rest.amount).amount == total
    assert deposit.amount.amount <= total * percent / 100
    assert rest.amount > Money.zero(currency)
