"""Numbers and days: which invoice is the first, and on which business day each is sent."""

from collections.abc import Mapping, Sequence
from datetime import date

from bot.calendar import Calendar
from bot.due import Due
from bot.plan import Installment, Retainer
from bot.planning.parts import Part
from bot.rules import Roll
from bot.schedule import rolled


def numbered(parts: Sequence[Part], due: Due) -> tuple[Installment, ...]:
    """Return `parts` as installments: on approval first, then by date.

    A part on a condition keeps its place: it follows what it followed. Numbers are given before
    anything is moved or rolled, so that they stay when a day does not.
    """
    return tuple(
        Installment(
            number=number,
            label=part.label,
            lines=part.lines,
            send_date=part.send_date,
            condition=part.condition,
            due=due,
            source=part.source,
        )
        for number, part in enumerate(in_sequence(parts), start=1)
    )


def in_sequence(parts: Sequence[Part]) -> list[Part]:
    """Return `parts` in the order in which they go out."""
    at, placed = date.min, []
    for part in parts:
        if not part.condition:
            at = part.send_date or date.min
        placed.append((at, part))
    return [part for _, part in sorted(placed, key=lambda each: each[0])]


def on_business_days(
    installments: Sequence[Installment],
    moved: Mapping[str, date],
    calendar: Calendar,
    roll: Roll,
) -> tuple[Installment, ...]:
    """Return `installments` on the days that people moved them to, rolled to business days."""
    return tuple(_placed(part, moved.get(part.key), calendar, roll) for part in installments)


def _placed(part: Installment, moved: date | None, calendar: Calendar, roll: Roll) -> Installment:
    day = moved or part.send_date
    if day is None:
        return part
    changes: dict[str, object] = {"send_date": rolled(day, calendar, roll)}
    if moved:
        changes["condition"] = ""  # the day was decided instead
    return part.model_copy(update=changes)


def after(
    installments: Sequence[Installment], retainers: Sequence[Retainer], due: Due | None
) -> tuple[Retainer, ...]:
    """Return `retainers` numbered on from the last installment; `due` None leaves theirs."""
    number = max((part.number for part in installments), default=0) + 1
    made = []
    for retainer in retainers:
        changes: dict[str, object] = {"number": number}
        if due is not None:
            changes["due"] = due
        made.append(retainer.model_copy(update=changes))
        number += retainer.periods
    return tuple(made)


def clash(installments: Sequence[Installment], retainers: Sequence[Retainer]) -> bool:
    """Return whether two invoices would have the same number."""
    numbers = [part.number for part in installments]
    numbers += [number for retainer in retainers for number in retainer.numbers]
    return len(numbers) != len(set(numbers))
