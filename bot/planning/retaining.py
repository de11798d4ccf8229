"""Retainers: which lines repeat, how often, from when and for how long."""

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from bot.deal import Deal, DealLine
from bot.finding import Finding, Fix, block, warn
from bot.money import Money, spelled
from bot.periods import Interval, Rhythm
from bot.plan import PlanLine, Retainer, VariableLine
from bot.planning.lines import lines_of, priced
from bot.planning.parts import counted, names_of
from bot.planning.words import Model, model_of, rhythm_of

MOST_PERIODS = 520
"""Ten years of weeks; more is a slip of the finger."""
FIELDS = "opportunity"
"""The source of a retainer that the fields of the opportunity describe."""
_SLACK = {Interval.WEEK: 1, Interval.MONTH: 3, Interval.YEAR: 3}
"""Days by which the last day of service may miss the end of a period: months differ."""


class Repeating(NamedTuple):
    """What repeats, and the lines that do not."""

    retainers: tuple[Retainer, ...]
    """With due terms and numbers still to be set."""
    once: tuple[DealLine, ...]
    unclear: tuple[DealLine, ...] = ()
    """Meant to repeat, and not clear how: with them nothing can be approved."""
    words: tuple[str, ...] = ()
    doubts: tuple[Finding, ...] = ()


class Cycle(NamedTuple):
    """When a line repeats."""

    rhythm: Rhythm
    start: date
    periods: int


def repeating(deal: Deal) -> Repeating:
    """Divide the lines of `deal` into what repeats and what does not.

    A line whose interval, start or number of periods is not clear is kept apart, with a doubt that
    blocks.
    """
    lines = lines_of(deal)
    own = [line for line in lines if line.interval or line.variable]
    if not own and not _repeats_as_a_whole(deal):
        return Repeating((), lines)
    if not own and deal.milestones:
        return Repeating((), lines, doubts=(_what_repeats(deal),))
    groups: dict[Cycle, list[DealLine]] = {}
    unclear: list[DealLine] = []
    doubts: list[Finding] = []
    for line in own or lines:
        found = _cycle(line, deal)
        if isinstance(found, Cycle):
            groups.setdefault(found, []).append(line)
        else:
            unclear.append(line)
            doubts.append(found)
    words = f"{counted(len(own), 'recurring line item')}" if own else "retainer (opportunity)"
    made = [_retainer(deal, cycle, some, is_own=bool(own)) for cycle, some in groups.items()]
    doubts += [doubt for retainer in made for doubt in _about(retainer)]
    doubts += [doubt for line in own for doubt in _about_variable(line, deal)]
    once = tuple(line for line in lines if own and not (line.interval or line.variable))
    return Repeating(tuple(made), once, tuple(unclear), (words,), tuple(doubts))


def _repeats_as_a_whole(deal: Deal) -> bool:
    model = model_of(deal.terms.model)
    return model is Model.RETAINER or (not deal.terms.model.strip() and bool(deal.terms.interval))


def _what_repeats(deal: Deal) -> Finding:
    said = deal.terms.interval or deal.terms.model
    return _wrong(
        f'The opportunity repeats ("{said}") and has {counted(len(deal.milestones), "milestone")}, '
        "and no line item says what of it repeats: give it an interval."
    )


def _cycle(line: DealLine, deal: Deal) -> Cycle | Finding:
    name, terms = f'"{line.description}"', deal.terms
    said = line.interval or terms.interval
    rhythm = rhythm_of(said)
    if rhythm is None:
        if not said.strip():
            return _wrong(f"Nothing says how often {name} repeats.")
        return _wrong(f'How often {name} repeats is not understood: "{said}".')
    start = line.start or terms.start
    if start is None:
        return _wrong(f"Nothing says when {name} begins, which repeats {rhythm}.")
    periods = _periods(line, deal, start, rhythm)
    if periods is None:
        return _wrong(f"Nothing says for how many periods {name} repeats {rhythm}.")
    cycle = Cycle(rhythm, start, periods)
    return _impossible(line, cycle) or cycle


def _periods(line: DealLine, deal: Deal, start: date, rhythm: Rhythm) -> int | None:
    if line.periods is not None:
        return line.periods
    if line.end is not None:
        return _periods_until(line.end, start, rhythm)
    return deal.terms.periods


def _impossible(line: DealLine, cycle: Cycle) -> Finding | None:
    name, start, end = f'"{line.description}"', cycle.start, line.end
    if not 1 <= cycle.periods <= MOST_PERIODS:
        return _wrong(f"{name} repeats for {cycle.periods} periods: 1 to {MOST_PERIODS} can be.")
    if end is not None and not _ends(cycle.rhythm, start, cycle.periods, end):
        return _wrong(
            f"{name} ends on {end:%b} {end.day}, {end.year}, and "
            f"{counted(cycle.periods, 'period')} {cycle.rhythm} from {start:%b} {start.day}, "
            f"{start.year} do not."
        )
    return None


def _periods_until(end: date, start: date, rhythm: Rhythm) -> int | None:
    """Return how many periods fill the time until `end`; None if it is no whole number."""
    for periods in range(1, MOST_PERIODS + 1):
        if _ends(rhythm, start, periods, end):
            return periods
        if rhythm.start_of(start, periods) > end:
            return None
    return None


def _ends(rhythm: Rhythm, start: date, periods: int, end: date) -> bool:
    return abs((rhythm.period(start, periods).end - end).days) <= _SLACK[rhythm.interval]


def _retainer(deal: Deal, cycle: Cycle, lines: Sequence[DealLine], *, is_own: bool) -> Retainer:
    each = [_per_period(line, cycle, deal.currency) for line in lines if not line.variable]
    usual = tuple(first for first, _ in each)
    last = tuple(last for _, last in each)
    return Retainer(
        number=1,
        label=f"{names_of(line.description for line in lines)}, {cycle.rhythm}",
        lines=usual,
        last=last if last != usual else (),
        variable=tuple(_variable(line) for line in lines if line.variable),
        start=cycle.start,
        rhythm=cycle.rhythm,
        periods=cycle.periods,
        renews=deal.terms.renews,
        source=lines[0].id if is_own else FIELDS,
    )


def _per_period(line: DealLine, cycle: Cycle, currency: str) -> tuple[PlanLine, PlanLine]:
    """Return the line of a usual period and of the last one, which absorbs what is left over."""
    parts = Money.of(line.total, currency).split([1] * cycle.periods)
    price = line.unit_price / cycle.periods
    return priced(line, parts[0], price), priced(line, parts[-1], price)


def _variable(line: DealLine) -> VariableLine:
    return VariableLine(
        key=line.id or line.description, description=line.description, unit_price=line.unit_price
    )


def _about(retainer: Retainer) -> Iterator[Finding]:
    if not retainer.last:
        return
    currency = retainer.lines[0].amount.currency
    usual = Money.total((line.amount for line in retainer.lines), currency)
    last = Money.total((line.amount for line in retainer.last), currency)
    gap = last - usual
    more = f"{gap} more" if gap.minor >= 0 else f"{-gap} less"
    yield warn(
        "last_period",
        f"{retainer.label}: the last period is {more} ({last} instead of {usual}), so that all "
        f"{retainer.periods} add up.",
    )


def _about_variable(line: DealLine, deal: Deal) -> Iterator[Finding]:
    if not line.variable:
        return
    price = spelled(line.unit_price, deal.currency)
    if line.unit_price <= Decimal(0):
        yield _wrong(f'"{line.description}" is billed by quantity and has no price.')
    elif line.total:
        yield warn(
            "variable",
            f'"{line.description}" is billed by quantity at {price} each: the estimate of '
            f"{spelled(line.total, deal.currency)} is not in the total.",
        )


def _wrong(sentence: str) -> Finding:
    return block("retainer", sentence, Fix.SCHEDULE)
