"""How money lands on an invoice, and what an invoice's payments allow."""

from sandbox.stripe.customers import set_balance
from sandbox.stripe.errors import Obj
from sandbox.stripe.events import emit
from sandbox.stripe.invoice_object import changing
from sandbox.stripe.payment_objects import new_intent, new_payment
from sandbox.stripe.state import State


def expect_payment(state: State, invoice: Obj) -> None:
    """Give a newly opened invoice the default payment its customer is to complete."""
    intent = new_intent(state, invoice, invoice["amount_due"])
    new_payment(state, invoice, invoice["amount_due"], intent, default=True)
    emit(state, "payment_intent.created", intent)


def default_payment(state: State, invoice: Obj) -> Obj | None:
    """Return the default payment while it is still to be completed."""
    waiting = (p for p in state.payments_of(invoice["id"]) if p["status"] == "open")
    return next((payment for payment in waiting if payment["is_default"]), None)


def under_way(state: State, invoice: Obj) -> list[Obj]:
    """Return the payments whose money is on its way, oldest first."""
    return [
        payment
        for payment in state.payments_of(invoice["id"])
        if payment["status"] == "open"
        and state.intents[payment["payment"]["payment_intent"]]["status"] == "processing"
    ]


def landed(state: State, invoice: Obj) -> bool:
    """Whether any payment was completed."""
    return any(payment["status"] == "paid" for payment in state.payments_of(invoice["id"]))


def land(state: State, invoice: Obj, payment: Obj, received: int) -> None:
    """Put `received` on the invoice; what is too much becomes the customer's credit."""
    applied = min(received, invoice["amount_remaining"])
    surplus = received - applied
    payment |= {"status": "paid", "amount_paid": applied}
    payment["status_transitions"]["paid_at"] = state.now()
    emit(state, "invoice_payment.paid", payment)
    if payment["payment"]["type"] == "payment_record":
        state.off_stripe[invoice["id"]] += applied
    with changing(state, invoice) as happened:
        invoice["amount_paid"] += applied
        invoice["amount_remaining"] -= applied
        invoice["amount_overpaid"] += surplus
        if invoice["amount_remaining"] == 0 and invoice["status"] != "paid":
            mark_paid(state, invoice)
            happened.append("invoice.paid")
            if payment["payment"]["type"] == "payment_intent":
                happened.append("invoice.payment_succeeded")
        if surplus:
            _credit(state, invoice, surplus)
            happened.append("invoice.overpaid")
    adjust_default(state, invoice)


def mark_paid(state: State, invoice: Obj) -> None:
    """Let `invoice` be paid from now on (within `changing`)."""
    invoice |= {"status": "paid", "attempted": True, "auto_advance": False}
    invoice |= {"status_details": None, "next_payment_attempt": None}
    invoice["status_transitions"]["paid_at"] = state.now()


def _credit(state: State, invoice: Obj, surplus: int) -> None:
    account = (invoice["customer"], invoice["currency"])
    set_balance(state, *account, state.balances[account] - surplus)


def adjust_default(state: State, invoice: Obj) -> None:
    """Let the default payment ask for just what remains, or for nothing any more."""
    payment = default_payment(state, invoice)
    if payment is None:
        return
    intent = state.intents[payment["payment"]["payment_intent"]]
    if intent["status"] == "processing":
        return
    if invoice["amount_remaining"] == 0:
        cancel(state, payment)
    else:
        payment["amount_requested"] = intent["amount"] = invoice["amount_remaining"]


def cancel(state: State, payment: Obj) -> None:
    """Give up an open payment and its intent."""
    payment["status"] = "canceled"
    payment["status_transitions"]["canceled_at"] = state.now()
    intent = state.intents[payment["payment"]["payment_intent"]]
    intent |= {"status": "canceled", "canceled_at": state.now()}
    emit(state, "payment_intent.canceled", intent)


def cancel_open(state: State, invoice: Obj) -> None:
    """Give up all of the invoice's open payments."""
    for payment in state.payments_of(invoice["id"]):
        if payment["status"] == "open":
            cancel(state, payment)
