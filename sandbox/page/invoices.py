"""The invoices of Stripe as rows, newest first."""

from operator import itemgetter

from sandbox.page.paging import Row, page
from sandbox.salesforce import ids
from sandbox.salesforce.org import Org
from sandbox.stripe.errors import Obj
from sandbox.stripe.state import State
from sandbox.stripe.subscription_object import subscription_of

DEAL_ID = "sf_opportunity_id"
OVERDUE = "overdue"
"""May be asked for like a status."""


class Invoices:
    """The account's invoices as the page shows them."""

    def __init__(self, stripe: State, org: Org) -> None:
        """Show those of `stripe`; the deals they are for are in `org`."""
        self._stripe = stripe
        self._org = org

    def page(self, asked: dict[str, str]) -> Row:
        """Return a page of invoices; `q` is looked for in number, client and deal."""
        query, status = asked.get("q", "").strip().casefold(), asked.get("status", "")

        def wanted(invoice: Obj) -> bool:
            is_it = status == invoice["status"] or (status == OVERDUE and self.is_overdue(invoice))
            if not query or (status and not is_it):
                return is_it or not status
            said = (invoice["number"], invoice["id"], self._client(invoice), self._deal(invoice)[1])
            return any(query in str(text).casefold() for text in said)

        invoices = sorted(self._stripe.invoices.values(), key=itemgetter("created"))[::-1]
        narrow = wanted if query or status else None
        return page(invoices, asked, narrow, self.row, len(invoices))

    def find(self, ident: str) -> Row | None:
        """Return the row of an invoice; None when it was deleted."""
        invoice = self._stripe.invoices.get(ident)
        return invoice and self.row(invoice)

    def fell_due(self, after: int) -> list[str]:
        """Return the ids of the open invoices whose due date passed since `after`."""
        return [
            ident
            for ident, invoice in self._stripe.invoices.items()
            if self.is_overdue(invoice) and invoice["due_date"] >= after
        ]

    def is_overdue(self, invoice: Obj) -> bool:
        """Tell whether it should have been paid by now."""
        due = invoice["due_date"]
        return invoice["status"] == "open" and due is not None and due < self._stripe.now()

    def row(self, invoice: Obj) -> Row:
        """Return an invoice as one row; amounts in minor units, instants in Unix seconds."""
        deal_id, deal_name = self._deal(invoice)
        kept = ("id", "number", "status", "customer", "currency", "total", "amount_paid")
        return {
            **{name: invoice[name] for name in (*kept, "amount_remaining", "due_date", "created")},
            "customer_name": self._client(invoice),
            "finalizes_at": invoice["automatically_finalizes_at"],
            "overdue": self.is_overdue(invoice),
            "deal_id": deal_id,
            "deal_name": deal_name,
            "subscription": subscription_of(invoice),
        }

    def _client(self, invoice: Obj) -> str:
        """Return whom it is for: as it is printed, or for a draft as the customer is called."""
        customer = self._stripe.customers[invoice["customer"]]
        return str(invoice["customer_name"] or customer.get("name") or "")

    def _deal(self, invoice: Obj) -> tuple[str | None, str | None]:
        source = (invoice["parent"] or {}).get("subscription_details") or {}
        metadata = invoice["metadata"] | (source.get("metadata") or {})
        deal = metadata.get(DEAL_ID)
        if not deal:
            return None, None
        found = self._org.store.get("Opportunity", ids.full(deal) or deal, deleted=True) or {}
        return deal, str(found.get("Name") or "") or None
