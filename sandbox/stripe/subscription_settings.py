"""What a subscription says of itself and of its invoices."""

from copy import deepcopy

from sandbox.stripe.check import merged
from sandbox.stripe.errors import Obj, missing, refuse
from sandbox.stripe.printed import check_custom_fields
from sandbox.stripe.state import State, Taxing
from sandbox.stripe.subscription_object import automatic_tax, invoices_of
from sandbox.stripe.tax import behavior_of
from sandbox.stripe.tax_places import located
from sandbox.stripe.tax_rates import usable_rates


def changed_settings(state: State, subscription: Obj, params: Obj) -> Obj:
    """Return the changed settings, refusing what Stripe refuses."""
    changed: Obj = {}
    if "description" in params:
        changed["description"] = params["description"]
    if "metadata" in params:
        changed["metadata"] = merged(subscription["metadata"], params["metadata"])
    if params.get("days_until_due") is not None:
        changed["days_until_due"] = params["days_until_due"]
    if "default_tax_rates" in params:
        kept = [rate["id"] for rate in subscription["default_tax_rates"]]
        rates = usable_rates(state, params["default_tax_rates"], "default_tax_rates", kept)
        changed["default_tax_rates"] = rates
    if params.get("automatic_tax"):
        changed["automatic_tax"] = _automatic_tax(state, subscription, params)
    if params.get("invoice_settings"):
        changed["invoice_settings"] = _invoices(subscription, params["invoice_settings"])
    if params.get("payment_settings"):
        known = subscription["payment_settings"]
        changed["payment_settings"] = {**known, **params["payment_settings"]}
    if params.get("cancellation_details"):
        known = subscription["cancellation_details"]
        changed["cancellation_details"] = {**known, **params["cancellation_details"]}
    return changed


def check_tax(state: State, subscription: Obj, items: list[Obj]) -> None:
    """Refuse what automatic tax does not go with: rates of one's own, undecided prices."""
    if not subscription["automatic_tax"]["enabled"]:
        return
    if subscription["default_tax_rates"] or any(item["tax_rates"] for item in items):
        refuse(
            "You cannot set tax rates on a subscription with automatic tax enabled.",
            param="automatic_tax[enabled]",
        )
    for number, item in enumerate(items):
        price = item["price"]
        if behavior_of(state, Taxing(None, price["tax_behavior"]), price["currency"]) is None:
            refuse(
                "A price of a subscription with automatic tax enabled needs a tax behavior: set"
                " `tax_behavior` on it, or a default in your tax settings.",
                param=f"items[{number}][price_data][tax_behavior]",
            )


def follow_metadata(state: State, subscription: Obj) -> None:
    """Let the drafts of the subscription show its metadata; finalized ones keep theirs.

    As documented for `parent.subscription_details.metadata`: a snapshot once finalized.
    """
    for invoice in invoices_of(state, subscription):
        if invoice["status"] == "draft":
            details = invoice["parent"]["subscription_details"]
            details["metadata"] = dict(subscription["metadata"])


def _automatic_tax(state: State, subscription: Obj, params: Obj) -> Obj:
    enabled = params["automatic_tax"]["enabled"]
    if enabled and located(state.customers[subscription["customer"]]) is None:
        refuse(
            "The customer's location isn't recognized. Set a valid customer address in order to"
            " automatically calculate tax.",
            code="customer_tax_location_invalid",
            param="automatic_tax[enabled]",
        )
    return automatic_tax(enabled=enabled)


def _invoices(subscription: Obj, sent: Obj) -> Obj:
    if sent.get("account_tax_ids"):
        param = "invoice_settings[account_tax_ids][0]"
        missing("tax id", sent["account_tax_ids"][0], param, in_path=False)
    check_custom_fields(sent.get("custom_fields") or [], "invoice_settings[custom_fields]")
    return {**deepcopy(subscription["invoice_settings"]), **sent}
