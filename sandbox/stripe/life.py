"""All that happened to one invoice, for who looks at it in the Dashboard."""

from sandbox.stripe.credit_note_object import rendered_note
from sandbox.stripe.errors import Obj
from sandbox.stripe.refunding import refunds_of
from sandbox.stripe.state import State

_POINTERS = ("charge", "invoice", "payment_intent")
"""Where an event's object names what it belongs to."""


def life(state: State, _: Obj, ident: str) -> Obj:
    """Show an invoice's events, payments, credit notes, refunds, disputes and e-mails.

    Events come oldest first without their objects: {id, type, created, api, status, amount};
    payments have the state of their intent and how was paid.
    """
    invoice = state.invoice(ident)
    payments = state.payments_of(ident)
    intents = {payment["payment"].get("payment_intent") for payment in payments} - {None}
    charges = [charge for charge in state.charges.values() if charge["payment_intent"] in intents]
    about = {ident, *intents, *(charge["id"] for charge in charges)}
    return {
        "events": [_event(event) for event in state.events if _names(event, about)],
        "payments": [_payment(state, payment) for payment in payments],
        "credit_notes": [
            rendered_note(note) for note in state.credit_notes.values() if note["invoice"] == ident
        ],
        "refunds": refunds_of(state, invoice),
        "disputes": [
            dispute
            for dispute in state.disputes.values()
            if dispute["charge"] in {charge["id"] for charge in charges}
        ],
        "mails": [mail for mail in state.outbox if mail["invoice"] == ident],
    }


def _names(event: Obj, about: set[str]) -> bool:
    shown = event["data"]["object"]
    return shown["id"] in about or any(shown.get(name) in about for name in _POINTERS)


def _event(event: Obj) -> Obj:
    shown = event["data"]["object"]
    return {
        "id": event["id"],
        "type": event["type"],
        "created": event["created"],
        "api": event["request"]["id"] is not None,
        "status": shown.get("status"),
        "amount": shown.get("amount"),
        "message": shown.get("failure_message"),
    }


def _payment(state: State, payment: Obj) -> Obj:
    intent = state.intents.get(payment["payment"].get("payment_intent") or "", {})
    charge = state.charges.get(intent.get("latest_charge") or "", {})
    return {
        **payment,
        "intent_status": intent.get("status"),
        "method": charge.get("payment_method_details", {}).get("type"),
        "failure": charge.get("failure_message"),
        "refunded": charge.get("amount_refunded", 0),
    }
