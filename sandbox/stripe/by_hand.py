"""What people do beside the API: customers paying, a colleague in the Dashboard."""

from sandbox.stripe.check import as_asked
from sandbox.stripe.customers import create_customer, set_balance
from sandbox.stripe.ending import require_payable
from sandbox.stripe.errors import Obj, refuse
from sandbox.stripe.events import emit
from sandbox.stripe.finalizing import finalize_invoice, send_invoice
from sandbox.stripe.invoice_object import changing, rendered
from sandbox.stripe.invoices import create_invoice, update_invoice
from sandbox.stripe.lines import add_lines
from sandbox.stripe.payment_objects import METHODS, new_charge, new_intent, new_payment
from sandbox.stripe.payment_records import pay_off_stripe
from sandbox.stripe.payments import adjust_default, cancel, default_payment, land, under_way
from sandbox.stripe.state import CURRENCY, State

_OURS = ("lines", "finalize", "send", "at")


def pay(state: State, sent: Obj, ident: str) -> Obj:
    """Let the customer pay, in part, in full or too much."""
    invoice = state.invoice(ident)
    kind = sent.get("kind", "card")
    amount = sent.get("amount") or invoice["amount_remaining"]
    if amount <= 0 or kind not in (*METHODS, "out_of_band"):
        refuse("Pay a positive amount by card, bank_transfer, bank_debit or out_of_band.")
    # A transfer may reach an invoice that was paid meanwhile: that is how overpayments happen.
    if invoice["status"] != "paid" or kind == "out_of_band":
        require_payable(invoice)
    if kind == "out_of_band":
        pay_off_stripe(state, invoice, amount)
        return rendered(state, invoice)
    payment = _payment(state, invoice, amount)
    intent = state.intents[payment["payment"]["payment_intent"]]
    intent["payment_method_types"] = [METHODS[kind]]
    if sent.get("processing"):
        intent["status"] = "processing"
        emit(state, "charge.pending", new_charge(state, intent, "pending", kind))
        emit(state, "payment_intent.processing", intent)
    else:
        _succeed(state, invoice, payment, kind)
    return rendered(state, invoice)


def _payment(state: State, invoice: Obj, amount: int) -> Obj:
    """Return the default payment when it is for just this amount, else another one."""
    waiting = default_payment(state, invoice)
    if waiting and waiting not in under_way(state, invoice):
        intent = state.intents[waiting["payment"]["payment_intent"]]
        if intent["amount"] == amount:
            return waiting
    return new_payment(state, invoice, amount, new_intent(state, invoice, amount))


def _succeed(state: State, invoice: Obj, payment: Obj, kind: str) -> None:
    intent = state.intents[payment["payment"]["payment_intent"]]
    charge = state.charges.get(intent["latest_charge"] or "")
    if charge is None or charge["status"] != "pending":
        charge = new_charge(state, intent, "succeeded", kind)
    charge |= {"status": "succeeded", "paid": True, "captured": True}
    charge["amount_captured"] = intent["amount"]
    intent |= {"status": "succeeded", "amount_received": intent["amount"]}
    emit(state, "charge.succeeded", charge)
    emit(state, "payment_intent.succeeded", intent)
    land(state, invoice, payment, intent["amount"])


def settle(state: State, _: Obj, ident: str) -> Obj:
    """Let the money that is on its way arrive."""
    invoice = state.invoice(ident)
    for payment in _processing(state, invoice):
        _succeed(state, invoice, payment, "bank_debit")
    return rendered(state, invoice)


def fail(state: State, sent: Obj, ident: str) -> Obj:
    """Let the money that is on its way bounce; with none under way, let a card be declined."""
    invoice = state.invoice(ident)
    message = sent.get("message") or "Your card was declined."
    payments = under_way(state, invoice)
    if not payments:
        require_payable(invoice)
        waiting = default_payment(state, invoice)
        payments = [waiting] if waiting else []
    for payment in payments:
        _bounce(state, payment, message)
    with changing(state, invoice) as happened:
        invoice["attempted"] = True
        invoice["attempt_count"] += 1
        happened.append("invoice.payment_failed")
    # While it was on its way the invoice may have been credited: it asks for less now.
    adjust_default(state, invoice)
    return rendered(state, invoice)


def _processing(state: State, invoice: Obj) -> list[Obj]:
    found = under_way(state, invoice)
    if not found:
        refuse("Nothing is on its way to this invoice.")
    return found


def _bounce(state: State, payment: Obj, message: str) -> None:
    intent = state.intents[payment["payment"]["payment_intent"]]
    charge = state.charges.get(intent["latest_charge"] or "")
    if charge is None or charge["status"] != "pending":
        charge = new_charge(state, intent, "failed", "card")
    charge |= {"status": "failed", "failure_code": "payment_declined", "failure_message": message}
    intent["status"] = "requires_payment_method"
    intent["last_payment_error"] = {
        "code": "payment_declined",
        "message": message,
        "type": "card_error",
        "charge": charge["id"],
    }
    emit(state, "charge.failed", charge)
    emit(state, "payment_intent.payment_failed", intent)
    if not payment["is_default"]:
        cancel(state, payment)


def edit(state: State, sent: Obj, ident: str) -> Obj:
    """Let a colleague edit an invoice."""
    return update_invoice(state, as_asked(sent, "InvoiceUpdateParams"), ident)


def add_customer(state: State, sent: Obj) -> Obj:
    """Let a customer have been there before; `currency` and `balance` are as the page shows."""
    params = {key: value for key, value in sent.items() if key not in ("currency", "balance")}
    customer = create_customer(state, as_asked(params, "CustomerCreateParams"))
    kept = state.customers[customer["id"]]
    kept["currency"] = sent.get("currency")
    if sent.get("balance"):
        kept["currency"] = kept["currency"] or CURRENCY
        set_balance(state, kept["id"], kept["currency"], sent["balance"])
    return customer | {"balance": sent.get("balance", 0), "currency": kept["currency"]}


def add_invoice(state: State, sent: Obj) -> Obj:
    """Let a colleague have made an invoice, at a moment of the past if `at` says so."""
    with state.at(sent.get("at") or state.now()):
        params = {key: value for key, value in sent.items() if key not in _OURS}
        lines = as_asked({"lines": sent.get("lines") or []}, "InvoiceAddLinesParams")
        invoice = create_invoice(state, as_asked(params, "InvoiceCreateParams"))
        if lines["lines"]:
            invoice = add_lines(state, lines, invoice["id"])
        if sent.get("send"):
            invoice = send_invoice(state, {}, invoice["id"])
        elif sent.get("finalize"):
            invoice = finalize_invoice(state, {}, invoice["id"])
    return invoice
