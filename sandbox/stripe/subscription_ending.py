"""The end of a subscription, by request or at the moment it was to be cancelled."""

from sandbox.stripe.errors import Obj
from sandbox.stripe.events import emit
from sandbox.stripe.invoice_object import changing
from sandbox.stripe.state import State
from sandbox.stripe.subscription_object import invoices_of


def end(state: State, subscription: Obj) -> None:
    """End the subscription now: it makes no further invoice.

    What is unpaid of it is no longer collected automatically: a draft stays a draft until
    somebody finalizes it (docs.stripe.com/billing/subscriptions/overview: "automatic collection
    for all unpaid invoices is disabled").
    """
    subscription |= {
        "status": "canceled",
        "canceled_at": subscription["canceled_at"] or state.now(),
        "ended_at": state.now(),
    }
    subscription["cancellation_details"]["reason"] = "cancellation_requested"
    emit(state, "customer.subscription.deleted", subscription)
    for invoice in invoices_of(state, subscription):
        if invoice["status"] in ("draft", "open") and invoice["auto_advance"]:
            with changing(state, invoice):
                invoice |= {"auto_advance": False, "automatically_finalizes_at": None}


def end_all(state: State, customer: str) -> None:
    """End what a customer has subscribed to, when the customer is deleted."""
    for subscription in state.subscriptions.values():
        if subscription["customer"] == customer and subscription["status"] != "canceled":
            end(state, subscription)
