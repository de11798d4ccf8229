"""How money goes back through a charge: what is refundable, the refund itself, its failure."""

from sandbox.stripe.currencies import stated, written
from sandbox.stripe.errors import Obj, refuse
from sandbox.stripe.events import difference, emit
from sandbox.stripe.state import State, new_id

SETTLING = 3 * 86_400
"""A refund to a bank account arrives after about this long."""
_AT_ONCE = "card"


def counts(refund: Obj) -> bool:
    """Whether `refund` took money: it did not fail and was not canceled."""
    return refund["status"] not in ("failed", "canceled")


def succeeded_charges(state: State, invoice: Obj) -> list[Obj]:
    """Return the charges that paid `invoice`, oldest first."""
    intents = [
        state.intents[payment["payment"]["payment_intent"]]
        for payment in state.payments_of(invoice["id"])
        if payment["status"] == "paid" and payment["payment"]["type"] == "payment_intent"
    ]
    return [state.charges[intent["latest_charge"]] for intent in intents]


def refunds_of(state: State, invoice: Obj) -> list[Obj]:
    """Return the refunds of the invoice's payments that count, oldest first."""
    charges = {charge["id"] for charge in succeeded_charges(state, invoice)}
    return [
        refund
        for refund in state.refunds.values()
        if refund["charge"] in charges and counts(refund)
    ]


def check_refundable(state: State, charge: Obj, amount: int) -> None:
    """Refuse what cannot go back through `charge`."""
    ident = charge["id"]
    if not charge["paid"]:
        refuse(f"Charge {ident} has not been paid; it can't be refunded.", param="charge")
    disputes = [case for case in state.disputes.values() if case["charge"] == ident]
    if any(not case["is_charge_refundable"] for case in disputes):
        refuse(
            f"Charge {ident} has been charged back; cannot issue a refund.", code="charge_disputed"
        )
    if charge["refunded"]:
        refuse(f"Charge {ident} has already been refunded.", code="charge_already_refunded")
    left = charge["amount"] - charge["amount_refunded"]
    stated(amount, charge["currency"], "amount")
    if amount > left:
        asked, unrefunded = (written(sum_, charge["currency"]) for sum_ in (amount, left))
        refuse(
            f"Refund amount ({asked}) is greater than unrefunded amount on charge ({unrefunded})",
            param="amount",
        )


def make_refund(
    state: State,
    charge: Obj,
    amount: int,
    reason: str | None = None,
    metadata: dict[str, str] | None = None,
) -> Obj:
    """Refund `amount` of a checked `charge`: a card at once, a bank account after some days."""
    method = charge["payment_method_details"]["type"]
    at_once = method == _AT_ONCE
    details = {"card": {"reference_status": "pending", "type": "refund"}} if at_once else {}
    refund: Obj = {
        "id": new_id("re_3" if at_once else "pyr_1", 23),
        "object": "refund",
        "amount": amount,
        "balance_transaction": new_id("txn_3", 23),
        "charge": charge["id"],
        "created": state.now(),
        "currency": charge["currency"],
        "customer": charge["customer"],
        "customer_account": None,
        "description": None,
        "destination_details": {"type": method, **details},
        "failure_balance_transaction": None,
        "failure_reason": None,
        "instructions_email": None,
        "metadata": metadata or {},
        "next_action": None,
        "payment_intent": charge["payment_intent"],
        "payment_method": None,
        "pending_reason": None if at_once else "processing",
        "presentment_details": None,
        "reason": reason,
        "receipt_number": None,
        "source_transfer_reversal": None,
        "status": "succeeded" if at_once else "pending",
        "transfer_reversal": None,
    }
    state.refunds[refund["id"]] = refund
    emit(state, "refund.created", refund)
    _move(state, charge, amount, "charge.refunded")
    return refund


def _move(state: State, charge: Obj, amount: int, kind: str) -> None:
    """Let `amount` more (or less) of `charge` have gone back."""
    before = dict(charge)
    charge["amount_refunded"] += amount
    charge["refunded"] = charge["amount_refunded"] == charge["amount"]
    emit(state, kind, charge, difference(before, charge))


def settle_what_is_due(state: State) -> None:
    """Let every refund arrive that has been on its way long enough, each at its moment."""
    for refund in list(state.refunds.values()):
        at = refund["created"] + SETTLING
        if refund["status"] == "pending" and at <= state.now():
            with state.at(at):
                succeed(state, refund)


def succeed(state: State, refund: Obj) -> None:
    """Let a pending refund arrive."""
    _change(state, refund, {"status": "succeeded", "pending_reason": None})


def fail(state: State, refund: Obj, reason: str) -> None:
    """Let a refund come back: the money is on the account again, and refundable again."""
    changes = {"status": "failed", "pending_reason": None, "failure_reason": reason}
    changes["failure_balance_transaction"] = new_id("txn_3", 23)
    _change(state, refund, changes)
    emit(state, "refund.failed", refund)
    _move(state, state.charges[refund["charge"]], -refund["amount"], "charge.updated")


def _change(state: State, refund: Obj, changes: Obj) -> None:
    before = dict(refund)
    refund |= changes
    previous = difference(before, refund)
    emit(state, "refund.updated", refund, previous)
    emit(state, "charge.refund.updated", refund, previous)
