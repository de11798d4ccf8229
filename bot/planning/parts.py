"""What a source gives: invoices without numbers yet, its name, and what is doubtful about it."""

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from bot.finding import Finding
from bot.money import Money
from bot.plan import PlanLine

MOST_NAMES = 3
"""Products named on the invoice of a part of them; more are "the order"."""


class Part(NamedTuple):
    """One invoice to be."""

    label: str
    lines: tuple[PlanLine, ...]
    send_date: date | None = None
    """As the source says it: not yet rolled."""
    condition: str = ""
    source: str = ""


class Found(NamedTuple):
    """What one source says about what does not repeat."""

    parts: tuple[Part, ...] = ()
    words: tuple[str, ...] = ()
    """The source, for people: "3 milestones in Salesforce"."""
    doubts: tuple[Finding, ...] = ()


class Base(NamedTuple):
    """What does not repeat, as a whole."""

    lines: tuple[PlanLine, ...]
    total: Money
    said: str
    """The total in words, written once for all of its parts."""
    names: str
    """What it is, for the customer."""


def base_of(lines: Sequence[PlanLine], currency: str) -> Base:
    """Return `lines` as the whole that deposit and milestones divide."""
    total = Money.total((line.amount for line in lines), currency)
    return Base(tuple(lines), total, str(total), names_of(line.description for line in lines))


def names_of(descriptions: Iterable[str]) -> str:
    """Return the names of what is sold in one phrase."""
    said = list(dict.fromkeys(name for name in descriptions if name))
    return ", ".join(said) if 0 < len(said) <= MOST_NAMES else "the order"


def percent(value: Decimal) -> str:
    """Return a percentage as people write it: "33.3 %"."""
    text = f"{value:f}"
    return f"{text.rstrip('0').rstrip('.') if '.' in text else text} %"


def counted(number: int, noun: str) -> str:
    """Return "1 milestone", "3 milestones"."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
