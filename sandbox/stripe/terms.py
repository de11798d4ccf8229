"""When an invoice is due and how it is collected, checked as Stripe checks them."""

from sandbox.stripe.errors import Obj, parameter_missing, refuse
from sandbox.stripe.state import State

DAY = 86_400
YEARS_AHEAD = 5 * 366 * DAY
"""How far ahead a finalization may be scheduled."""
AN_HOUR = 3600
"""A draft that advances by itself is finalized this long after its creation."""


def terms(state: State, invoice: Obj, params: Obj) -> Obj:
    """Return the changed terms of a draft: method, due date, automatic finalization."""
    method = params.get("collection_method") or invoice["collection_method"]
    changed: Obj = {"collection_method": method}
    changed |= _due(state, invoice, params, method)
    if method == "send_invoice":
        require_email(state, invoice["customer"])
    return changed | _advance(state, invoice, params)


def recount_days(state: State, invoice: Obj, params: Obj) -> None:
    """Let the due date of a subscription's draft be as somebody has changed it."""
    if invoice["id"] not in state.days_until_due:
        return
    if params.get("due_date") is not None:
        del state.days_until_due[invoice["id"]]
    elif params.get("days_until_due") is not None:
        state.days_until_due[invoice["id"]] = params["days_until_due"]


def require_email(state: State, customer: str) -> None:
    """Refuse to send invoices to a customer without an e-mail address."""
    if not state.customer(customer)["email"]:
        refuse(
            "Missing email. In order to create invoices that are sent to the customer, the"
            " customer must have a valid email."
        )


def _due(state: State, invoice: Obj, params: Obj, method: str) -> Obj:
    given = [name for name in ("due_date", "days_until_due") if params.get(name) is not None]
    if len(given) > 1:
        refuse(
            "You may only specify one of these parameters: due_date, days_until_due.",
            param="due_date",
        )
    if method == "charge_automatically":
        if given:
            refuse(
                f"`{given[0]}` is only valid for invoices where `collection_method` is"
                " `send_invoice`.",
                param=given[0],
            )
        return {"due_date": None}
    if not given:
        if invoice["due_date"] is None:
            parameter_missing("days_until_due")
        return {}
    if given[0] == "due_date":
        require_future(state, params["due_date"])
        return {"due_date": params["due_date"]}
    if params["days_until_due"] < 0:
        refuse("This value must be greater than or equal to 0.", param="days_until_due")
    return {"due_date": invoice["created"] + params["days_until_due"] * DAY}


def require_future(state: State, due: int) -> None:
    """Refuse a due date that has passed."""
    if due <= state.now():
        refuse("Due date must be in the future.", param="due_date")


def _advance(state: State, invoice: Obj, params: Obj) -> Obj:
    advance = params.get("auto_advance")
    if advance is None:
        advance = invoice["auto_advance"]
    at = params.get("automatically_finalizes_at")
    if at is None:
        known = invoice["automatically_finalizes_at"]
        at = (known or state.now() + AN_HOUR) if advance else None
    elif not advance:
        refuse(
            "`automatically_finalizes_at` can only be set when `auto_advance` is true.",
            param="automatically_finalizes_at",
        )
    elif not state.now() < at <= state.now() + YEARS_AHEAD:
        refuse(
            "`automatically_finalizes_at` must be in the future, up to 5 years ahead.",
            param="automatically_finalizes_at",
        )
    return {"auto_advance": advance, "automatically_finalizes_at": at}
