"""E-mails: each goes into an outbox instead of out, and leaves its event."""

from sandbox.stripe.errors import Obj
from sandbox.stripe.events import emit
from sandbox.stripe.invoice_object import rendered
from sandbox.stripe.state import State
from sandbox.stripe.terms import require_email


def deliver(state: State, invoice: Obj) -> None:
    """E-mail a finalized invoice to the address it was finalized with."""
    to = invoice["customer_email"]
    if not to:
        require_email(state, invoice["customer"])
    before = any(mail["invoice"] == invoice["id"] for mail in state.outbox)
    state.outbox.append(
        {
            "to": to,
            "invoice": invoice["id"],
            "number": invoice["number"],
            "kind": "paid" if invoice["status"] == "paid" else "again" if before else "invoice",
            "amount_due": invoice["amount_due"],
            "currency": invoice["currency"],
            "hosted_invoice_url": invoice["hosted_invoice_url"],
            "at": state.now(),
        }
    )
    emit(state, "invoice.sent", rendered(state, invoice))
