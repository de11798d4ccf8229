"""What differs between the retainers of two plans."""

from collections.abc import Iterator, Sequence

from bot.difference.lines import lines
from bot.difference.words import by_key, day, words
from bot.money import Money
from bot.periods import Interval
from bot.plan import PlanLine, Retainer, VariableLine


def retainers(before: Sequence[Retainer], after: Sequence[Retainer]) -> Iterator[str]:
    """Yield what became of each retainer."""
    was, now = by_key(before), by_key(after)
    for key in now:
        if key in was:
            prefix = f"Retainer {now[key].label}: "
            yield from (prefix + said for said in _retainer(was[key], now[key]))
    yield from (f"Left out: retainer {_named(was[key])}." for key in was if key not in now)
    yield from (f"Added: retainer {_named(now[key])}." for key in now if key not in was)


def _retainer(before: Retainer, after: Retainer) -> Iterator[str]:
    yield from words("title", before.label, after.label)
    if before.number != after.number:
        yield f"Its invoices are numbered from {after.number} instead of {before.number}."
    for said, was, now in (
        ("It is billed {}", str(before.rhythm), str(after.rhythm)),
        ("It begins on {}", day(before.start), day(after.start)),
        ("It has {} periods", str(before.periods), str(after.periods)),
        ("It ends on {}", _ends(before, after), _ends(after, before)),
        ("Its periods begin on day {}", _anchor(before), _anchor(after)),
        ("The terms are {}", str(before.due), str(after.due)),
    ):
        if was != now:
            yield f"{said.format(now)} instead of {was}."
    if before.renews != after.renews:
        yield "It is to be renewed." if after.renews else "It is not to be renewed."
    yield from (f"Each period: {said}" for said in lines(before.lines, after.lines))
    last = _last(before), _last(after)
    if (before.last or after.last) and last[0] != last[1]:
        yield from (f"The last period: {said}" for said in lines(*last))
    for stretch in after.earlier:
        if stretch not in before.earlier:
            at = f" at {_sum(stretch.lines)} each" if stretch.lines else " as it was"
            yield f"Up to period {stretch.through} it stays{at}."
    yield from _variable(before.variable, after.variable)


def _ends(one: Retainer, other: Retainer) -> str:
    """Return the last day of service, where that is within a period of one of both."""
    if one.until == other.until:
        return ""
    return day(one.days_of(one.periods).end)


def _anchor(retainer: Retainer) -> str:
    """Return the day of the month; of a period of weeks it says nothing."""
    weekly = retainer.rhythm.interval is Interval.WEEK
    return "" if weekly else str(retainer.anchor or retainer.start.day)


def _last(retainer: Retainer) -> tuple[PlanLine, ...]:
    return retainer.lines_of(retainer.periods)


def _variable(before: Sequence[VariableLine], after: Sequence[VariableLine]) -> Iterator[str]:
    was, now = ({line.key: line for line in some} for some in (before, after))
    for key, line in now.items():
        if key not in was:
            yield f'Line "{line.description}" is added, billed by quantity ({_price(line)}).'
        elif was[key] != line:
            yield f"{_by_quantity(line)} instead of {_by_quantity(was[key])}."
    for key, line in was.items():
        if key not in now:
            yield f'Line "{line.description}", billed by quantity, is left out.'


def _by_quantity(line: VariableLine) -> str:
    return f'"{line.description}" by quantity at {_price(line)}'


def _price(line: VariableLine) -> str:
    return f"{line.unit_price.normalize():f} each"


def _named(retainer: Retainer) -> str:
    amount = ""
    if retainer.lines:
        amount = f"{_sum(retainer.lines)}, "
    by_quantity = "" if retainer.lines or not retainer.variable else "by quantity, "
    return (
        f'"{retainer.label}", {amount}{by_quantity}{retainer.periods} times {retainer.rhythm} '
        f"from {day(retainer.start)}"
    )


def _sum(some: Sequence[PlanLine]) -> Money:
    """Return the amount of some lines, of which there is one at least."""
    return Money.total((line.amount for line in some), some[0].amount.currency)
