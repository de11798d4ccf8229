"""The other ends of an invoice: void, uncollectible, and paid outside of Stripe."""

from sandbox.stripe.customers import set_balance
from sandbox.stripe.errors import Obj, missing, refuse
from sandbox.stripe.invoice_object import changing, rendered
from sandbox.stripe.payment_records import pay_off_stripe
from sandbox.stripe.payments import cancel_open, landed, under_way
from sandbox.stripe.state import State


def void_invoice(state: State, _: Obj, ident: str) -> Obj:
    """Answer POST /v1/invoices/{id}/void; what the customer's balance paid is given back."""
    invoice = state.invoice(ident)
    if invoice["status"] not in ("open", "uncollectible"):
        refuse(
            "You can only pass in open or uncollectible invoices. This invoice is"
            f" {invoice['status']}.",
            code="invoice_not_editable",
        )
    if landed(state, invoice) or under_way(state, invoice):
        refuse("You can't void an invoice that has payments.", code="invoice_not_editable")
    void(state, invoice)
    return rendered(state, invoice)


def void(state: State, invoice: Obj) -> None:
    """Void what is known to be voidable."""
    with changing(state, invoice) as happened:
        invoice |= {"status": "void", "auto_advance": False, "status_details": None}
        invoice["status_transitions"]["voided_at"] = state.now()
        account = (invoice["customer"], invoice["currency"])
        taken = (invoice["ending_balance"] or 0) - invoice["starting_balance"]
        set_balance(state, *account, state.balances[account] - taken)
        happened.append("invoice.voided")
    cancel_open(state, invoice)


def mark_uncollectible(state: State, _: Obj, ident: str) -> Obj:
    """Answer POST /v1/invoices/{id}/mark_uncollectible; it can still be paid."""
    invoice = state.invoice(ident)
    if invoice["status"] != "open":
        refuse(
            f"You can only mark open invoices as uncollectible. This invoice is"
            f" {invoice['status']}.",
            code="invoice_not_editable",
        )
    if under_way(state, invoice):
        refuse(
            "You can't mark an invoice as uncollectible while it has an open payment.",
            code="invoice_not_editable",
        )
    with changing(state, invoice) as happened:
        invoice |= {"status": "uncollectible", "auto_advance": False}
        invoice["status_details"] = {"uncollectible": {"reason": "user_forgiven"}}
        invoice["status_transitions"]["marked_uncollectible_at"] = state.now()
        happened.append("invoice.marked_uncollectible")
    return rendered(state, invoice)


def pay_invoice(state: State, params: Obj, ident: str) -> Obj:
    """Answer POST /v1/invoices/{id}/pay; nobody here has a payment method on file."""
    invoice = state.invoice(ident)
    for name, kind in (("payment_method", "PaymentMethod"), ("source", "source")):
        if params.get(name):
            missing(kind, params[name], name, in_path=False)
    require_payable(invoice)
    if not params.get("paid_out_of_band"):
        refuse(
            "This customer has no attached payment source or default payment method. Please"
            " consider adding a default payment method. For more information, visit"
            " https://stripe.com/docs/billing/payment-methods#setting-default.",
            code="resource_missing",
        )
    if under_way(state, invoice):
        refuse("This invoice has a payment that is still processing.")
    pay_off_stripe(state, invoice, invoice["amount_remaining"])
    return rendered(state, invoice)


def require_payable(invoice: Obj) -> None:
    """Refuse to pay what is not open (or uncollectible)."""
    if invoice["status"] == "paid":
        refuse("Invoice is already paid")
    if invoice["status"] not in ("open", "uncollectible"):
        refuse(f"Invoices that are {invoice['status']} can't be paid.")
