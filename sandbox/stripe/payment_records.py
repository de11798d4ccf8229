"""Payments that happened outside of Stripe, reported and attached; and lists of payments."""

from sandbox.stripe.check import merged
from sandbox.stripe.currencies import known, stated
from sandbox.stripe.errors import Obj, missing, parameter_missing, refuse
from sandbox.stripe.invoice_object import rendered
from sandbox.stripe.paging import in_range, page
from sandbox.stripe.payment_objects import new_payment
from sandbox.stripe.payments import land
from sandbox.stripe.state import State, new_id

_SUMS = ("authorized", "canceled", "failed", "guaranteed", "refunded", "requested")


def report_payment(state: State, params: Obj) -> Obj:
    """Answer POST /v1/payment_records/report_payment."""
    asked = params["amount_requested"]
    currency = known(asked["currency"], "amount_requested[currency]")
    value = stated(asked["value"], currency, "amount_requested[value]")
    if value <= 0:
        refuse("This value must be greater than 0.", param="amount_requested[value]")
    outcome = params.get("outcome")
    if outcome and not params.get(outcome):
        parameter_missing(outcome)
    record = _record(state, value, currency, outcome)
    details = params["payment_method_details"]
    custom = details.get("custom") or {}
    record |= {
        "customer_details": params.get("customer_details"),
        "customer_presence": params.get("customer_presence"),
        "description": params.get("description"),
        "metadata": merged({}, params.get("metadata")),
        "payment_method_details": {
            "billing_details": details.get("billing_details"),
            "custom": {"display_name": custom.get("display_name"), "type": custom.get("type")},
            "payment_method": details.get("payment_method"),
            "type": "custom",
        },
        "processor_details": params.get("processor_details") or record["processor_details"],
    }
    return record


def retrieve_record(state: State, _: Obj, ident: str) -> Obj:
    """Answer GET /v1/payment_records/{id}."""
    return state.records.get(ident) or missing("payment record", ident)


def attach_payment(state: State, params: Obj, ident: str) -> Obj:
    """Answer POST /v1/invoices/{id}/attach_payment: a reported payment lands on the invoice."""
    invoice = state.invoice(ident)
    if params.get("payment_intent") and params.get("payment_record"):
        refuse("You may only pass one of `payment_intent` and `payment_record`.")
    if params.get("payment_intent"):
        missing("payment_intent", params["payment_intent"], "payment_intent", in_path=False)
    if not params.get("payment_record"):
        parameter_missing("payment_record")
    record = state.records.get(params["payment_record"])
    if record is None:
        missing("payment record", params["payment_record"], "payment_record", in_path=False)
    _check_attachable(state, invoice, record)
    value = record["amount_guaranteed"]["value"]
    land(state, invoice, new_payment(state, invoice, value, record), value)
    return rendered(state, invoice)


def _check_attachable(state: State, invoice: Obj, record: Obj) -> None:
    if invoice["status"] not in ("open", "uncollectible"):
        refuse("You can only attach payments to open invoices.")
    if record["amount_requested"]["currency"] != invoice["currency"]:
        refuse("The payment's currency must match the invoice's currency.", param="payment_record")
    if any(p["payment"].get("payment_record") == record["id"] for p in state.payments.values()):
        refuse("This payment record is already attached to an invoice.", param="payment_record")
    if not record["amount_guaranteed"]["value"]:
        refuse("Only a guaranteed payment can be attached.", param="payment_record")


def pay_off_stripe(state: State, invoice: Obj, amount: int) -> None:
    """Let `amount` have been paid outside of Stripe."""
    record = _record(state, amount, invoice["currency"], "guaranteed")
    land(state, invoice, new_payment(state, invoice, amount, record), amount)


def retrieve_payment(state: State, _: Obj, ident: str) -> Obj:
    """Answer GET /v1/invoice_payments/{id}."""
    return state.payments.get(ident) or missing("invoice_payment", ident)


def list_payments(state: State, params: Obj) -> Obj:
    """Answer GET /v1/invoice_payments."""
    if params.get("invoice"):
        state.invoice(params["invoice"], in_path=False)
    asked = params.get("payment") or {}

    def wanted(payment: Obj) -> bool:
        named = all(payment["payment"].get(name) == value for name, value in asked.items())
        return (
            named
            and params.get("invoice") in (None, payment["invoice"])
            and params.get("status") in (None, payment["status"])
            and in_range(payment["created"], params.get("created"))
        )

    return page(state.payments.values(), params, "/v1/invoice_payments", wanted)


def _record(state: State, value: int, currency: str, outcome: str | None) -> Obj:
    record: Obj = {
        "id": new_id("pr_1", 23),
        "object": "payment_record",
        "amount": {"currency": currency, "value": value},
        **{f"amount_{name}": {"currency": currency, "value": 0} for name in _SUMS},
        "application": None,
        "created": state.now(),
        "customer_details": None,
        "customer_presence": None,
        "description": None,
        "latest_payment_attempt_record": None,
        "livemode": False,
        "metadata": {},
        "payment_method_details": None,
        "processor_details": {"type": "custom", "custom": {"payment_reference": None}},
        "reported_by": "self",
        "shipping_details": None,
    }
    record["amount_requested"]["value"] = value
    if outcome:
        record[f"amount_{outcome}"]["value"] = value
    state.records[record["id"]] = record
    return record
