"""What differs between two schedules of what does not repeat."""

from collections.abc import Iterator, Sequence

from bot.difference.lines import lines
from bot.difference.words import by_key, counted, day, words
from bot.plan import Installment


def installments(before: Sequence[Installment], after: Sequence[Installment]) -> Iterator[str]:
    """Yield what became of each installment; what is the same change in all of them, once."""
    was, now = by_key(before), by_key(after)
    if len(was) != len(now):
        yield f"The deal becomes {counted(len(now), 'invoice')} instead of {len(was)}."
    kept = [key for key in now if key in was]
    changes = {key: list(_installment(was[key], now[key])) for key in kept}
    in_all = _in_all(list(changes.values()))
    yield from (f"All invoices: {sentence}" for sentence in in_all)
    for key in kept:
        prefix = f"Invoice {now[key].number}: " if len(now) > 1 else ""
        yield from (prefix + said for said in changes[key] if said not in in_all)
    if len(was) > 1 or len(now) > 1 or kept:
        yield from (f"Left out: {_named(was[key])}." for key in was if key not in now)
        yield from (f"Added: {_named(now[key])}." for key in now if key not in was)
    else:
        yield from _replaced(before, after)


def _replaced(before: Sequence[Installment], after: Sequence[Installment]) -> Iterator[str]:
    """Yield what differs where the only invoice is another one now."""
    for was, now in zip(before, after, strict=False):
        yield from _installment(was, now)


def _in_all(changes: Sequence[Sequence[str]]) -> list[str]:
    if len(changes) <= 1:
        return []
    return [said for said in changes[0] if all(said in others for others in changes[1:])]


def _installment(before: Installment, after: Installment) -> Iterator[str]:
    yield from words("title", before.label, after.label)
    if before.number != after.number:
        yield f"It is number {after.number} instead of {before.number}."
    yield from lines(before.lines, after.lines)
    if when(before) != when(after):
        yield f"It is sent {when(after)} instead of {when(before)}."
    if before.due != after.due:
        yield f"The terms are {after.due} instead of {before.due}."


def when(part: Installment) -> str:
    """Return on what it is sent: a day, a condition, or approval."""
    if part.condition:
        return f'when "{part.condition}" is met'
    return f"on {day(part.send_date)}" if part.send_date else "on approval"


def _named(part: Installment) -> str:
    return f'invoice {part.number} "{part.label}", {part.amount}, sent {when(part)}'
