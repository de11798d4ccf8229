"""What Salesforce tells us and is told."""

from datetime import date, datetime

from bot.deal import Deal
from bot.money import Money
from bot.value import Value


class DealPage(Value):
    """What changed in Salesforce since last time."""

    deals: tuple[Deal, ...]
    gone: tuple[str, ...] = ()
    """Ids of known deals that no longer exist there."""
    read_until: datetime | None
    """The latest stamp seen, or a later instant up to which nothing was missed: where to read on
    from, less an overlap. None: nothing is known yet."""


class DealStatus(Value):
    """What the opportunity is to show about its billing."""

    deal_id: str
    status: str
    """For people, e.g. "Sent", "On hold until Dec 1: missing PO"."""
    invoiced: Money | None = None
    paid: Money | None = None
    """Money that stayed: less refunds and lost disputes, never more than was invoiced."""
    balance: Money | None = None
    scheduled: Money | None = None
    """Approved and not yet sent."""
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
    """Gross."""
    net: Money | None = None
    tax: Money | None = None
    paid: Money
    """Money that stayed."""
    balance: Money
    credited: Money | None = None
    refunded: Money | None = None
    disputed: Money | None = None
    installment: str = ""
    """E.g. "2 of 4", "period 3"."""
    send_date: date | None = None
    period_start: date | None = None
    period_end: date | None = None
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
