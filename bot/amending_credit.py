"""Correcting what is out: a credit note with a new invoice, or a revision in its place."""

from collections.abc import Iterator

from bot.amending_base import carried
from bot.amending_change import Change, NotPossible
from bot.amending_settle import (
    amount_of,
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
REVISABLE = frozenset({InvoiceStatus.OPEN, InvoiceStatus.UNCOLLECTIBLE})


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
        part = min(amount, one.worth)
        if part.minor > 0:
            yield credit_note(one, part)
        amount -= part
    if amount.minor <= 0:
        return
    if any(one.processing for one in mine):
        raise NotPossible("A bank payment is under way: wait until it has settled.")
    raise NotPossible(f"No invoice that is out can be credited by {amount} more.")


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
    if untouched and not _closed(one, rules):
        yield Adjustment(
            kind=AdjustmentKind.VOID,
            subject=one.invoice_id,
            number=one.number,
            party=one.party,
            amount=-one.worth,
            words=f"{one.named[:1].upper()}{one.named[1:]} over {one.worth} is voided",
        )
    elif one.status in CREDITABLE:
        yield credit_note(one, one.worth)
    else:
        raise NotPossible(f"Stripe takes no credit note on {one.named}, which was written off.")


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


def revise(change: Change, rules: BillingRules) -> tuple[Plan, str]:
    """Replace an open invoice by one that is right."""
    if change.payer_moved:
        raise NotPossible("An invoice that replaces another has the same customer.")
    if change.shares_moved:
        raise NotPossible("The payers' parts changed: several invoices would have to be replaced.")
    base = carried(change)
    difference = {p: one for p, one in gap(change, base, change.now).items() if one}
    parts = [p for p in base.installments if p.number in change.standing.numbers_out]
    if not parts:
        raise NotPossible("No installment is out that could be replaced.")
    if difference:
        changed = [_first_fit(change, base, parts, difference, rules)]
    else:
        changed = [after for part in parts if (after := _as_now(change, part)) != part]
        if _header(change.before) != _header(change.now):
            changed = [_as_now(change, part) for part in parts]
        changed = [part for part in changed if not _hindrance(change, part.number, rules)]
        if not changed:
            why = next((w for p in parts if (w := _hindrance(change, p.number, rules))), "")
            raise NotPossible(why or "Nothing on the open invoices would change.")
    return _with_revisions(change, base, changed)


def _first_fit(
    change: Change, plan: Plan, parts: list[Installment], difference: dict[str, Money],
    rules: BillingRules,
) -> Installment:  # fmt: skip
    """Return the latest invoice that can take up the difference, with it."""
    why = ""
    for part in sorted(parts, key=lambda p: p.number, reverse=True):
        there = {one.party for one in change.standing.out if one.number == part.number}
        hindrance = _hindrance(change, part.number, rules)
        after = _with_difference(change, plan, part, difference)
        left = [amount_of(plan, after, party) for party in there]
        if not hindrance and set(difference) <= there and all(one.minor > 0 for one in left):
            return after
        why = why or hindrance or f"Invoice {part.number} is less than the difference."
    raise NotPossible(why)


def _with_difference(
    change: Change, plan: Plan, part: Installment, difference: dict[str, Money]
) -> Installment:
    """Return it with the deal's own lines where they say just that, else with one line more."""
    now = _as_now(change, part)
    wanted = Money.total([part.amount, *difference.values()], plan.currency)
    if not plan.shares and now.amount == wanted:
        return now
    extra = [difference_line(plan, amount, party) for party, amount in difference.items()]
    return part.model_copy(update={"lines": (*part.lines, *extra)})


def _as_now(change: Change, part: Installment) -> Installment:
    same = next((new for new in change.now.installments if new.key == part.key), None)
    if same is None:
        return part
    return part.model_copy(update={"lines": same.lines})


def _header(plan: Plan) -> tuple[object, ...]:
    return (plan.po_number, plan.memo, plan.footer, plan.custom_fields)


def _with_revisions(change: Change, base: Plan, changed: list[Installment]) -> tuple[Plan, str]:
    by_number = {part.number: part for part in changed}
    parts = tuple(by_number.get(part.number, part) for part in base.installments)
    plan = base.model_copy(update={"installments": parts})
    notes = [
        _revision(one, amount_of(plan, by_number[one.number], one.party))
        for one in change.standing.out
        if one.number in by_number
    ]
    plan = plan.model_copy(update={"adjustments": (*base.adjustments, *notes)})
    return plan, " ".join([*retainer_words(base), *(f"{note.words}." for note in notes)])


def _revision(one: Billed, net: Money) -> Adjustment:
    was = f" instead of {one.net}" if net != one.net else ""
    return Adjustment(
        kind=AdjustmentKind.REVISE,
        subject=one.invoice_id,
        number=one.number,
        party=one.party,
        amount=net - one.net,
        words=f"{one.named[:1].upper()}{one.named[1:]} is replaced by one over {net}{was}",
    )


def _hindrance(change: Change, number: int, rules: BillingRules) -> str:
    """Return why the invoices of an installment cannot be replaced, "" if they can."""
    theirs = [one for one in change.standing.out if one.number == number]
    return next((why for one in theirs if (why := hindrance(one, rules))), "")


def hindrance(one: Billed, rules: BillingRules) -> str:
    """Return why an invoice cannot be replaced, "" if it can."""
    through = f"{rules.closed_through}, through which the books are closed"
    reasons = (
        (one.by_subscription, "was made by a subscription: Stripe replaces none of those"),
        (one.status not in REVISABLE, "is paid: only a credit note corrects it"),
        (one.processing, "has a bank payment under way: wait until it has settled"),
        (bool(one.paid), "is part paid: only a credit note corrects it"),
        (bool(one.credited), "has a credit note, which its replacement would not have"),
        (_closed(one, rules), f"is not after {through}: only a credit note corrects it"),
    )
    name = f"{one.named[:1].upper()}{one.named[1:]}"
    return next((f"{name} {why}." for hinders, why in reasons if hinders), "")


def _closed(one: Billed, rules: BillingRules) -> bool:
    through, issued = rules.closed_through, one.issue_date
    return through is not None and issued is not None and issued <= through
