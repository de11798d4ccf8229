"""Ending: a deal that is billed no further, or not at all."""

from bot.amending_base import carried, kept
from bot.amending_change import Change, NotPossible
from bot.amending_credit import taken_back
from bot.plan import Plan
from bot.rules import BillingRules
from bot.standing import to_come

NOTHING_MORE = "Nothing more is sent."


def cancel_rest(change: Change, _: BillingRules) -> tuple[Plan, str]:
    """Send nothing more; what is out stays."""
    ended = _ended(change)
    parts = [part for part in change.before.installments if part not in ended.installments]
    shorter = ended.retainers != change.before.retainers
    if not parts and not shorter:
        raise NotPossible("Everything is out already: there is nothing left to cancel.")
    left = len(to_come(change.standing, change.before)) - len(to_come(change.standing, ended))
    noun = "invoice is" if left == 1 else "invoices are"
    said = [f"{left} {noun} never sent; what is out stays and is still to be paid."]
    said += [f"{one.words}." for one in ended.adjustments]
    return ended, " ".join(said)


def _ended(change: Change) -> Plan:
    """Return the approved plan without all that can still be stopped."""
    nothing = change.before.model_copy(update={"installments": (), "retainers": ()})
    ending = change._replace(now=nothing)
    plan = carried(ending)
    return plan.model_copy(update={"installments": tuple(kept(ending))})


def withdraw(change: Change, rules: BillingRules) -> tuple[Plan, str]:
    """Send nothing more, and take back what is out."""
    taken = [one for out in change.standing.out for one in taken_back(out, rules)]
    if not taken and not to_come(change.standing, change.before):
        raise NotPossible("Nothing is out that could be taken back.")
    ended = _ended(change)
    plan = ended.model_copy(
        update={
            "installments": (),
            "retainers": (),
            "adjustments": (*ended.adjustments, *taken),
        }
    )
    said = [f"{one.words}." for one in plan.adjustments]
    return plan, " ".join([*said, NOTHING_MORE])
