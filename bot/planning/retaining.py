"""Retainers: which lines repeat, how often, from when and for how long."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import NamedTuple

from bot.deal import Deal, DealLine
from bot.finding import Finding, Fix, block, warn
from bot.money import Money, spelled
from bot.periods import Rhythm
from bot.plan import PlanLine, Retainer, VariableLine
from bot.planning.ends import MOST_PERIODS, Ends, ends_on, is_near, within
from bot.planning.lines import lines_of, priced
from bot.planning.parts import counted, names_of
from bot.planning.words import Model, model_of, rhythm_of
from bot.proration import by_days, days_words
from bot.rules import Proration

FIELDS = "opportunity"
"""The source of a retainer that the fields of the opportunity describe."""


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
    until: date | None = None
    """The last day of service within the last period; None: that is whole."""


def repeating(deal: Deal, proration: Proration = Proration.NONE) -> Repeating:
    """Divide the lines of `deal` into what repeats and what does not.

    A line whose interval, start or number of periods is not clear is kept apart, with a doubt that
    blocks. `proration` is the policy's, for service that ends within a period.
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
        found = _cycle(line, deal, proration)
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


def _cycle(line: DealLine, deal: Deal, proration: Proration) -> Cycle | Finding:
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
    periods = line.periods if line.periods is not None else terms.periods
    if line.end is not None:
        return _cycle_until(line, line.end, Cycle(rhythm, start, line.periods or 0), proration)
    if periods is None:
        return _wrong(f"Nothing says for how many periods {name} repeats {rhythm}.")
    return _impossible(line, periods) or Cycle(rhythm, start, periods)


def _cycle_until(line: DealLine, end: date, said: Cycle, proration: Proration) -> Cycle | Finding:
    """Return when a line repeats that says when it ends; both have to agree if it says how often.

    Of a number of periods and an end near it, the number counts.
    """
    name, start, rhythm = f'"{line.description}"', said.start, said.rhythm
    if line.periods is not None and (wrong := _impossible(line, line.periods)):
        return wrong
    if end < start:
        return _wrong(f"{name} ends on {_on(end)}, before it begins on {_on(start)}.")
    found = ends_on(end, start, rhythm, proration)
    if line.periods is not None and is_near(end, start, rhythm, line.periods, proration):
        found = Ends(line.periods)
    place = within(end, start, rhythm)
    if line.periods not in (None, place if found is None else found.periods):
        last = rhythm.period(start, line.periods or 1).end
        return _wrong(
            f"{name} ends on {_on(end)}, and {counted(line.periods or 1, 'period')} {rhythm} from "
            f"{_on(start)} on {_on(last)}: correct one of them in Salesforce."
        )
    if wrong := _impossible(line, place if found is None else found.periods):
        return wrong
    if found is None:
        before, whole = rhythm.start_of(start, place) - timedelta(1), rhythm.period(start, place)
        ends = _on(whole.end) if place == 1 else f"{_on(before)} or {_on(whole.end)}"
        return _wrong(
            f"{name} ends on {_on(end)}, in the middle of period {place} ({rhythm} from "
            f"{_on(start)}). Let it end on {ends} in Salesforce, or have broken periods billed by "
            'day: proration = "by_day" in the policy.'
        )
    return Cycle(rhythm, start, found.periods, found.until)


def _impossible(line: DealLine, periods: int) -> Finding | None:
    if 1 <= periods <= MOST_PERIODS:
        return None
    many = periods if periods <= MOST_PERIODS + 1 or line.periods else f"more than {MOST_PERIODS}"
    return _wrong(f'"{line.description}" repeats for {many} periods: 1 to {MOST_PERIODS} can be.')


def _on(day: date) -> str:
    return f"{day:%b} {day.day}, {day.year}"


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
        until=cycle.until,
        renews=deal.terms.renews,
        source=lines[0].id if is_own else FIELDS,
    )


def _per_period(line: DealLine, cycle: Cycle, currency: str) -> tuple[PlanLine, PlanLine]:
    """Return the line of a usual period and of the last one, which absorbs what is left over."""
    total = Money.of(line.total, currency)
    if cycle.until is None or cycle.periods == 1:
        parts = total.split([1] * cycle.periods)
        price = line.unit_price / cycle.periods
        return priced(line, parts[0], price), priced(line, parts[-1], price)
    begins = cycle.rhythm.start_of(cycle.start, cycle.periods)
    days = (cycle.until - begins).days + 1
    of = (cycle.rhythm.start_of(cycle.start, cycle.periods + 1) - begins).days
    usual, last = by_days(total, cycle.periods - 1, days, of)
    shares = (cycle.periods - 1) * of + days
    prices = [line.unit_price * part / shares for part in (of, days)]
    return priced(line, usual, prices[0]), priced(line, last, prices[1])


def _variable(line: DealLine) -> VariableLine:
    return VariableLine(
        key=line.id or line.description, description=line.description, unit_price=line.unit_price
    )


def _about(retainer: Retainer) -> Iterator[Finding]:
    broken = _broken(retainer)
    if not retainer.last:
        if broken:
            yield warn("last_period", f"{retainer.label}: {broken}.")
        return
    currency = retainer.lines[0].amount.currency
    usual = Money.total((line.amount for line in retainer.lines), currency)
    last = Money.total((line.amount for line in retainer.last), currency)
    if broken:
        yield warn("last_period", f"{retainer.label}: {broken}, {last} instead of {usual}.")
        return
    gap = last - usual
    more = f"{gap} more" if gap.minor >= 0 else f"{-gap} less"
    yield warn(
        "last_period",
        f"{retainer.label}: the last period is {more} ({last} instead of {usual}), so that all "
        f"{retainer.periods} add up.",
    )


def _broken(retainer: Retainer) -> str:
    """Return what is broken about its last period, "" if that is whole."""
    if retainer.until is None:
        return ""
    days, which = days_words(retainer), "last" if retainer.periods > 1 else "only"
    return f"it ends on {_on(retainer.until)}, so the {which} period has {days}"


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
