"""The plan of a deal: which invoices it becomes, to whom, when, on which terms."""

from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Any

from bot.deal import Address
from bot.money import Money
from bot.value import Value, digest

DEFAULT_NET_DAYS = 30


class BillTo(Value):
    """Who receives the invoice."""

    account_id: str
    account_name: str
    contact_id: str = ""
    name: str = ""
    email: str
    address: Address = Address()


class PlanLine(Value):
    """One line of an invoice. `amount` counts; quantity and unit price explain it."""

    description: str
    amount: Money
    quantity: Decimal = Decimal(1)
    unit_price: Decimal | None = None
    """Whole units; None when only the amount is known."""


class Due(Value):
    """When an invoice is due: so many days after its issue date, or on a fixed date."""

    net_days: int = DEFAULT_NET_DAYS
    on: date | None = None

    def date_for(self, issue_date: date) -> date:
        """Return the due date of an invoice issued on `issue_date`, never before that day."""
        if self.on is not None:
            return max(self.on, issue_date)
        return issue_date + timedelta(days=self.net_days)

    def __str__(self) -> str:
        """Return it as people say it: "Net 30", "due on receipt", "due Dec 1, 2026"."""
        if self.on is not None:
            return f"due {self.on:%b} {self.on.day}, {self.on.year}"
        return f"Net {self.net_days}" if self.net_days else "due on receipt"


class Installment(Value):
    """One invoice of the plan."""

    number: int
    """1-based; with the deal it names the invoice for good."""
    label: str
    """For people here; the customer does not see it."""
    lines: tuple[PlanLine, ...]
    send_date: date | None = None
    """In the billing time zone; None: on approval."""
    due: Due = Due()

    @property
    def amount(self) -> Money:
        """Return the sum of its lines (an installment has at least one)."""
        return Money.total((line.amount for line in self.lines), self.lines[0].amount.currency)


class Assumed(StrEnum):
    """What the deal did not say and the plan filled in."""

    TERMS = "terms"
    BILL_TO = "bill_to"


class Plan(Value):
    """What would be invoiced: this, hashed, is what people approve."""

    deal_id: str
    deal_name: str
    account_name: str = ""
    """The customer's, also while nobody there is known who receives the invoice."""
    currency: str
    bill_to: BillTo | None
    """None: nobody is known yet, which blocks approval."""
    customer_id: str = ""
    """The Stripe customer chosen for it; "" when one will be made."""
    installments: tuple[Installment, ...]
    """At least one; empty only when the amount cannot be invoiced, which blocks approval."""
    po_number: str = ""
    memo: str = ""
    assumed: frozenset[Assumed] = frozenset()

    @property
    def total(self) -> Money:
        """Return the sum of the installments."""
        return Money.total((part.amount for part in self.installments), self.currency)

    @property
    def content_hash(self) -> str:
        """Return what an approval is bound to: all that reaches the customer or the books."""
        without: Any = {
            "deal_name": True,
            "account_name": True,
            "assumed": True,
            "installments": {"__all__": {"label"}},
        }
        return digest(self.model_dump(exclude=without))


NEW_CUSTOMER = ""
"""In `Overrides.customer_id`: none of the customers that Stripe has; one is to be made."""


class Overrides(Value):
    """What people decided against what Salesforce says; None where they decided nothing.

    They survive the next poll; `readiness` finds where they contradict the deal.
    """

    lines: tuple[PlanLine, ...] | None = None
    due: Due | None = None
    send_date: date | None = None
    bill_to: BillTo | None = None
    po_number: str | None = None
    memo: str | None = None
    customer_id: str | None = None
    dismissed: tuple[str, ...] = ()
    """Stripe ids of look-alike invoices that somebody said are not this deal's."""

    def over(self, earlier: "Overrides") -> "Overrides":
        """Return these on top of `earlier`, field by field."""
        mine = {name: getattr(self, name) for name in self.model_fields_set}
        mine["dismissed"] = tuple(dict.fromkeys(earlier.dismissed + self.dismissed))
        return earlier.model_copy(update=mine)
