"""Amending: the legal ways in which an approved plan can follow a deal that changed afterwards.

What is out stays what it is: an invoice that a customer has is corrected by another document and
never edited. Each way says what it costs whom, and carries the plan that people would approve.
"""

from collections.abc import Callable, Iterator
from datetime import date
from enum import StrEnum

from bot.amending_base import carried
from bot.amending_change import Change, NotPossible
from bot.amending_credit import credit
from bot.amending_end import NOTHING_MORE, cancel_rest, withdraw
from bot.amending_revise import revise
from bot.amending_settle import adjust_next, change_retainer, edit_drafts
from bot.charges import charges
from bot.money import Money
from bot.plan import Adjustment, AdjustmentKind, Plan
from bot.rules import BillingRules
from bot.standing import Standing, to_come
from bot.status import InvoiceStatus
from bot.value import Value

__all__ = ["Effect", "Way", "WayKind", "effect", "ways"]


class WayKind(StrEnum):
    """How a plan can follow."""

    EDIT_DRAFTS = "edit_drafts"
    ADJUST_NEXT = "adjust_next"
    REVISE = "revise"
    CREDIT = "credit"
    CHANGE_RETAINER = "change_retainer"
    CANCEL_REST = "cancel_rest"
    WITHDRAW = "withdraw"
    LEAVE = "leave"
    RENEW = "renew"
    """Nothing changed: another term of a retainer, proposed by closedwon before it ends."""


TITLES = {
    WayKind.EDIT_DRAFTS: "Change what is not yet sent",
    WayKind.ADJUST_NEXT: "Put the difference on the next invoice",
    WayKind.REVISE: "Revise and replace the open invoice",
    WayKind.CREDIT: "Credit note and new invoice",
    WayKind.CHANGE_RETAINER: "Change the retainer from a period on",
    WayKind.CANCEL_REST: "Cancel what is not yet sent",
    WayKind.WITHDRAW: "Take everything back",
    WayKind.LEAVE: "Leave it as it is",
    WayKind.RENEW: "Another term of the retainer",
}
"""As a list of choices names them."""

AS_DEAL = frozenset({WayKind.EDIT_DRAFTS, WayKind.ADJUST_NEXT, WayKind.REVISE, WayKind.CREDIT})
"""The ways after which the deal bills in all what Salesforce says."""


AS_IT_STANDS = frozenset({WayKind.LEAVE, WayKind.RENEW})
"""The ways that leave what was approved before, and what became of it, as it is."""


class Effect(Value):
    """What a way does in money."""

    owed_before: Money
    """What customers owe on invoices that are out, tax included."""
    owed_after: Money
    to_come_before: Money
    """Approved and not yet sent, without tax and without what is variable."""
    to_come_after: Money
    back: Money
    """What customers get back of what they paid, as credit unless somebody refunds it."""


class Way(Value):
    """One way."""

    kind: WayKind
    words: str
    """What it does, in a sentence or two."""
    why_not: str = ""
    """Why it is not possible; "" when it is."""
    plan: Plan | None = None
    """What would be approved; None when it is not possible."""
    effect: Effect | None = None

    @property
    def title(self) -> str:
        """Return its name in a list of choices."""
        return TITLES[self.kind]


def ways(
    standing: Standing,
    before: Plan,
    now: Plan,
    rules: BillingRules,
    today: date,
    *,
    counts: bool = True,
    from_date: date | None = None,
) -> tuple[Way, ...]:
    """Return all ways, those that are not possible with the reason.

    `before` is the plan in force, `now` the deal's as Salesforce has it. `counts` is False when
    the deal is lost or deleted. A retainer changes with the first period from `from_date` on that
    is neither billed nor begun.
    """
    change = Change(standing, before, now, today, from_date)
    return tuple(
        _way(kind, make, change, rules) for kind, make in _makers(change, counts=counts).items()
    )


Maker = Callable[[Change, BillingRules], tuple[Plan, str]]


def _makers(change: Change, *, counts: bool) -> dict[WayKind, Maker]:
    """Return how each way that makes sense here is made."""
    follow: dict[WayKind, Maker] = {}
    same_currency = change.before.currency == change.now.currency
    if counts and same_currency:
        follow = {
            WayKind.EDIT_DRAFTS: edit_drafts,
            WayKind.ADJUST_NEXT: adjust_next,
            WayKind.REVISE: revise,
            WayKind.CREDIT: credit,
        }
        if change.before.retainers:
            follow[WayKind.CHANGE_RETAINER] = change_retainer
    return follow | {
        WayKind.CANCEL_REST: cancel_rest,
        WayKind.WITHDRAW: _withdraw_anew if counts and not same_currency else withdraw,
        WayKind.LEAVE: _leave,
    }


def _withdraw_anew(change: Change, rules: BillingRules) -> tuple[Plan, str]:
    """Take everything back, and bill the deal anew in its new currency."""
    taken, words = withdraw(change, rules)
    nothing_out = change._replace(standing=Standing(last_number=change.standing.last_number))
    empty = change.before.model_copy(update={"installments": (), "retainers": ()})
    fresh = carried(nothing_out._replace(before=empty))
    taken_words = words.removesuffix(NOTHING_MORE)
    said = (
        f"{taken_words}Nothing more is sent in {change.before.currency}. The deal is billed anew "
        f"in {fresh.currency}: {fresh.total}."
    )
    if fresh.retainers and change.standing.running:
        said += (
            " Stripe bills a customer again and again in one currency at a time: until the old "
            "retainer has ended there, closedwon makes the new one's invoices."
        )
    return fresh.model_copy(update={"adjustments": taken.adjustments}), said


def _leave(change: Change, _: BillingRules) -> tuple[Plan, str]:
    return (
        change.before.model_copy(update={"adjustments": ()}),
        "Nothing changes: what was approved goes on as it is, for the reason you give.",
    )


def _way(kind: WayKind, make: Maker, change: Change, rules: BillingRules) -> Way:
    words = TITLES[kind]
    if change.standing.correcting and kind is not WayKind.LEAVE:
        why = f"Wait until this is done: {change.standing.correcting}."
        return Way(kind=kind, words=words, why_not=why)
    try:
        plan, words = make(change, rules)
    except NotPossible as error:
        return Way(kind=kind, words=words, why_not=str(error))
    words = " ".join([words, *_about_gone(kind, plan, change.standing)])
    return Way(
        kind=kind, words=words, plan=plan, effect=effect(change.standing, change.before, plan)
    )


def _about_gone(kind: WayKind, plan: Plan, standing: Standing) -> Iterator[str]:
    """Yield what becomes of what people took back: it counts as still to come."""
    there = {(charge.number, charge.party) for charge in charges(plan)}
    for one in standing.gone:
        if not there.isdisjoint((number, one.party) for number in one.numbers):
            does = "it stays so" if kind in AS_IT_STANDS else one.again
            yield f"{one.words}: {does}."


def effect(standing: Standing, before: Plan, after: Plan) -> Effect:
    """Return what a plan in place of another does in money."""
    zero = Money.zero(before.currency)
    open_now = [one for one in standing.out if one.status is InvoiceStatus.OPEN]
    owed = Money.total((one.balance for one in open_now), before.currency)
    less, back = zero, zero
    for adjustment in after.adjustments:
        by_note, returned = _taken_off(standing, adjustment, zero)
        less, back = less + by_note, back + returned
    was = [charge.amount_in(before.currency) for charge in to_come(standing, before)]
    left = standing if before.currency == after.currency else Standing()  # nothing is out in it
    will = [charge.amount_in(after.currency) for charge in to_come(left, after)]
    return Effect(
        owed_before=owed,
        owed_after=owed - less,
        to_come_before=Money.total(was, before.currency),
        to_come_after=Money.total(will, after.currency),
        back=back,
    )


def _taken_off(standing: Standing, adjustment: Adjustment, zero: Money) -> tuple[Money, Money]:
    """Return by how much a correction lowers what is owed, and how much is given back."""
    one = next((b for b in standing.out if b.invoice_id == adjustment.subject), None)
    if one is None:
        return zero, zero
    if adjustment.kind is AdjustmentKind.VOID:
        return one.balance if one.status is InvoiceStatus.OPEN else zero, zero
    gross = -one.gross(adjustment.amount)
    if adjustment.kind is AdjustmentKind.REVISE:
        return gross, zero
    off = min(gross, one.balance)
    return off, gross - off
