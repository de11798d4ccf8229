"""Correcting what is out by credit notes, and by a new invoice for what they leave too little."""

from collections.abc import Iterator

from bot.amending_base import carried
from bot.amending_change import Change, NotPossible
from bot.amending_revise import REVISABLE, is_closed
from bot.amending_settle import (
    difference_line,
    gap,
    is_settled,
    retainer_words,
)
from bot.money import Money
from bot.plan import Adjustment, AdjustmentKind, Installment, Plan
from bot.rules import BillingRules
from bot.standing import Billed, Standing
from bot.status import InvoiceStatus

CREDITABLE = frozenset({InvoiceStatus.OPEN, InvoiceStatus.PAID})


def credit(change: Change, rules: BillingRules) -> tuple[Plan, str]:
    """Credit what is billed too much, and bill anew what is too little."""
    if change.payer_moved:
        return _to_another(change, rules)
    base = carried(change)
    difference = gap(change, base, change.now)
    if is_settled(difference):
        raise NotPossible("What is out bills neither too much nor too little.")
    notes = [
        note
        for party, amount in difference.items()
        if amount.minor < 0
        for note in credits_of(change.standing, party, -amount)
    ]
    plan = base.model_copy(update={"adjustments": (*base.adjustments, *notes)})
    said = [*retainer_words(base), *(f"{note.words}." for note in notes)]
    if more := {party: one for party, one in difference.items() if one.minor > 0}:
        new = _new_invoice(change, base, more)
        plan = plan.model_copy(update={"installments": (*plan.installments, new)})
        said.append(f"A new invoice over {new.amount} goes out on approval.")
    return plan, " ".join(said)


def credits_of(standing: Standing, party: str, amount: Money) -> Iterator[Adjustment]:
    """Yield credit notes for a payer over `amount` without tax.

    First on what is still owed, and of that on what no retainer billed.
    """
    mine = [one for one in standing.out if one.party == party and one.worth.minor > 0]
    able = [one for one in mine if one.status in CREDITABLE and not one.processing]

    def place(one: Billed) -> tuple[bool, bool, int]:
        return one.balance.minor <= 0, one.by_subscription, -one.number

    for one in sorted(able, key=place):
        part = min(amount, one.creditable)
        if part.minor > 0:
            yield credit_note(one, part)
        amount -= part
    if amount.minor <= 0:
        return
    if any(one.processing for one in mine):
        raise NotPossible("A bank payment is under way: wait until it has settled.")
    why = [f"No invoice that is out can be credited by {amount} more."]
    raise NotPossible(" ".join([*why, *(_why_less(one) for one in able if one.refunded)]))


def credit_note(one: Billed, net: Money) -> Adjustment:
    """Return the credit note over `net` (without tax) on an invoice."""
    gross = one.gross(net)
    tax = f" ({gross} with tax)" if gross != net else ""
    return Adjustment(
        kind=AdjustmentKind.CREDIT,
        subject=one.invoice_id,
        number=one.number,
        party=one.party,
        amount=-net,
        words=f"Credit note of {net}{tax} on {one.named}",
    )


def _to_another(change: Change, rules: BillingRules) -> tuple[Plan, str]:
    """Take back what the old payer has, and bill the new one from the beginning."""
    taken = [one for out in change.standing.out for one in taken_back(out, rules)]
    nothing_out = Standing(last_number=change.standing.last_number)
    empty = change.before.model_copy(update={"installments": (), "retainers": ()})
    ended = carried(change).adjustments
    fresh = carried(change._replace(standing=nothing_out, before=empty))
    words = " ".join(f"{one.words}." for one in taken[:4])
    payer = fresh.bill_to.account_name if fresh.bill_to else "the new customer"
    said = f"{words} All of it, {fresh.total}, is billed anew to {payer}."
    return fresh.model_copy(update={"adjustments": (*ended, *taken)}), said


def taken_back(one: Billed, rules: BillingRules) -> Iterator[Adjustment]:
    """Yield what takes an invoice back whole: voided if that is still possible, else credited."""
    if one.worth.minor <= 0:
        return
    if one.processing:
        raise NotPossible(f"A bank payment of {one.named} is under way: wait until it has settled.")
    untouched = not one.paid and not one.credited and one.status in REVISABLE
    if untouched and not is_closed(one, rules):
        yield Adjustment(
            kind=AdjustmentKind.VOID,
            subject=one.invoice_id,
            number=one.number,
            party=one.party,
            amount=-one.worth,
            words=f"{one.named[:1].upper()}{one.named[1:]} over {one.worth} is voided",
        )
    elif one.status not in CREDITABLE:
        raise NotPossible(f"Stripe takes no credit note on {one.named}, which was written off.")
    elif one.refunded:
        raise NotPossible(_why_less(one))
    else:
        yield credit_note(one, one.worth)


def _why_less(one: Billed) -> str:
    """Return why less can be credited than is billed, and what mends it."""
    return (
        f"{one.refunded} of {one.named} was refunded without a credit note, so only "
        f"{one.creditable} of it can be credited: make a credit note in Stripe for that refund "
        "first, then choose again."
    )


def _new_invoice(change: Change, plan: Plan, more: dict[str, Money]) -> Installment:
    used = [part.number for part in plan.installments]
    used += [part.number + part.periods - 1 for part in plan.retainers]
    number = max([change.standing.last_number, *used]) + 1
    first = next(iter(change.now.installments), None)
    due = first.due if first else plan.retainers[0].due
    lines = tuple(difference_line(plan, amount, party) for party, amount in more.items())
    return Installment(
        number=number, label="Difference", lines=lines, due=due, source=f"difference:{number}"
    )
