"""What we ask of Stripe: customers, invoices, subscriptions, credit notes and payments."""

from collections.abc import Mapping
from datetime import date
from enum import StrEnum

from pydantic import Field

from bot.deal import Address
from bot.due import Due
from bot.money import Money
from bot.payer import Tax, TaxExempt
from bot.periods import Rhythm
from bot.plan import PlanLine
from bot.value import Value


class CustomerOrder(Value):
    """A customer to be made, or as it is to be from now on."""

    account_id: str
    name: str
    """Of the account."""
    email: str
    contact_name: str = ""
    address: Address = Address()
    tax_exempt: TaxExempt = TaxExempt.NONE
    tax_id: str = ""
    tax_id_type: str = ""
    language: str = ""


class InvoiceOrder(Value):
    """An invoice to be made: everything but its lines."""

    invoice_id: str
    deal_id: str
    customer_id: str
    currency: str
    due_date: date
    finalizes_on: date | None = None
    """The day on which it finalizes by itself; None: it waits to be sent."""
    revises: str = ""
    """Stripe's id of the open invoice that it replaces, whose lines it begins with."""
    memo: str = ""
    footer: str = ""
    po_number: str = ""
    custom_fields: Mapping[str, str] = Field(default_factory=dict)
    tax: Tax = Tax()
    notes: dict[str, str] = Field(default_factory=dict)
    """Further metadata: holds and changes so far."""


class InvoiceLines(Value):
    """The lines of an order, in the order of the plan."""

    lines: tuple[PlanLine, ...]


class SubscriptionOrder(Value):
    """A subscription to be made; nothing is billed before `starts_on`."""

    subscription_id: str
    deal_id: str
    customer_id: str
    currency: str
    lines: tuple[PlanLine, ...]
    """Of one period; () when all of it is variable."""
    starts_on: date
    """First day of its first period: today or later, at most one period ahead."""
    anchor_day: int
    """Day of the month on which periods begin, 1 to 31: the last where a month is too short."""
    rhythm: Rhythm
    ends_on: date
    """The day after the last period that it bills."""
    due: Due
    waits: bool = False
    """Whether each invoice is kept as a draft until we send it (variable lines)."""
    memo: str = ""
    footer: str = ""
    po_number: str = ""
    custom_fields: Mapping[str, str] = Field(default_factory=dict)
    tax: Tax = Tax()
    notes: dict[str, str] = Field(default_factory=dict)


class CreditWay(StrEnum):
    """What becomes of the part of a credit note that was paid already."""

    BALANCE = "balance"
    REFUND = "refund"
    OUT_OF_BAND = "out_of_band"


class CreditOrder(Value):
    """A credit note to be made: first it lowers what is owed, then `way` says."""

    stripe_id: str
    """Of the invoice."""
    adjustment_id: str
    amount: Money
    """Gross, above zero."""
    way: CreditWay = CreditWay.BALANCE
    memo: str = ""
    tell_customer: bool = True
    notes: dict[str, str] = Field(default_factory=dict)
    """Further metadata: who decided it, and why."""


class PaymentOrder(Value):
    """A payment outside Stripe, reported by hand."""

    stripe_id: str
    """Of the invoice."""
    adjustment_id: str
    amount: Money
    paid_on: date
    reference: str
    notes: dict[str, str] = Field(default_factory=dict)
