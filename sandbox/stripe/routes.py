"""The table of Stripe's endpoints: what answers, what it accepts, what comes back."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from sandbox.stripe import (
    account,
    correction_routes,
    customers,
    ending,
    events,
    finalizing,
    invoices,
    lines,
    never,
    payment_records,
    subscription_routes,
    tax_routes,
)
from sandbox.stripe.errors import Obj, missing
from sandbox.stripe.state import State

Handler = Callable[..., Obj]
"""(state, checked parameters, *ids of the path) -> the object to answer with."""


@dataclass(frozen=True)
class Route:
    """One endpoint."""

    method: str
    path: str
    """{} stands for an id."""
    handler: Handler
    params: str
    """The SDK's typed parameters, without "Params"."""
    returns: str
    """The object's type, for what may be expanded; "list:" before it for lists."""

    @property
    def resource(self) -> str:
        """What a restricted key needs leave for."""
        return self.path.split("/")[2]

    def match(self, method: str, path: str) -> tuple[str, ...] | None:
        """Return the ids in `path` if this is its endpoint."""
        found = re.fullmatch(self.path.replace("{}", "([^/]+)"), path)
        return found.groups() if found and method == self.method else None


def _retrieve(table: str, kind: str, state: State, _: Obj, ident: str) -> Obj:
    found: Obj | None = getattr(state, table).get(ident)
    return found or missing(kind, ident)


_intent = partial(_retrieve, "intents", "payment_intent")
_charge = partial(_retrieve, "charges", "charge")

ROUTES = [
    Route(*row)
    for row in (
        # First: /v1/invoices/create_preview is no invoice's id.
        *tax_routes.ROWS,
        *never.ROWS,
        ("GET", "/v1/account", account.retrieve_account, "AccountRetrieveCurrent", "account"),
        ("GET", "/v1/balance", account.retrieve_balance, "BalanceRetrieve", "balance"),
        ("POST", "/v1/customers", customers.create_customer, "CustomerCreate", "customer"),
        ("GET", "/v1/customers", customers.list_customers, "CustomerList", "list:customer"),
        ("GET", "/v1/customers/{}", customers.retrieve_customer, "CustomerRetrieve", "customer"),
        ("POST", "/v1/customers/{}", customers.update_customer, "CustomerUpdate", "customer"),
        ("DELETE", "/v1/customers/{}", customers.delete_customer, "CustomerDelete", "customer"),
        ("POST", "/v1/invoices", invoices.create_invoice, "InvoiceCreate", "invoice"),
        ("GET", "/v1/invoices", invoices.list_invoices, "InvoiceList", "list:invoice"),
        ("GET", "/v1/invoices/{}", invoices.retrieve_invoice, "InvoiceRetrieve", "invoice"),
        ("POST", "/v1/invoices/{}", invoices.update_invoice, "InvoiceUpdate", "invoice"),
        ("DELETE", "/v1/invoices/{}", invoices.delete_invoice, "InvoiceDelete", "invoice"),
        ("GET", "/v1/invoices/{}/lines", lines.list_lines, "InvoiceLineItemList", "list:line_item"),
        ("POST", "/v1/invoices/{}/add_lines", lines.add_lines, "InvoiceAddLines", "invoice"),
        (
            "POST",
            "/v1/invoices/{}/update_lines",
            lines.update_lines,
            "InvoiceUpdateLines",
            "invoice",
        ),
        (
            "POST",
            "/v1/invoices/{}/remove_lines",
            lines.remove_lines,
            "InvoiceRemoveLines",
            "invoice",
        ),
        (
            "POST",
            "/v1/invoices/{}/finalize",
            finalizing.finalize_invoice,
            "InvoiceFinalizeInvoice",
            "invoice",
        ),
        ("POST", "/v1/invoices/{}/send", finalizing.send_invoice, "InvoiceSendInvoice", "invoice"),
        ("POST", "/v1/invoices/{}/pay", ending.pay_invoice, "InvoicePay", "invoice"),
        ("POST", "/v1/invoices/{}/void", ending.void_invoice, "InvoiceVoidInvoice", "invoice"),
        (
            "POST",
            "/v1/invoices/{}/mark_uncollectible",
            ending.mark_uncollectible,
            "InvoiceMarkUncollectible",
            "invoice",
        ),
        (
            "POST",
            "/v1/invoices/{}/attach_payment",
            payment_records.attach_payment,
            "InvoiceAttachPayment",
            "invoice",
        ),
        (
            "GET",
            "/v1/invoice_payments",
            payment_records.list_payments,
            "InvoicePaymentList",
            "list:invoice_payment",
        ),
        (
            "GET",
            "/v1/invoice_payments/{}",
            payment_records.retrieve_payment,
            "InvoicePaymentRetrieve",
            "invoice_payment",
        ),
        ("GET", "/v1/payment_intents/{}", _intent, "PaymentIntentRetrieve", "payment_intent"),
        ("GET", "/v1/charges/{}", _charge, "ChargeRetrieve", "charge"),
        (
            "POST",
            "/v1/payment_records/report_payment",
            payment_records.report_payment,
            "PaymentRecordReportPayment",
            "payment_record",
        ),
        (
            "GET",
            "/v1/payment_records/{}",
            payment_records.retrieve_record,
            "PaymentRecordRetrieve",
            "payment_record",
        ),
        ("GET", "/v1/events", events.list_events, "EventList", "list:event"),
        ("GET", "/v1/events/{}", events.retrieve_event, "EventRetrieve", "event"),
    )
]
ROUTES += [Route(*row) for row in (*correction_routes.ROWS, *subscription_routes.ROWS)]


def find(method: str, path: str) -> tuple[Route, tuple[str, ...]] | None:
    """Return the endpoint at `path` and the ids in it, if there is one."""
    for route in ROUTES:
        ids = route.match(method, path)
        if ids is not None:
            return route, ids
    return None
