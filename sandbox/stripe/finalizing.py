"""Finalizing: the draft gets its number, its amount due and its address, and stays so."""

from sandbox.stripe.currencies import MINIMUM
from sandbox.stripe.customers import set_balance
from sandbox.stripe.errors import Obj, refuse
from sandbox.stripe.invoice_object import automatic_tax, changing, frozen, rendered
from sandbox.stripe.lines import recount
from sandbox.stripe.payments import expect_payment
from sandbox.stripe.sending import deliver
from sandbox.stripe.state import ACCOUNT, State, new_id
from sandbox.stripe.terms import require_email, require_future
from sandbox.wire import Refused

PAGES = "https://invoice.stripe.test/i"
PDFS = "https://pay.stripe.test/invoice"


def finalize_invoice(state: State, params: Obj, ident: str) -> Obj:
    """Answer POST /v1/invoices/{id}/finalize."""
    invoice = state.invoice(ident)
    finalize(state, invoice, params.get("auto_advance"))
    _advance(state, invoice)
    return rendered(state, invoice)


def send_invoice(state: State, _: Obj, ident: str) -> Obj:
    """Answer POST /v1/invoices/{id}/send: finalizes a draft first; an open one goes again."""
    invoice = state.invoice(ident)
    if invoice["status"] not in ("draft", "open", "paid"):
        refuse(f"You can't send an invoice that is {invoice['status']}.")
    if invoice["collection_method"] != "send_invoice":
        refuse("You can only manually send an invoice if its collection method is 'send_invoice'.")
    if invoice["status"] == "draft":
        finalize(state, invoice)
    deliver(state, invoice)
    return rendered(state, invoice)


def finalize_what_is_due(state: State) -> None:
    """Finalize every draft whose moment has come, each at its moment."""
    due = [
        invoice
        for invoice in state.invoices.values()
        if invoice["status"] == "draft"
        and invoice["automatically_finalizes_at"] is not None
        and invoice["automatically_finalizes_at"] <= state.now()
    ]
    for invoice in sorted(due, key=lambda draft: int(draft["automatically_finalizes_at"])):
        with state.at(invoice["automatically_finalizes_at"]):
            try:
                finalize(state, invoice)
                _advance(state, invoice)
            except Refused:
                # It stays a draft; a person sees invoice.finalization_failed and acts.
                invoice["automatically_finalizes_at"] = None


def _advance(state: State, invoice: Obj) -> None:
    """Do what Stripe does by itself with a finalized invoice it may advance."""
    by_mail = invoice["collection_method"] == "send_invoice"
    wanted = invoice["auto_advance"] and state.settings.email_finalized
    if by_mail and wanted and invoice["status"] == "open":
        deliver(state, invoice)


def finalize(state: State, invoice: Obj, auto_advance: bool | None = None) -> None:  # noqa: FBT001 - Stripe's own parameter
    """Turn a draft into an open invoice (or a paid one, when there is nothing to collect)."""
    if invoice["status"] != "draft":
        refuse(
            "This invoice is already finalized, you can't re-finalize a non-draft invoice.",
            code="invoice_not_editable",
        )
    customer = state.customer(invoice["customer"])
    if invoice["collection_method"] == "send_invoice":
        require_email(state, customer["id"])
        require_future(state, invoice["due_date"])
    _settle_tax(state, invoice, customer)
    with changing(state, invoice) as happened:
        if auto_advance is not None:
            invoice["auto_advance"] = auto_advance
        _open(state, invoice, customer)
        _apply_balance(state, invoice)
        happened.append("invoice.finalized")
        if invoice["amount_due"] == 0:
            invoice["status"] = "paid"
            invoice["status_transitions"]["paid_at"] = state.now()
            invoice["auto_advance"] = False
            happened += ["invoice.paid", "invoice.payment_succeeded"]
    if invoice["status"] == "open":
        expect_payment(state, invoice)


def _settle_tax(state: State, invoice: Obj, customer: Obj) -> None:
    if not invoice["automatic_tax"]["enabled"]:
        return
    if (customer["address"] or {}).get("country"):
        invoice["automatic_tax"] = automatic_tax(enabled=True, status="complete")
        return
    message = (
        "The customer's location isn't recognized. Set a valid customer address in order to"
        " automatically calculate tax."
    )
    code = "customer_tax_location_invalid"
    with changing(state, invoice) as happened:
        invoice["automatic_tax"] = automatic_tax(enabled=True, status="requires_location_inputs")
        invoice["last_finalization_error"] = {
            "code": code,
            "message": message,
            "type": "invalid_request_error",
        }
        happened.append("invoice.finalization_failed")
    refuse(message, code=code)


def _open(state: State, invoice: Obj, customer: Obj) -> None:
    recount(state, invoice)
    token = new_id("test", 40)
    invoice |= frozen(customer)
    invoice |= {
        "status": "open",
        "number": invoice["number"] or _next_number(state, customer),
        "hosted_invoice_url": f"{PAGES}/{ACCOUNT}/{token}",
        "invoice_pdf": f"{PDFS}/{ACCOUNT}/{token}/pdf",
        "effective_at": invoice["effective_at"] or state.now(),
        "automatically_finalizes_at": None,
        "last_finalization_error": None,
    }
    invoice["status_transitions"]["finalized_at"] = state.now()


def _next_number(state: State, customer: Obj) -> str:
    taken = {invoice["number"] for invoice in state.invoices.values()}
    while True:
        number = f"{customer['invoice_prefix']}-{customer['next_invoice_sequence']:04}"
        customer["next_invoice_sequence"] += 1
        if number not in taken:
            return number


def _apply_balance(state: State, invoice: Obj) -> None:
    """Take the customer's balance in this currency into the amount due.

    What is too little to be charged, and a negative total, goes onto the balance instead.
    """
    starting = state.balances[invoice["customer"], invoice["currency"]]
    owed = invoice["total"] + starting
    due, ending = max(0, owed), min(0, owed)
    if 0 < due < MINIMUM.get(invoice["currency"], 1):
        due, ending = 0, due
    set_balance(state, invoice["customer"], invoice["currency"], ending)
    invoice |= {
        "starting_balance": starting,
        "ending_balance": ending,
        "amount_due": due,
        "amount_remaining": due,
    }
