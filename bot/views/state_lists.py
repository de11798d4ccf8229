"""What reminders, the summary, lists and the ops channel show, as values."""

from datetime import date
from enum import StrEnum

from bot.money import Money
from bot.value import Value
from bot.views.state import Who


class DueLine(Value):
    """One unpaid invoice in a list."""

    invoice_id: str
    """"" for one that the bot did not make."""
    number: str
    customer: str
    balance: Money
    due_date: date | None
    days_past_due: int = 0
    """Negative or zero: not overdue."""
    owner: Who | None = None
    deal_name: str = ""
    url: str = ""
    step: str = ""
    """Of a reminder, in words: "second reminder", "last reminder"."""
    note: str = ""
    """E.g. "promised for Dec 1"."""


class ReminderState(Value):
    """Overdue invoices of one customer, to be chased."""

    customer: str
    invoices: tuple[DueLine, ...]
    emailed: bool = False
    """Whether the client was written to as well."""
    handed_to: Who | None = None
    """Who takes over after the last step."""
    settled: str = ""
    """Why nothing needs to be done any more, e.g. "paid on Dec 3"; "" while something does."""
    today: date


class Need(StrEnum):
    """What needs a person, counted in the summary."""

    APPROVAL = "approval"
    FIX = "fix"
    HOLD_PAST = "hold_past"
    TROUBLE = "trouble"
    PROMISE_BROKEN = "promise_broken"
    HANDED_OVER = "handed_over"
    UNANSWERED = "unanswered"
    DISPUTE = "dispute"
    SMALL_REMAINDER = "small_remainder"
    USAGE = "usage"


class NeedLine(Value):
    """How often something needs a person."""

    need: Need
    count: int


BUCKETS = ("Current", "1–30", "31–60", "61–90", "90+")  # noqa: RUF001 - a range takes an en dash
"""Names of the aging buckets, by days past due."""


class CurrencyTotals(Value):
    """Receivables in one currency: never mixed with another."""

    outstanding: Money
    overdue: Money
    collected: Money
    """Since the last summary."""
    back: Money | None = None
    """Refunded, or taken by disputes, since the last summary; negative: it came here again."""
    not_billed: Money
    """Won, not yet billed."""
    scheduled: Money | None = None
    """The part of it that is approved and goes out on its day."""
    buckets: tuple[Money, ...]
    """One per name in `BUCKETS`."""


class SummaryState(Value):
    """The daily summary of receivables."""

    today: date
    previous: date | None = None
    """Day of the summary before this one."""
    totals: tuple[CurrencyTotals, ...]
    open_count: int
    needs: tuple[NeedLine, ...] = ()
    newly_overdue: tuple[DueLine, ...] = ()
    """The first of them."""
    newly_overdue_more: int = 0
    """How many there are beside these."""
    due_this_week: tuple[DueLine, ...] = ()
    due_this_week_more: int = 0
    biggest: tuple[DueLine, ...] = ()
    audit_sequence: int = 0
    audit_hash: str = ""
    """Head of the audit chain, hex."""


class ListLine(Value):
    """One line of a list answer."""

    title: str
    amount: Money | None = None
    words: str = ""
    url: str = ""


class ListState(Value):
    """The answer to `/invoice list`: one page of it."""

    which: str
    """"overdue", "held", "pending", "open", "scheduled"."""
    query: str = ""
    lines: tuple[ListLine, ...]
    """Of this page."""
    page: int = 0
    """0-based."""
    pages: int = 1
    count: int = 0
    """Of all pages."""
    totals: tuple[Money, ...] = ()
    """One per currency."""
    may_share: bool = False


class PickOption(Value):
    """One of several matches."""

    id: str
    label: str
    detail: str = ""


class PickState(Value):
    """Several things match what was typed."""

    command: str
    """What is to be done with the one picked, e.g. "status"."""
    query: str
    options: tuple[PickOption, ...]


class TroubleState(Value):
    """One kind of trouble in the ops channel, counted, updated in place."""

    trouble_id: str
    """Any one of the kind; what the buttons carry."""
    kind: str
    what_failed: str
    """In plain words, e.g. "Salesforce refuses writes"."""
    vendor: str = ""
    words: str = ""
    """The vendor's own, of the latest."""
    count: int = 1
    since_date: date
    who_can_mend: str = ""
    retryable: bool = True
    closed_date: date | None = None
    today: date
