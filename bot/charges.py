"""Charges: every invoice a plan becomes, one a payer, in the order of their numbers."""

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal

from bot.due import Due
from bot.errors import NotFound
from bot.money import Money
from bot.payer import WHOLE, BillTo
from bot.periods import Period
from bot.plan import Installment, Plan, PlanLine, Retainer
from bot.value import Value, digest

MAIN = ""
"""The party of the main payer."""


class Charge(Value):
    """One invoice to be: what for, how much, to whom, when."""

    number: int
    party: str = MAIN
    label: str
    lines: tuple[PlanLine, ...]
    """This payer's part of each line."""
    bill_to: BillTo | None
    customer_id: str = ""
    send_date: date | None = None
    condition: str = ""
    due: Due
    period: Period | None = None
    """Of a retainer; None for an installment."""
    retainer: int | None = None
    """Number of the retainer it belongs to."""
    source: str = ""

    def amount_in(self, currency: str) -> Money:
        """Return its net amount; zero when all of it is variable."""
        return Money.total((line.amount for line in self.lines), currency)


def charges(plan: Plan) -> tuple[Charge, ...]:
    """Return all invoices of `plan`, each retainer period included."""
    found = [
        *(charge for part in plan.installments for charge in _installment(plan, part)),
        *(charge for part in plan.retainers for charge in _periods(plan, part)),
    ]
    return tuple(sorted(found, key=lambda charge: charge.number))


def charge_of(plan: Plan, number: int, party: str = MAIN) -> Charge:
    """Return one invoice of `plan`.

    Raises:
        NotFound: if the plan has none of that number for that payer.

    """
    for part in plan.installments:
        if part.number == number:
            return _of_party(_installment(plan, part), party, number)
    for retainer in plan.retainers:
        if number in retainer.numbers:
            period = number - retainer.number + 1
            return _of_party(_period(plan, retainer, period), party, number)
    raise NotFound(f"The plan has no invoice {number}.")


def charge_hash(plan: Plan, charge: Charge) -> str:
    """Return what tells whether an invoice of a plan is still the same to the one who pays it.

    Not in it: the day it goes out and what it waits for, which can be changed while it is not
    out, and which Stripe customer it is, who may have been made only after the approval.
    """
    own = charge.model_dump(include={"number", "party", "bill_to", "due", "period"})
    lines = [line.model_dump(exclude={"party"}) for line in charge.lines]
    printed = {"currency", "po_number", "memo", "footer", "custom_fields", "tax"}
    return digest([own, lines, plan.model_dump(include=printed)])


def parties(plan: Plan) -> tuple[str, ...]:
    """Return the payers of `plan`, the main one first."""
    return (MAIN, *(share.party for share in plan.shares))


def lines_for(plan: Plan, lines: Sequence[PlanLine], party: str) -> tuple[PlanLine, ...]:
    """Return a payer's part of `lines`: shares are exact, the main payer absorbs the rest."""
    if not plan.shares:
        return tuple(line for line in lines if (line.party or MAIN) == party)
    place = parties(plan).index(party)
    return tuple(part for line in lines if (part := _part(plan, line, place)).amount)


def _part(plan: Plan, line: PlanLine, place: int) -> PlanLine:
    if line.party is not None:
        mine = line.party == parties(plan)[place]
        return line if mine else line.model_copy(update={"amount": Money.zero(plan.currency)})
    percents = [share.percent for share in plan.shares]
    weights = [_weight(percent) for percent in (*percents, WHOLE - sum(percents, Decimal(0)))]
    *others, main = line.amount.split(weights)
    amount = (main, *others)[place]
    return line.model_copy(update={"amount": amount, "quantity": Decimal(1), "unit_price": None})


def _weight(percent: Decimal) -> int:
    return int(percent * 1_000_000)


def _of_party(found: Iterator[Charge], party: str, number: int) -> Charge:
    for charge in found:
        if charge.party == party:
            return charge
    raise NotFound(f"Invoice {number} of the plan is not paid by {party or 'the main payer'}.")


def _payers(plan: Plan) -> Iterator[tuple[str, BillTo | None, str]]:
    yield MAIN, plan.bill_to, plan.customer_id
    for share in plan.shares:
        yield share.party, share.bill_to, share.customer_id


def _is_others(plan: Plan, lines: Sequence[PlanLine]) -> bool:
    """Return whether there is nothing for one payer among several: all of it is the others'."""
    return bool(plan.shares) and not Money.total((line.amount for line in lines), plan.currency)


def _installment(plan: Plan, part: Installment) -> Iterator[Charge]:
    for party, bill_to, customer_id in _payers(plan):
        lines = lines_for(plan, part.lines, party)
        if _is_others(plan, lines):
            continue
        yield Charge(
            number=part.number,
            party=party,
            label=part.label,
            lines=lines,
            bill_to=bill_to,
            customer_id=customer_id,
            send_date=part.send_date,
            condition=part.condition,
            due=part.due,
            source=part.source,
        )


def _periods(plan: Plan, retainer: Retainer) -> Iterator[Charge]:
    for period in range(1, retainer.periods + 1):
        yield from _period(plan, retainer, period)


def _period(plan: Plan, retainer: Retainer, number: int) -> Iterator[Charge]:
    period = retainer.days_of(number)
    lines = [line.model_copy(update={"period": period}) for line in retainer.lines_of(number)]
    for party, bill_to, customer_id in _payers(plan):
        theirs = lines_for(plan, lines, party)
        if not retainer.variable_of(number) and _is_others(plan, theirs):
            continue
        yield Charge(
            number=retainer.number + number - 1,
            party=party,
            label=retainer.label,
            lines=theirs,
            bill_to=bill_to,
            customer_id=customer_id,
            send_date=period.start,
            due=retainer.due_of(number),
            period=period,
            retainer=retainer.number,
            source=retainer.source,
        )
