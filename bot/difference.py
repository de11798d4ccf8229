"""What differs between two plans of a deal, in sentences a person can check."""

from collections.abc import Callable, Iterator
from datetime import date

from bot.payer import BillTo
from bot.plan import Installment, Plan, PlanLine


def difference(before: Plan, after: Plan) -> tuple[str, ...]:
    """Return one sentence a change; () only if both would be approved as the same content."""
    return (
        *_money(before, after),
        *_installments(before, after),
        *_payer(before.bill_to, after.bill_to),
        *_words("PO number", before.po_number, after.po_number),
        *_words("memo", before.memo, after.memo),
        *_words("Stripe customer", before.customer_id, after.customer_id),
    )


def _money(before: Plan, after: Plan) -> Iterator[str]:
    if before.total != after.total:
        yield f"The total is {after.total} instead of {before.total}."


def _installments(before: Plan, after: Plan) -> Iterator[str]:
    was = {part.number: part for part in before.installments}
    now = {part.number: part for part in after.installments}
    if len(was) != len(now):
        yield f"The deal becomes {_count(len(now), 'invoice')} instead of {len(was)}."
    for number in sorted(was.keys() & now.keys()):
        prefix = f"Invoice {number}: " if len(now) > 1 else ""
        for sentence in _installment(was[number], now[number]):
            yield prefix + sentence


def _installment(before: Installment, after: Installment) -> Iterator[str]:
    yield from _words("title", before.label, after.label)
    yield from _lines(before.lines, after.lines)
    if before.send_date != after.send_date:
        yield f"It is sent {_day(after.send_date)} instead of {_day(before.send_date)}."
    if before.due != after.due:
        yield f"The terms are {after.due} instead of {before.due}."


def _lines(before: tuple[PlanLine, ...], after: tuple[PlanLine, ...]) -> Iterator[str]:
    """Pair lines that are the same, then those that say the same; name the rest."""
    gone, new = list(before), list(after)
    _pair(gone, new, lambda line: line)
    pairs = _pair(gone, new, lambda line: line.description)
    for was, now in pairs:
        yield f'Line "{now.description}" is {_worth(now)} instead of {_worth(was)}.'
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


def _payer(before: BillTo | None, after: BillTo | None) -> Iterator[str]:
    if before is None or after is None:
        if before != after:
            yield f"It goes to {_payee(after)} instead of {_payee(before)}."
        return
    if _payee(before) != _payee(after) or before.contact_id != after.contact_id:
        yield f"It goes to {_payee(after)} instead of {_payee(before)}."
    yield from _words("customer", before.account_name, after.account_name)
    if before.account_id != after.account_id and before.account_name == after.account_name:
        yield "The customer is another account of the same name."
    if before.address != after.address:
        yield "The address is another one."


def _payee(bill_to: BillTo | None) -> str:
    if bill_to is None:
        return "nobody"
    return f"{bill_to.name} <{bill_to.email}>" if bill_to.name else bill_to.email


def _words(what: str, before: str, after: str) -> Iterator[str]:
    if before == after:
        return
    if not before:
        yield f'The {what} is "{after}": there was none.'
    elif not after:
        yield f'There is no {what} any more: it was "{before}".'
    else:
        yield f'The {what} is "{after}" instead of "{before}".'


def _day(day: date | None) -> str:
    return f"on {day:%b} {day.day}, {day.year}" if day else "on approval"


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
