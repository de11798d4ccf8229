"""Finalizing: the draft gets its number, its amount due and its address, and stays so."""

from sandbox.stripe.currencies import MINIMUM
from sandbox.stripe.customers import set_balance
from sandbox.stripe.errors import Obj, refuse
from sandbox.stripe.invoice_object import automatic_tax, changing, frozen, rendered
from sandbox.stripe.lines import recount
from sandbox.stripe.payments import expect_payment
from sandbox.stripe.revisions import replace, replaced_by
from sandbox.stripe.sending import deliver
from sandbox.stripe.state import ACCOUNT, State, new_id
from sandbox.stripe.subscription_object import stop_taxing
from sandbox.stripe.tax import UNTAXED, payer_of, tax_status
from sandbox.stripe.tax_ids import printed_tax_ids
from sandbox.stripe.terms import DAY, require_email, require_future
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


def finalize_by_itself(state: State, invoice: Obj) -> None:
    """Finalize a draft whose moment has come, which is the present."""
    try:
        finalize(state, invoice)
        _advance(state, invoice)
    except Refused:
        # It stays a draft; a person sees invoice.finalization_failed and acts.
        invoice["automatically_finalizes_at"] = None


def finalize_closed(state: State, invoice: Obj, status: str) -> None:
    """Make an invoice final that nobody is to pay: void or uncollectible from the start.

    So Stripe does while collection is paused; the customer's balance is left alone
    (docs.stripe.com/billing/subscriptions/pause-payment).
    """
    with changing(state, invoice) as happened:
        _open(state, invoice, state.customers[invoice["customer"]])
        moment = "voided_at" if status == "void" else "marked_uncollectible_at"
        invoice["status_transitions"][moment] = state.now()
        invoice |= {"status": status, "auto_advance": False}
        if status == "uncollectible":
            invoice["status_details"] = {"uncollectible": {"reason": "subscription_paused"}}
        kind = "voided" if status == "void" else "marked_uncollectible"
        happened += ["invoice.finalized", f"invoice.{kind}"]
    if status == "uncollectible":
        expect_payment(state, invoice)


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
    original = replaced_by(state, invoice)
    if invoice["collection_method"] == "send_invoice":
        require_email(state, customer["id"])
        if not _counted(state, invoice):
            require_future(state, invoice["due_date"])
    _settle_tax(state, invoice)
    with changing(state, invoice) as happened:
        if auto_advance is not None:
            invoice["auto_advance"] = auto_advance
        invoice |= _counted(state, invoice)
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
    if original:
        replace(state, original, invoice)


def _counted(state: State, invoice: Obj) -> Obj:
    """Return the due date counted from now, which a subscription's draft gets, else nothing."""
    days = state.days_until_due.get(invoice["id"])
    counts = days is not None and invoice["collection_method"] == "send_invoice"
    return {} if days is None or not counts else {"due_date": state.now() + days * DAY}


def _settle_tax(state: State, invoice: Obj) -> None:
    """Refuse what cannot be taxed; a subscription's invoice goes on without automatic tax.

    As docs.stripe.com/tax/customer-locations has it under "Invoice finalization errors".
    """
    if not invoice["automatic_tax"]["enabled"]:
        return
    status = tax_status(state, payer_of(state, invoice))
    if status == "complete":
        return
    code, message, disabled_reason = UNTAXED[status]
    if (invoice["parent"] or {}).get("type") == "subscription_details":
        without = {"disabled_reason": disabled_reason}
        invoice["automatic_tax"] = automatic_tax(enabled=False) | without
        stop_taxing(state, invoice, status)
        return
    with changing(state, invoice) as happened:
        recount(state, invoice)
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
    invoice["customer_tax_ids"] = printed_tax_ids(state, customer["id"])
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


def after_balance(owed: int, currency: str) -> tuple[int, int]:
    """Return what is due of all that is owed, and what is left on the customer's balance."""
    due, ending = max(0, owed), min(0, owed)
    return (0, due) if 0 < due < MINIMUM.get(currency, 1) else (due, ending)


def _apply_balance(state: State, invoice: Obj) -> None:
    """Take the customer's balance in this currency into the amount due.

    What is too little to be charged, and a negative total, goes onto the balance instead.
    """
    starting = state.balances[invoice["customer"], invoice["currency"]]
    due, ending = after_balance(invoice["total"] + starting, invoice["currency"])
    set_balance(state, invoice["customer"], invoice["currency"], ending)
    invoice |= {
        "starting_balance": starting,
        "ending_balance": ending,
        "amount_due": due,
        "amount_remaining": due,
    }
