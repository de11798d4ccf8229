"""What the outside tells us and what we tell it, as values of our own: no vendor's types."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from pydantic import Field

from bot.deal import Address, Deal
from bot.money import Money
from bot.plan import PlanLine
from bot.status import InvoiceStatus
from bot.value import Value


class Check(Value):
    """One line of `closedwon doctor`."""

    name: str
    ok: bool
    sentence: str
    """What was found."""
    fix: str = ""
    """What to do about it; "" when all is well."""
    fatal: bool = True
    """Whether the bot may not start with it; False: it works, but less well."""


# --- Salesforce ------------------------------------------------------------------------------


class DealPage(Value):
    """What changed in Salesforce since last time."""

    deals: tuple[Deal, ...]
    gone: tuple[str, ...] = ()
    """Ids of known deals that no longer exist there."""
    read_until: datetime | None
    """The latest SystemModstamp among them: where to read on from, less an overlap."""


class DealStatus(Value):
    """What the opportunity is to show about its billing."""

    deal_id: str
    status: str
    """For people, e.g. "Sent", "On hold until Dec 1: missing PO"."""
    invoiced: Money | None = None
    paid: Money | None = None
    balance: Money | None = None
    due_date: date | None = None
    paid_date: date | None = None
    invoice_url: str = ""


class InvoiceRecord(Value):
    """One invoice as a child record of its opportunity."""

    key: str
    """Our own id: the external id it is upserted by."""
    deal_id: str
    stripe_id: str
    number: str
    status: str
    amount: Money
    paid: Money
    balance: Money
    issue_date: date | None
    due_date: date | None
    paid_date: date | None
    url: str
    hold: str = ""
    dunning: str = ""
    """E.g. "reminded 2 times, promised for Dec 1"."""


class EventRecord(Value):
    """One hold, change or decision as a record of its opportunity."""

    key: str
    deal_id: str
    at: datetime
    who: str
    what: str
    detail: str = ""


class Written(Value):
    """Whether one record was written."""

    key: str
    """Deal id, invoice key or event key."""
    ok: bool
    retryable: bool = False
    code: str = ""
    words: str = ""
    """Salesforce's own, e.g. the text of the validation rule."""


# --- Stripe ----------------------------------------------------------------------------------


class Customer(Value):
    """A customer at Stripe."""

    id: str
    name: str = ""
    email: str = ""
    credit: tuple[Money, ...] = ()
    """Credit balances, positive when the customer has money with us."""
    account_id: str = ""
    """The Salesforce account it carries in its metadata."""


class CustomerOrder(Value):
    """A customer to be made."""

    account_id: str
    name: str
    """Of the account."""
    email: str
    contact_name: str = ""
    address: Address = Address()


class InvoiceOrder(Value):
    """An invoice to be made: everything but its lines."""

    invoice_id: str
    deal_id: str
    customer_id: str
    currency: str
    due_date: date
    memo: str = ""
    po_number: str = ""
    notes: dict[str, str] = Field(default_factory=dict)
    """Further metadata: holds and changes so far."""


class InvoiceLines(Value):
    """The lines of an order, in the order of the plan."""

    lines: tuple[PlanLine, ...]


class PaymentFact(Value):
    """Money that came in for an invoice."""

    id: str
    amount: Money
    kind: str = ""
    """"card", "us_bank_account", "out_of_band", …"""
    paid_at: datetime


class Snapshot(Value):
    """One invoice as Stripe shows it now."""

    stripe_id: str
    invoice_id: str = ""
    """Ours, from its metadata; "" when we did not make it."""
    deal_id: str = ""
    status: InvoiceStatus | None
    """None: a draft."""
    customer_id: str
    customer_name: str = ""
    customer_email: str = ""
    number: str = ""
    currency: str
    total: Money
    due: Money
    """Total less the credit balance applied."""
    paid: Money
    balance: Money
    overpaid: Money
    due_date: date | None = None
    created_at: datetime
    finalized_at: datetime | None = None
    sent: bool | None = None
    """Whether Stripe e-mailed it, where it says so."""
    paid_at: datetime | None = None
    url: str = ""
    processing: bool = False
    """A payment is under way and not yet settled."""
    payments: tuple[PaymentFact, ...] = ()
    notes: dict[str, str] = Field(default_factory=dict)
    """Its metadata."""


class BillingEvent(Value):
    """Something happened to an invoice at Stripe: a hint to look at it again."""

    id: str
    type: str
    """Stripe's name, e.g. "invoice.paid"."""
    stripe_id: str
    """Of the invoice."""
    at: datetime
    by_api: bool = False
    """Caused by an API request, and not by the Dashboard or by time."""


class EventPage(Value):
    """What happened at Stripe since last time, oldest first."""

    events: tuple[BillingEvent, ...]
    read_until: datetime | None


# --- Slack -----------------------------------------------------------------------------------


class Person(Value):
    """Somebody in the Slack workspace."""

    id: str
    """Slack user id."""
    name: str
    """As people are called there."""
    email: str = ""
    is_active: bool = True


class Place(Value):
    """Where a message stands: the id of its channel, and its ts."""

    channel: str
    ts: str


class Message(Value):
    """What to show: Block Kit and the sentence that stands for it in a notification."""

    text: str
    blocks: list[dict[str, Any]] = Field(default_factory=list)


class Attachment(Value):
    """A file to share."""

    filename: str
    title: str
    content: str


class Urgency(StrEnum):
    """Who waits for it: what a person clicked goes ahead of bulk work."""

    PERSON = "person"
    BULK = "bulk"
