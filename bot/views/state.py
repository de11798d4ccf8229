"""What the card and its thread show, as values; the workflows assemble them from the ledger.

Lists, summary and reminders: `state_lists`. Modals: `state_forms`.
"""

from datetime import date

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


class StatusState(Value):
    """The answer to `/invoice status` for one deal."""

    card: CardState
    card_link: str = ""
    may_share: bool = False
