"""A retainer of a plan in words: how often, how much, from when to when."""

import re
from datetime import date
from itertools import groupby

from bot.money import Money, spelled
from bot.plan import Retainer
from bot.proration import days_words
from bot.views.text import counted, day, joined

MOST_RUNS = 4
MOST_VARIABLE = 5
_RHYTHM = re.compile(r", (?:weekly|monthly|quarterly|half-yearly|yearly|every \d+ \w+)$")


def retainer_terms(retainer: Retainer, currency: str, today: date) -> str:
    """Return how often, how much and from when to when; plain text."""
    start = day(retainer.start, today)
    end = day(retainer.days_of(retainer.periods).end, today)
    amounts = _amounts(retainer, currency)
    said = joined((amounts, f"from {start} to {end}"), ", " if ", then" in amounts else " ")
    if broken := days_words(retainer):
        said = f"{said}, the last period with {broken}"
    extra = [
        f"+ {line.description} at {spelled(line.unit_price, currency)} each, by quantity"
        for line in retainer.variable[:MOST_VARIABLE]
    ]
    left = len(retainer.variable) - len(extra)
    more = f"+ {counted(left, 'more line')} by quantity" if left > 0 else ""
    renews = "renews if approved again before it ends" if retainer.renews else ""
    return joined((f"{retainer.rhythm}, {said}", *extra, more, renews), "; ")


def retainer_name(label: str) -> str:
    """Return the label of a retainer without how often it repeats: its terms say that."""
    return _RHYTHM.sub("", label) or label


def _amounts(retainer: Retainer, currency: str) -> str:
    """Return how many periods cost what, in their order."""
    if not any(retainer.lines_of(period) for period in (1, retainer.periods)):
        return counted(retainer.periods, "period")
    totals = (
        Money.total((line.amount for line in retainer.lines_of(period)), currency)
        for period in range(1, retainer.periods + 1)
    )
    runs = [(len(list(same)), amount) for amount, same in groupby(totals)]
    said = [f"{count} × {amount}" if count > 1 else str(amount) for count, amount in runs]  # noqa: RUF001 - the sign is meant
    return ", then ".join(said[:MOST_RUNS]) + (", …" if len(said) > MOST_RUNS else "")
