"""What the views show, as values; the workflows assemble them from the ledger."""

from datetime import date
from enum import StrEnum

from bot.money import Money
from bot.plan import Plan
from bot.readiness import Finding
from bot.status import InvoiceStatus, ProposalStatus
from bot.value import Value


class Who(Value):
    """Somebody to be named: mentioned in Slack if their id is known, else by name."""

    name: str
    slack_id: str = ""


class HoldLine(Value):
    """Why something waits."""

    reason: str
    """Of `ids.HoldReason`, or words."""
    by: Who
    since_date: date
    note: str = ""
    until_date: date | None = None
    confirmed: bool = True
    """Whether the vendor knows of it; False: "holding…"."""


class DecisionLine(Value):
    """Who decided what."""

    who: Who
    verdict: str
    """Of `ledger.proposals.Verdict`."""
    date: date


class InvoiceLine(Value):
    """One installment that became an invoice, as the card shows it."""

    invoice_id: str
    item: int
    label: str
    status: InvoiceStatus
    amount: Money
    """As Stripe has it, tax included; as approved until it is there."""
    balance: Money
    paid: Money
    issue_date: date | None = None
    """When it is to be sent, while it is not."""
    due_date: date | None = None
    sent_date: date | None = None
    paid_date: date | None = None
    number: str = ""
    url: str = ""
    processing: bool = False
    """A bank payment is under way."""
    hold: HoldLine | None = None
    promised_date: date | None = None
    days_past_due: int = 0


class TroubleLine(Value):
    """Something that waits for a person."""

    id: str
    what_failed: str
    """In plain words, e.g. "Sending invoice 1"."""
    words: str
    """The vendor's own."""
    vendor: str = ""
    who_can_mend: str = ""
    since_date: date
    retryable: bool = True


class QuestionLine(Value):
    """Something asked of the deal owner."""

    id: str
    asked_by: Who
    asked_of: Who
    text: str
    answer: str = ""


class CardState(Value):
    """All that the approval card shows."""

    proposal_id: str
    revision: int
    content_hash: str
    status: ProposalStatus
    plan: Plan
    findings: tuple[Finding, ...] = ()
    deal_url: str
    owner: Who
    won_date: date
    decisions: tuple[DecisionLine, ...] = ()
    needed: int = 1
    """How many approvals."""
    tier_words: str = ""
    """E.g. "over $25,000.00: two approvers of finance"."""
    who_may_approve: str = ""
    """E.g. "finance"."""
    hold: HoldLine | None = None
    """Of the whole deal."""
    invoices: tuple[InvoiceLine, ...] = ()
    troubles: tuple[TroubleLine, ...] = ()
    questions: tuple[QuestionLine, ...] = ()
    replaced_by_link: str = ""
    replaces_link: str = ""
    changed_by: tuple[Who, ...] = ()
    """People whose changes are in the plan."""
    reason: str = ""
    """Why it was rejected, replaced or settled."""
    today: date


class EventLine(Value):
    """One line of a card's thread."""

    who: str
    what: str
    detail: str = ""
    date: date


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
    not_billed: Money
    """Won, not yet billed."""
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
    due_this_week: tuple[DueLine, ...] = ()
    biggest: tuple[DueLine, ...] = ()
    audit_sequence: int = 0
    audit_hash: str = ""
    """Head of the audit chain, hex."""


class StatusState(Value):
    """The answer to `/invoice status` for one deal."""

    card: CardState
    card_link: str = ""
    may_share: bool = False


class ListLine(Value):
    """One line of a list answer."""

    title: str
    amount: Money | None = None
    words: str = ""
    url: str = ""


class ListState(Value):
    """The answer to `/invoice list`: one page of it."""

    which: str
    """"overdue", "held", "pending", "open"."""
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


class FormLine(Value):
    """One line of the plan as it stands in the modal, typed but not yet understood."""

    description: str = ""
    quantity: str = "1"
    unit_price: str = ""
    key: str
    """Stable within the modal: part of the block ids."""


class ModifyState(Value):
    """What the modal of `Modify` shows."""

    customer: str
    currency: str
    way: str
    """What will happen on submit, in words; the state of the deal decides it."""
    lines: tuple[FormLine, ...]
    send_date: date | None = None
    net_days: int = 30
    due_date: date | None = None
    bill_to_name: str = ""
    bill_to_email: str = ""
    po_number: str = ""
    memo: str = ""
    today: date


class ReviewState(Value):
    """The review step of `Modify`: nothing is changed before it is submitted."""

    customer: str
    before: Money
    after: Money
    changes: tuple[str, ...]
    """One sentence a change."""
    way: str
    needs_approval: bool = True


class CustomerChoice(Value):
    """A Stripe customer that may be this account's, or an invoice that looks like this deal's."""

    id: str
    label: str
    detail: str = ""


class FixState(Value):
    """What the modal of `Fix` asks for: exactly what is missing."""

    customer: str
    findings: tuple[Finding, ...]
    bill_to_name: str = ""
    bill_to_email: str = ""
    po_number: str = ""
    customers: tuple[CustomerChoice, ...] = ()
    look_alikes: tuple[CustomerChoice, ...] = ()
    currency: str = ""
    lines: tuple[FormLine, ...] = ()
