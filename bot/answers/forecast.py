"""The forecast: what is to come in, by the month in which it is due."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import NamedTuple

from bot.charges import Charge, charge_of, charges
from bot.deps import Deps
from bot.facts import Message
from bot.ledger import Session, invoices, owing, proposals, subscriptions
from bot.ledger.held import periods_of
from bot.ledger.subscriptions import SubscriptionRow
from bot.money import Money
from bot.status import NOT_OUT, RUNS
from bot.views import forecast
from bot.views.forecast import Certainty, ForecastLine, ForecastState
from bot.workflows.standing.issue_order import charge_for

MONTHS = 6
"""How many are shown one by one, this one included; what is due after them is one line."""


class _Expected(NamedTuple):
    due: date | None
    """None: on a condition, nobody knows when."""
    amount: Money
    certainty: Certainty


def forecast_now(deps: Deps) -> Message:
    """Return what is owed, approved and waiting for approval, by the month in which it is due.

    Amounts that are not out yet are net; what is owed is what Stripe says is left. Quantities that
    nobody knows yet count as nothing. A client who pays late is not second-guessed.
    """
    today = deps.today()
    with deps.ledger.reading() as s:
        expected = [*_owed(s), *_approved(s, today), *_coming(s, today), *_proposed(s, today)]
    return forecast.forecast(ForecastState(today=today, lines=_by_month(expected, today)))


def _owed(s: Session) -> Iterator[_Expected]:
    for one in owing.sums(s):
        owed = Money(minor=one.minor, currency=one.currency)
        yield _Expected(one.due_date, owed, Certainty.OWED)


def _approved(s: Session, today: date) -> Iterator[_Expected]:
    for row in invoices.in_status(s, *sorted(NOT_OUT)):
        waits = row.issue_date is None and row.met_at is None
        due = None if waits else _due(charge_for(s, row), row.issue_date, today)
        yield _Expected(due, row.balance, Certainty.APPROVED)


def _coming(s: Session, today: date) -> Iterator[_Expected]:
    """Yield the periods of retainers that have no invoice yet."""
    for row in subscriptions.in_status(s, *sorted(RUNS)):
        plan = proposals.get(s, row.proposal_id).plan
        for number in _unbilled(s, row):
            charge = charge_of(plan, number, row.party)
            start = charge.period.start if charge.period else None
            amount = charge.amount_in(row.currency)
            yield _Expected(_due(charge, start, today), amount, Certainty.APPROVED)


def _unbilled(s: Session, row: SubscriptionRow) -> list[int]:
    billed = {one.item for one in periods_of(s, row)}
    numbers = range(row.item + row.first_period - 1, row.item + row.last_period)
    return [number for number in numbers if number not in billed]


def _proposed(s: Session, today: date) -> Iterator[_Expected]:
    """Yield the deals that wait for approval; a change of what is approved would count twice."""
    for proposal in proposals.pending(s):
        if proposal.amends:
            continue
        for charge in charges(proposal.plan):
            start = charge.period.start if charge.period else charge.send_date
            due = None if charge.condition else _due(charge, start, today)
            yield _Expected(due, charge.amount_in(proposal.currency), Certainty.PROPOSED)


def _due(charge: Charge, send: date | None, today: date) -> date:
    return charge.due.date_for(max(send or today, today))


def _by_month(expected: Sequence[_Expected], today: date) -> tuple[ForecastLine, ...]:
    """Return sums: what is overdue, month by month, what is later, and what has no date."""
    sums: dict[tuple[str, int], dict[Certainty, Money]] = {}
    for one in expected:
        parts = sums.setdefault((one.amount.currency, _place(one.due, today)), {})
        before = parts.get(one.certainty, Money.zero(one.amount.currency))
        parts[one.certainty] = before + one.amount
    return tuple(
        ForecastLine(
            name=_name(place, today),
            is_month=0 <= place < MONTHS,
            currency=currency,
            amounts=tuple(parts.get(c, Money.zero(currency)) for c in Certainty),
        )
        for (currency, place), parts in sorted(sums.items())
        if any(parts.values())
    )


def _place(due: date | None, today: date) -> int:
    """Return -1 for what is overdue, else in how many months it is due; what comes last is last."""
    if due is None:
        return MONTHS + 1
    if due < today:
        return -1
    return min((due.year - today.year) * 12 + due.month - today.month, MONTHS)


def _name(place: int, today: date) -> str:
    if place < 0:
        return "Overdue"
    if place > MONTHS:
        return "On a condition"
    if place == MONTHS:
        return "Later"
    months = today.year * 12 + today.month - 1 + place
    return f"{date(months // 12, months % 12 + 1, 1):%b %Y}"
