"""Correcting what is out by a revision in its place."""

from bot.amending_base import carried
from bot.amending_change import Change, NotPossible
from bot.amending_settle import amount_of, difference_line, gap, retainer_words
from bot.money import Money
from bot.plan import Adjustment, AdjustmentKind, Installment, Plan
from bot.rules import BillingRules
from bot.standing import Billed
from bot.status import InvoiceStatus

REVISABLE = frozenset({InvoiceStatus.OPEN, InvoiceStatus.UNCOLLECTIBLE})


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
        (is_closed(one, rules), f"is not after {through}: only a credit note corrects it"),
    )
    name = f"{one.named[:1].upper()}{one.named[1:]}"
    return next((f"{name} {why}." for hinders, why in reasons if hinders), "")


def is_closed(one: Billed, rules: BillingRules) -> bool:
    """Return whether its day is in books that are closed."""
    through, issued = rules.closed_through, one.issue_date
    return through is not None and issued is not None and issued <= through
