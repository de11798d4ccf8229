"""What differs between the lines of two invoices."""

from collections.abc import Callable, Iterator

from bot.difference.words import day
from bot.plan import PlanLine


def lines(before: tuple[PlanLine, ...], after: tuple[PlanLine, ...]) -> Iterator[str]:
    """Pair lines that are the same, then those that say the same; name the rest."""
    gone, new = list(before), list(after)
    _pair(gone, new, lambda line: line)
    pairs = _pair(gone, new, lambda line: line.description)
    for was, now in pairs:
        if _worth(was) != _worth(now):
            yield f'Line "{now.description}" is {_worth(now)} instead of {_worth(was)}.'
        if was.party != now.party:
            yield f'Line "{now.description}" is paid by {_payer(now)} instead of {_payer(was)}.'
        if was.period != now.period:
            yield f'Line "{now.description}" is for {_service(now)} instead of {_service(was)}.'
    for line in gone:
        yield f'Line "{line.description}" ({_worth(line)}) is left out.'
    for line in new:
        yield f'Line "{line.description}" ({_worth(line)}) is added.'
    if not (gone or new or pairs) and before != after:
        yield "The lines are in another order."


def _pair(
    gone: list[PlanLine], new: list[PlanLine], key: Callable[[PlanLine], object]
) -> list[tuple[PlanLine, PlanLine]]:
    """Take out of both lists the lines that agree in `key`, in order; return them as pairs."""
    pairs = []
    for line in list(gone):
        partner = next((other for other in new if key(other) == key(line)), None)
        if partner is not None:
            gone.remove(line)
            new.remove(partner)
            pairs.append((line, partner))
    return pairs


def _worth(line: PlanLine) -> str:
    if line.unit_price is None:
        return str(line.amount)
    quantity, price = line.quantity.normalize(), line.unit_price.normalize()
    return f"{quantity:f} x {price:f} = {line.amount}"


def _service(line: PlanLine) -> str:
    if line.period is None:
        return "no stated period"
    return f"{day(line.period.start)} to {day(line.period.end)}"


def _payer(line: PlanLine) -> str:
    return "everybody" if line.party is None else line.party or "the main payer"
