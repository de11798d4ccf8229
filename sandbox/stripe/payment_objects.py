"""Payment intents, charges and invoice payments in the shapes Stripe answers with."""

from sandbox.stripe.errors import Obj
from sandbox.stripe.state import State, new_id

METHODS = {"card": "card", "bank_transfer": "customer_balance", "bank_debit": "us_bank_account"}
"""Ways money comes in to the payment method type Stripe names."""


def new_intent(state: State, invoice: Obj, amount: int) -> Obj:
    """Return a fresh payment intent for `amount` of `invoice`."""
    ident = new_id("pi_3", 23)
    intent: Obj = {
        "id": ident,
        "object": "payment_intent",
        "amount": amount,
        "amount_capturable": 0,
        "amount_received": 0,
        "application": None,
        "application_fee_amount": None,
        "canceled_at": None,
        "cancellation_reason": None,
        "capture_method": "automatic",
        "client_secret": f"{ident}_secret_{new_id('s', 20)}",
        "confirmation_method": "automatic",
        "created": state.now(),
        "currency": invoice["currency"],
        "customer": invoice["customer"],
        "customer_account": None,
        "description": f"Payment for Invoice {invoice['number'] or ''}".strip(),
        "last_payment_error": None,
        "latest_charge": None,
        "livemode": False,
        "metadata": {},
        "next_action": None,
        "on_behalf_of": None,
        "payment_method": None,
        "payment_method_options": {},
        "payment_method_types": list(METHODS.values()),
        "processing": None,
        "receipt_email": None,
        "setup_future_usage": None,
        "shipping": None,
        "statement_descriptor": None,
        "status": "requires_payment_method",
        "transfer_data": None,
        "transfer_group": None,
    }
    state.intents[ident] = intent
    return intent


def new_charge(state: State, intent: Obj, status: str, kind: str, failure: str = "") -> Obj:
    """Return the charge of `intent`, `status` being succeeded, pending or failed."""
    succeeded = status == "succeeded"
    charge: Obj = {
        "id": new_id("py_3" if kind != "card" else "ch_3", 23),
        "object": "charge",
        "amount": intent["amount"],
        "amount_captured": intent["amount"] if succeeded else 0,
        "amount_refunded": 0,
        "balance_transaction": None,
        "billing_details": {"address": None, "email": None, "name": None, "phone": None},
        "captured": succeeded,
        "created": state.now(),
        "currency": intent["currency"],
        "customer": intent["customer"],
        "description": intent["description"],
        "disputed": False,
        "failure_code": "payment_declined" if failure else None,
        "failure_message": failure or None,
        "fraud_details": {},
        "livemode": False,
        "metadata": {},
        "outcome": None,
        "paid": succeeded,
        "payment_intent": intent["id"],
        "payment_method": None,
        "payment_method_details": {"type": METHODS[kind], METHODS[kind]: {}},
        "receipt_email": None,
        "receipt_number": None,
        "receipt_url": None,
        "refunded": False,
        "shipping": None,
        "source": None,
        "statement_descriptor": None,
        "status": status,
    }
    state.charges[charge["id"]] = charge
    intent["latest_charge"] = charge["id"]
    return charge


def new_payment(
    state: State, invoice: Obj, amount: int, paid_with: Obj, *, default: bool = False
) -> Obj:
    """Return the open invoice payment that links `invoice` with an intent or a record."""
    kind = paid_with["object"]
    payment: Obj = {
        "id": new_id("inpay_1", 23),
        "object": "invoice_payment",
        "amount_paid": None,
        "amount_requested": amount,
        "created": state.now(),
        "currency": invoice["currency"],
        "invoice": invoice["id"],
        "is_default": default,
        "livemode": False,
        "payment": {"type": kind, kind: paid_with["id"]},
        "status": "open",
        "status_transitions": {"canceled_at": None, "paid_at": None},
    }
    state.add_payment(payment)
    return payment
