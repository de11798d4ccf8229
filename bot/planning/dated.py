"""Dated line items: service dates and revenue schedules; what has one date is one invoice."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import NamedTuple

from bot.deal import Deal, DealLine
from bot.finding import Finding, Fix, block, warn
from bot.money import Inexpressible, Money
from bot.plan import PlanLine
from bot.planning.lines import plan_line
from bot.planning.milestones import deposit_of
from bot.planning.parts import Found, Part, counted, names_of


class Dated(NamedTuple):
    """One line of an invoice, with the day it is billed."""

    day: date | None
    line: PlanLine
    key: str
    """Id of the product line."""
    name: str


def is_dated(lines: Sequence[DealLine]) -> bool:
    """Return whether any line says when it is billed."""
    return any(line.schedule or line.start for line in lines)


def from_dates(deal: Deal, lines: Sequence[DealLine]) -> Found:
    """Return one invoice a date; lines without a date go with the first approval or send date."""
    placed: list[Dated] = []
    doubts: list[Finding] = []
    for line in lines:
        try:
            placed += _dated(line, deal)
        except Inexpressible as error:
            doubts.append(_wrong(f'The schedule of "{line.description}": {error}'))
        doubts += _about(line, deal)
    if deposit_of(deal):
        doubts.append(_wrong("The deal has a deposit and dated line items: only one can be right."))
    days = sorted({each.day for each in placed}, key=lambda day: day or date.min)
    parts = tuple(_part([each for each in placed if each.day == day]) for day in days)
    return Found(parts, tuple(_words(lines)), (*doubts, *_about_send_date(deal, placed)))


def _dated(line: DealLine, deal: Deal) -> Iterator[Dated]:
    """Yield what is billed of `line` and when.

    Raises:
        Inexpressible: if an amount cannot be invoiced.

    """
    if not line.schedule:
        day = line.start or deal.terms.send_date
        yield Dated(day, plan_line(line, deal.currency), line.id, line.description)
        return
    count = len(line.schedule)
    for number, part in enumerate(sorted(line.schedule, key=lambda part: part.date), start=1):
        amount = Money.of(part.amount, deal.currency)
        said = part.description or f"part {number} of {count}"
        words = f"{line.description}: {said}" if count > 1 or part.description else line.description
        yield Dated(
            part.date, PlanLine(description=words, amount=amount), line.id, line.description
        )


def _part(placed: Sequence[Dated]) -> Part:
    first = placed[0]
    return Part(
        label=names_of(each.name for each in placed),
        lines=tuple(each.line for each in placed),
        send_date=first.day,
        source=f"{first.key}@{first.day or 'approval'}",
    )


def _words(lines: Sequence[DealLine]) -> Iterator[str]:
    scheduled = sum(bool(line.schedule) for line in lines)
    dated = sum(bool(line.start and not line.schedule) for line in lines)
    if scheduled:
        yield f"revenue schedule of {counted(scheduled, 'line item')}"
    if dated:
        yield f"service dates of {counted(dated, 'line item')}"


def _about(line: DealLine, deal: Deal) -> Iterator[Finding]:
    if not line.schedule:
        return
    scheduled = sum(part.amount for part in line.schedule)
    if scheduled != line.total:
        yield _wrong(
            f'The schedule of "{line.description}" adds up to {scheduled:f} {deal.currency}, the '
            f"line to {line.total:f} {deal.currency}: correct one of them in Salesforce."
        )


def _about_send_date(deal: Deal, placed: Sequence[Dated]) -> Iterator[Finding]:
    day = deal.terms.send_date
    if day is not None and all(each.day != day for each in placed):
        yield warn(
            "send_date_unused",
            f"The opportunity is to be sent on {day:%b} {day.day}, {day.year}, its line items have "
            "dates of their own: theirs are used.",
        )


def _wrong(sentence: str) -> Finding:
    return block("schedule", sentence, Fix.SCHEDULE)
