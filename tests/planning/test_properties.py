"""Whatever a deal says: sums are exact, days in order and open, no period twice or missing."""

from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.calendar import Calendar
from bot.charges import MAIN, charges, parties
from bot.currency import smallest_step
from bot.deal import Account, Deal, Milestone, Terms
from bot.finding import blocks
from bot.money import Money
from bot.periods import Interval, Rhythm
from bot.plan import Plan
from bot.planning import billing_differs, doubts
from bot.policy import Policy
from bot.rules import BillingRules, CalendarRules, Roll
from tests.fakes.deals import a_deal
from tests.fakes.findings import NOTHING, POLICY
from tests.planning.deals import once, planned, recurring

CURRENCIES = st.sampled_from(
    ["USD", "EUR", "JPY", "KRW", "CLP", "KWD", "BHD", "TND", "ISK", "UGX", "HUF", "TWD"]
)
DAYS = st.dates(date(2025, 1, 1), date(2031, 12, 31))
PLACES = st.sampled_from(
    [("US", ""), ("US", "CA"), ("DE", "BY"), ("FR", ""), ("JP", ""), ("AE", "")]
)
RHYTHMS = st.sampled_from(
    [
        ("Weekly", Rhythm(interval=Interval.WEEK)),
        ("every 2 weeks", Rhythm(interval=Interval.WEEK, every=2)),
        ("Monthly", Rhythm()),
        ("Quarterly", Rhythm(every=3)),
        ("Half-yearly", Rhythm(every=6)),
        ("Yearly", Rhythm(interval=Interval.YEAR)),
    ]
)


@st.composite
def policies(draw: st.DrawFn) -> Policy:
    country, subdivision = draw(PLACES)
    return POLICY.model_copy(
        update={
            "calendar": CalendarRules(country=country, subdivision=subdivision),
            "billing": BillingRules(roll=draw(st.sampled_from(Roll))),
        }
    )


@st.composite
def amounts(draw: st.DrawFn, currency: str, least: int = 1000) -> Decimal:
    steps = draw(st.integers(least, 10**9))
    return Money(minor=steps * smallest_step(currency), currency=currency).amount


@st.composite
def percents(draw: st.DrawFn) -> list[Decimal]:
    """Return percentages that add up to 100."""
    cuts = draw(st.lists(st.integers(1, 9_999), min_size=0, max_size=59, unique=True))
    edges = [0, *sorted(cuts), 10_000]
    return [Decimal(b - a).scaleb(-2) for a, b in pairwise(edges)]


@st.composite
def projects(draw: st.DrawFn) -> Deal:
    """Return a deal with milestones, some of which wait for a condition."""
    currency = draw(CURRENCIES)
    total = draw(amounts(currency, least=100_000))
    steps = []
    for number, share in enumerate(draw(percents())):
        day = draw(st.none() | DAYS)
        condition = draw(st.sampled_from(["", "", "", "on acceptance"]))
        steps.append(
            Milestone(
                id=f"a{number}",
                description=f"Step {number}",
                percent=share,
                date=None if condition else day,
                condition=condition,
            )
        )
    return a_deal(
        amount=total, currency=currency, lines=(once(str(total)),), milestones=tuple(steps)
    )


@st.composite
def retained(draw: st.DrawFn) -> tuple[Deal, Rhythm]:
    currency = draw(CURRENCIES)
    total = draw(amounts(currency))
    said, rhythm = draw(RHYTHMS)
    line = recurring(
        str(total),
        draw(st.integers(1, 60)),
        said,
        start=draw(st.dates(date(2025, 1, 1), date(2030, 1, 1))),
    )
    return a_deal(amount=total, currency=currency, lines=(line,)), rhythm


@settings(max_examples=60)
@given(projects(), policies())
def test_milestones_add_up_and_go_out_in_order_on_open_days(deal: Deal, policy: Policy) -> None:
    plan = planned(deal, policy=policy)
    assert not blocks(doubts(deal, NOTHING, policy))
    assert plan.total.amount == deal.amount
    assert {part.amount.minor % smallest_step(plan.currency) for part in plan.installments} == {0}
    assert [part.number for part in plan.installments] == list(range(1, len(deal.milestones) + 1))
    assert {part.source for part in plan.installments} == {m.id for m in deal.milestones}
    sent = [part.send_date for part in plan.installments if not part.condition]
    undated = sent.count(None)
    assert all(day is None for day in sent[:undated])
    dated = [day for day in sent if day]
    assert dated == sorted(dated)
    on = {m.id: m.date for m in deal.milestones}
    calendar = Calendar(policy.calendar)
    for part in plan.installments:
        if part.send_date:
            planned_for = on[part.source]
            assert planned_for is not None
            if policy.billing.roll is not Roll.NONE:
                assert calendar.is_business_day(part.send_date)
            else:
                assert part.send_date == planned_for


@settings(max_examples=60)
@given(projects())
def test_a_milestone_is_within_the_rounding_of_its_percentage(deal: Deal) -> None:
    plan = planned(deal)
    share = {m.id: m.percent or Decimal(0) for m in deal.milestones}
    step = Money(minor=smallest_step(plan.currency), currency=plan.currency).amount
    assert deal.amount is not None
    for part in plan.installments:
        exact = deal.amount * share[part.source] / 100
        assert abs(part.amount.amount - exact) < step * len(deal.milestones)


@settings(max_examples=60)
@given(retained())
def test_a_retainer_bills_each_day_once_and_all_of_the_total(made: tuple[Deal, Rhythm]) -> None:
    deal, rhythm = made
    plan = planned(deal)
    [retainer] = plan.retainers
    assert plan.installments == ()
    assert plan.total.amount == deal.amount
    assert retainer.rhythm == rhythm
    periods = [charge.period for charge in charges(plan)]
    assert [charge.number for charge in charges(plan)] == list(retainer.numbers)
    assert None not in periods
    for before, after in pairwise(periods):
        assert before
        assert after
        assert after.start == before.end + timedelta(days=1)
    assert periods[0] == rhythm.period(retainer.start, 1)
    usual = {charge.amount_in(plan.currency) for charge in charges(plan)[:-1]}
    assert len(usual) <= 1


@settings(max_examples=60)
@given(projects(), retained(), st.integers(1, 9_999).map(lambda n: Decimal(n).scaleb(-2)))
def test_shares_of_two_payers_are_exact(
    project: Deal, made: tuple[Deal, Rhythm], share: Decimal
) -> None:
    repeats, _ = made
    total = Decimal(repeats.amount or 0)
    second = Account(id="001000000000002AAA", name="Partner", email="ap@partner.example")
    deal = project.model_copy(
        update={
            "currency": repeats.currency,
            "amount": total * 2,
            "lines": (*repeats.lines, once(str(total))),
            "second_payer": second,
            "terms": Terms(text="Net 30", second_share=share),
        }
    )
    plan = planned(deal)
    assert parties(plan) == (MAIN, second.id)
    assert plan.total.amount == deal.amount
    found = charges(plan)
    assert Money.total((c.amount_in(plan.currency) for c in found), plan.currency) == plan.total
    assert len({(charge.number, charge.party) for charge in found}) == len(found)
    for number in {charge.number for charge in found}:
        theirs = [c.amount_in(plan.currency) for c in found if c.number == number]
        assert 1 <= len(theirs) <= 2  # a share may come to nothing
        assert min(theirs).minor > 0


@settings(max_examples=40)
@given(projects(), policies())
def test_the_content_is_stable(deal: Deal, policy: Policy) -> None:
    plan = planned(deal, policy=policy)
    assert planned(deal, policy=policy).content_hash == plan.content_hash
    assert Plan.from_json(plan.to_json()).content_hash == plan.content_hash
    reached = tuple(m.model_copy(update={"met": True}) for m in deal.milestones)
    met = deal.model_copy(update={"milestones": reached})
    assert planned(met, policy=policy).content_hash == plan.content_hash
    assert not billing_differs(deal, met, NOTHING, policy)
