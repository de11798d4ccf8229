"""The forecast: a chart for the currencies that matter most, and one table for all."""

from collections import Counter
from collections.abc import Sequence
from datetime import date
from enum import StrEnum

from bot.facts import Message
from bot.money import Money
from bot.value import Value
from bot.views.blocks import Block, bar_chart, context, header, section, table
from bot.views.fit import message, rows_that_fit
from bot.views.text import joined, weekday

MOST_CHARTS = 2
MOST_ROWS = 40
MOST_CHARACTERS = 4000


class Certainty(StrEnum):
    """How sure an amount is, the surest first."""

    OWED = "owed"
    """The client has the invoice."""
    APPROVED = "approved"
    """It goes out on its day."""
    PROPOSED = "proposed"
    """It waits for approval."""


class ForecastLine(Value):
    """What is due in one month in one currency."""

    name: str
    is_month: bool
    """Not for what is overdue, later, or without a date."""
    currency: str
    amounts: tuple[Money, ...]
    """One per `Certainty`, in its order."""

    @property
    def total(self) -> Money:
        """Return all of it."""
        return Money.total(self.amounts, self.currency)


class ForecastState(Value):
    """What is to come in."""

    today: date
    lines: tuple[ForecastLine, ...]
    """Of one currency after the other, in the order of time."""


def forecast(state: ForecastState) -> Message:
    """Return the forecast."""
    head = [header(f"What is to come in · {weekday(state.today)}")]
    if not state.lines:
        words = "Nothing is owed, approved or waiting for approval."
        return message(words, [*head, section(words)])
    currencies = _by_size(state.lines)
    charts = [_chart(currency, state.lines) for currency in currencies[:MOST_CHARTS]]
    rows = [_row(line) for currency in currencies for line in _of(currency, state.lines)]
    kept, left = rows_that_fit(rows, MOST_ROWS, MOST_CHARACTERS)
    names = ("Due", "With clients", "Approved, not out", "To be approved", "Total")
    shown = table(names, kept, right=(1, 2, 3, 4))
    rest = [context(f"and {left:,} more")] if left else []
    foot = context(
        "By due date; what is not out yet is net of tax. Quantities nobody knows yet are not in it."
    )
    totals = [Money.total((x.total for x in _of(c, state.lines)), c) for c in currencies]
    text = f"To come in: {joined(map(str, totals[:3]), ', ')}"
    return message(text, head, [*charts, shown, *rest], [foot])


def _of(currency: str, lines: Sequence[ForecastLine]) -> list[ForecastLine]:
    return [line for line in lines if line.currency == currency]


def _by_size(lines: Sequence[ForecastLine]) -> list[str]:
    """Return the currencies, that with most lines first: amounts of two cannot be compared."""
    counted = Counter(line.currency for line in lines)
    return sorted(counted, key=lambda currency: (-counted[currency], currency))


def _chart(currency: str, lines: Sequence[ForecastLine]) -> Block:
    points = [(line.name, round(line.total.amount)) for line in _of(currency, lines)]
    return bar_chart(f"Due, by month, {currency}", currency, points)


def _row(line: ForecastLine) -> tuple[str, ...]:
    parts = [str(amount) if amount else "" for amount in line.amounts]
    return (line.name, *parts, str(line.total))
