"""Settling: the difference between what a changed deal bills and what it is to bill in all."""

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal

from bot.amending_base import carried, kept
from bot.amending_change import Change, NotPossible
from bot.charges import MAIN, lines_for, parties
from bot.money import Money
from bot.plan import Installment, Plan, PlanLine
from bot.rules import BillingRules
from bot.standing import to_come, wanted, worth

DIFFERENCE = "Difference to earlier invoices"
"""What the line says that makes up for invoices which are out."""
NAMED = 4
"""How many invoices a sentence names."""

Gap = dict[str, Money]
"""Party -> what it has to pay beyond what is billed and to come; negative: too much."""


def gap(change: Change, plan: Plan, goal: Plan) -> Gap:
    """Return, for each payer, what `goal` bills beyond `plan`."""
    have, want = worth(change.standing, plan), wanted(goal)
    nothing = Money.zero(plan.currency)
    return {
        party: want.get(party, nothing) - have.get(party, nothing)
        for party in dict.fromkeys([*want, *have])
    }


def is_settled(difference: Gap) -> bool:
    """Return whether nobody pays too much or too little."""
    return not any(difference.values())


def _payers_of(difference: Gap) -> set[str]:
    return {party for party, amount in difference.items() if amount}


def edit_drafts(change: Change, _: BillingRules) -> tuple[Plan, str]:
    """Spread what is left of the new total over what is not yet sent."""
    plan = balanced(change, carried(change), change.now)
    said = ["What was sent stays.", *retainer_words(plan)]
    if change.before.installments or not plan.adjustments:
        said.append(_to_come_words(change, plan))
    return plan, " ".join(said)


def change_retainer(change: Change, _: BillingRules) -> tuple[Plan, str]:
    """Bill the coming periods as the deal has it now; what they cost so far stays."""
    base = carried(change)
    if not base.adjustments and base.retainers == change.before.retainers:
        raise NotPossible("The retainer did not change.")
    goal = change.now.model_copy(update={"retainers": base.retainers})
    plan = balanced(change, base, goal)
    said = " ".join(retainer_words(plan)) or _to_come_words(change, plan)
    return plan, f"{said} The periods billed so far stay as they are."


def balanced(change: Change, base: Plan, goal: Plan) -> Plan:
    """Return `base` with its open installments re-balanced so that all together is `goal`."""
    difference = gap(change, base, goal)
    if is_settled(difference):
        return base
    waiting = open_parts(change, base)
    if not waiting:
        raise NotPossible(
            _no_room(change) or "Everything is out already: there is nothing left to change."
        )
    amounts = [part.amount for part in waiting]
    left = Money.total([*amounts, *difference.values()], base.currency)
    if left.minor < 0:
        raise NotPossible(f"What is out already is {-left} more than the new total.")
    weights = [max(amount.minor, 0) for amount in amounts]
    shares = left.split(weights if any(weights) else [1] * len(waiting))
    scaled = [_scaled(part, share) for part, share in zip(waiting, shares, strict=True) if share]
    return _levelled(change, replaced(change, base, scaled), goal)


def _scaled(part: Installment, to: Money) -> Installment:
    """Return the installment over another amount: each line in proportion."""
    if part.amount == to:
        return part
    weights = [line.amount.minor for line in part.lines]
    if min(weights) < 0 or not any(weights):
        extra = PlanLine(description=DIFFERENCE, amount=to - part.amount)
        return part.model_copy(update={"lines": (*part.lines, extra)})
    lines = tuple(
        line.model_copy(update={"amount": amount, "quantity": Decimal(1), "unit_price": None})
        for line, amount in zip(part.lines, to.split(weights), strict=True)
        if amount
    )
    return part.model_copy(update={"lines": lines})


def _levelled(change: Change, plan: Plan, goal: Plan) -> Plan:
    """Return `plan` with what one payer pays too much moved to the others, to the minor unit."""
    difference = gap(change, plan, goal)
    if is_settled(difference):
        return plan
    waiting = open_parts(change, plan)
    for part in reversed(waiting) if _payers_of(difference) <= set(parties(plan)) else ():
        lines = (*part.lines, *_party_lines(plan, difference))
        after = part.model_copy(update={"lines": lines})
        if all(amount_of(plan, after, party).minor >= 0 for party in parties(plan)):
            return replaced(change, plan, [after if p is part else p for p in waiting])
    raise NotPossible("One of the payers was billed more than their part of the new total.")


def adjust_next(change: Change, _: BillingRules) -> tuple[Plan, str]:
    """Leave the schedule as approved; the difference goes onto what is sent next."""
    base = carried(change)
    out = change.standing.numbers_out
    waiting = [part for part in change.before.installments if part.number not in out]
    plan = base.model_copy(update={"installments": _sorted([*kept(change), *waiting])})
    difference = gap(change, plan, change.now)
    if is_settled(difference):
        raise NotPossible("The total is the same: there is no difference to put on an invoice.")
    if not waiting:
        raise NotPossible(
            _no_room(change) or "Everything is out already: there is no next invoice."
        )
    if not _payers_of(difference) <= set(parties(plan)):
        raise NotPossible("Somebody who paid a part does not any more: a credit note is needed.")
    after = _put_on(plan, sorted(waiting, key=lambda part: _when(part, change.today)), difference)
    plan = replaced(change, plan, after)
    said = ["What was sent stays.", *retainer_words(plan), _to_come_words(change, plan)]
    return plan, " ".join(said)


def _put_on(plan: Plan, waiting: Sequence[Installment], difference: Gap) -> list[Installment]:
    """Return the installments with the difference on the first; too much goes on to the next."""
    after: list[Installment] = []
    left = dict(difference)
    for part in waiting:
        lines = list(part.lines)
        for party, amount in left.items():
            room = -amount_of(plan, part, party)
            now = max(amount, room) if amount.minor < 0 else amount
            left[party] = amount - now
            if now:
                lines.append(difference_line(plan, now, party))
        changed = part.model_copy(update={"lines": tuple(lines)})
        if changed.amount:
            after.append(changed)
    if any(left.values()):
        rest = Money.total(left.values(), plan.currency)
        raise NotPossible(f"What is still to come is {-rest} less than the difference.")
    return after


def open_parts(change: Change, plan: Plan) -> list[Installment]:
    """Return the installments of `plan` that nobody has an invoice of."""
    out = change.standing.numbers_out
    return [part for part in plan.installments if part.number not in out]


def replaced(change: Change, plan: Plan, parts: Sequence[Installment]) -> Plan:
    """Return `plan` with these in place of its open installments."""
    out = change.standing.numbers_out
    there = [part for part in plan.installments if part.number in out]
    return plan.model_copy(update={"installments": _sorted([*there, *parts])})


def _sorted(parts: Sequence[Installment]) -> tuple[Installment, ...]:
    return tuple(sorted(parts, key=lambda part: part.number))


def amount_of(plan: Plan, part: Installment, party: str) -> Money:
    """Return what one payer pays of an installment."""
    lines = lines_for(plan, part.lines, party)
    return Money.total((line.amount for line in lines), plan.currency)


def difference_line(plan: Plan, amount: Money, party: str) -> PlanLine:
    """Return the line that makes up for what is out, for one payer."""
    whose = party if plan.shares or party != MAIN else None
    return PlanLine(description=DIFFERENCE, amount=amount, party=whose)


def _party_lines(plan: Plan, difference: Gap) -> Iterator[PlanLine]:
    for party, amount in difference.items():
        if amount:
            yield difference_line(plan, amount, party)


def _when(part: Installment, today: date) -> tuple[bool, date, int]:
    """Order by when it is sent: what waits for a condition last."""
    return (bool(part.condition), part.send_date or today, part.number)


def _no_room(change: Change) -> str:
    """Return that what is to come takes up no difference, "" if nothing is."""
    if not to_come(change.standing, change.before):
        return ""
    return "Only periods of a retainer are still to come: none of them takes up the difference."


def retainer_words(plan: Plan) -> list[str]:
    """Return what becomes of retainers at Stripe."""
    return [f"{one.words}." for one in plan.adjustments[:NAMED]]


def _to_come_words(change: Change, plan: Plan) -> str:
    """Return what is still to come, by number and amount."""
    waiting = open_parts(change, plan)
    if not waiting:
        return "No further installment is sent."
    said = [f"invoice {part.number} over {part.amount}" for part in waiting[:NAMED]]
    more = f" and {len(waiting) - NAMED} more" if len(waiting) > NAMED else ""
    return f"Still to come: {', '.join(said)}{more}."
