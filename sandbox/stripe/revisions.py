"""Revisions: a finalized invoice is replaced by an edited copy, and voided when that goes out.

As docs.stripe.com/invoicing/invoice-edits says: only what is open or uncollectible and has no
payments can be revised, never an invoice of a subscription; the copy is a draft with the same
lines and (mostly) the same fields, its customer cannot be another one, credit notes and pending
items do not come along; finalizing it voids the original. Its number is the customer's next one.
"""

from copy import deepcopy

from sandbox.stripe.ending import void
from sandbox.stripe.errors import Obj, missing, refuse
from sandbox.stripe.invoice_object import automatic_tax, blank, changing
from sandbox.stripe.lines import recount
from sandbox.stripe.payments import landed, under_way
from sandbox.stripe.state import State, new_id

_ITS_OWN = (
    *("attempt_count", "attempted", "auto_advance", "automatically_finalizes_at"),
    *("billing_reason", "created", "effective_at", "ending_balance", "hosted_invoice_url", "id"),
    *("invoice_pdf", "last_finalization_error", "latest_revision", "next_payment_attempt"),
    *("number", "period_end", "period_start", "receipt_number", "starting_balance", "status"),
    *("status_details", "status_transitions", "webhooks_delivered_at", "amount_overpaid"),
    *("amount_paid", "post_payment_credit_notes_amount", "pre_payment_credit_notes_amount"),
)
"""What a copy does not take over: it has a life, payments and credit notes of its own."""
_FIXED = ("customer", "currency")
"""What a revision cannot change."""


def original_of(state: State, params: Obj) -> Obj:
    """Return the invoice `params` want revised, refusing one that cannot be."""
    asked = params["from_invoice"]
    if asked["action"] != "revision":
        refuse("Invalid from_invoice[action]: must be revision", param="from_invoice[action]")
    original = state.invoices.get(asked["invoice"])
    if original is None:
        missing("invoice", asked["invoice"], "from_invoice[invoice]", in_path=False)
    require_replaceable(state, original)
    for name in _FIXED:
        if params.get(name) not in (None, original[name]):
            refuse(f"A revision can't change the `{name}` of the invoice.", param=name)
    return original


def require_replaceable(state: State, original: Obj) -> None:
    """Refuse to revise what is not open or uncollectible, has payments, or is a subscription's."""
    param = "from_invoice[invoice]"
    if original["latest_revision"]:
        refuse(
            f"This invoice was already replaced by {original['latest_revision']}; revise that one.",
            param=param,
        )
    if original["status"] not in ("open", "uncollectible"):
        refuse(
            "You can only revise open or uncollectible invoices. This invoice is"
            f" {original['status']}.",
            param=param,
        )
    if (original["parent"] or {}).get("type") == "subscription_details":
        refuse("You can't revise invoices that are attached to subscriptions.", param=param)
    if landed(state, original) or under_way(state, original):
        refuse("You can't revise an invoice that has payments.", param=param)


def copy_of(state: State, original: Obj) -> Obj:
    """Return an unsaved draft that is `original` once more, and copy its lines."""
    customer = state.customer(original["customer"])
    draft = blank(state, customer, original["currency"])
    kept = {name: value for name, value in original.items() if name not in _ITS_OWN}
    draft |= deepcopy(kept)
    if draft["automatic_tax"]["enabled"]:
        draft["automatic_tax"] = automatic_tax(enabled=True)
    draft["from_invoice"] = {"action": "revision", "invoice": original["id"]}
    state.lines[draft["id"]] = [_again(state, line, draft) for line in state.lines[original["id"]]]
    recount(state, draft)
    return draft


def _again(state: State, line: Obj, draft: Obj) -> Obj:
    copied = deepcopy(line)
    copied |= {"id": new_id("il_1", 23), "invoice": draft["id"]}
    if line["id"] in state.taxing:
        state.taxing[copied["id"]] = state.taxing[line["id"]]
    item = (copied["parent"] or {}).get("invoice_item_details")
    if item:
        item["invoice_item"] = new_id("ii_1", 23)
    return copied


def replaced_by(state: State, draft: Obj) -> Obj | None:
    """Return the invoice `draft` is about to replace, refusing if it cannot be replaced now."""
    if draft["from_invoice"] is None:
        return None
    original = state.invoices[draft["from_invoice"]["invoice"]]
    require_replaceable(state, original)
    return original


def replace(state: State, original: Obj, revision: Obj) -> None:
    """Void `original`; it, and all it has replaced itself, name `revision` from now on.

    The revision is final before ("Stripe finalizes the new invoice and voids the old one"), so a
    customer's credit that `original` used comes back to the balance, not onto the revision.
    """
    known: Obj | None = original
    while known is not None:
        with changing(state, known):
            known["latest_revision"] = revision["id"]
        source = known["from_invoice"]
        known = state.invoices[source["invoice"]] if source else None
    void(state, original)
