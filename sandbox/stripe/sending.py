"""E-mails: each goes into an outbox instead of out, and leaves its event."""

from sandbox.stripe.errors import Obj
from sandbox.stripe.events import emit
from sandbox.stripe.invoice_object import rendered
from sandbox.stripe.state import State
from sandbox.stripe.terms import require_email


def _language(state: State, invoice: Obj) -> str:
    """Return the customer's language of choice, "auto" when none is known."""
    locales = state.customers[invoice["customer"]].get("preferred_locales") or ["auto"]
    return str(locales[0])


def deliver(state: State, invoice: Obj) -> None:
    """E-mail a finalized invoice to the address it was finalized with."""
    to = invoice["customer_email"]
    if not to:
        require_email(state, invoice["customer"])
    before = any(
        mail["invoice"] == invoice["id"] and mail["kind"] != "credit_note" for mail in state.outbox
    )
    state.outbox.append(
        {
            "to": to,
            "invoice": invoice["id"],
            "number": invoice["number"],
            "kind": "paid" if invoice["status"] == "paid" else "again" if before else "invoice",
            "amount_due": invoice["amount_due"],
            "currency": invoice["currency"],
            "hosted_invoice_url": invoice["hosted_invoice_url"],
            "language": _language(state, invoice),
            "at": state.now(),
        }
    )
    emit(state, "invoice.sent", rendered(state, invoice))


def deliver_note(state: State, invoice: Obj, note: Obj) -> None:
    """E-mail a credit note to where its invoice went; without an address nothing goes out."""
    if invoice["customer_email"]:
        state.outbox.append(
            {
                "to": invoice["customer_email"],
                "invoice": invoice["id"],
                "number": note["number"],
                "kind": "credit_note",
                "amount_due": invoice["amount_due"],
                "currency": note["currency"],
                "hosted_invoice_url": invoice["hosted_invoice_url"],
                "language": _language(state, invoice),
                "at": state.now(),
                "credit_note": note["id"],
                "amount": note["amount"],
            }
        )
