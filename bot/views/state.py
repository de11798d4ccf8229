"""What the card and its thread show, as values; the workflows assemble them from the ledger.

Lists, summary and reminders: `state_lists`. Modals: `state_forms`.
"""

from datetime import date

from bot.money import Money
from bot.periods import Period
from bot.plan import Plan
from bot.readiness import Finding
from bot.status import AdjustmentStatus, InvoiceStatus, ProposalStatus, SubscriptionStatus
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
    """One installment or period that became an invoice, as the card shows it."""

    invoice_id: str
    item: int
    party: str = ""
    """Of the payer, as in `charges`."""
    payer: str = ""
    """Name of the customer who pays, where several do."""
    label: str
    period: Period | None = None
    """Of a retainer."""
    status: InvoiceStatus
    amount: Money
    """As Stripe has it, tax included; as approved until it is there."""
    net: Money | None = None
    """Without tax; None while it is as approved."""
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
    condition: str = ""
    """What it waits for before it is sent; "" = nothing (any more)."""
    waits_for_usage: bool = False
    """Its period's quantities are not known yet."""
    credited: Money | None = None
    refunded: Money | None = None
    disputed: Money | None = None
    """What a dispute withholds, or took; None when there is none, or it was won."""
    dispute: str = ""
    """Stripe's status of the latest dispute."""
    small_remainder: bool = False
    """What is left is so little that policy leaves it alone."""
    replaces: str = ""
    """Number of the void invoice in whose place it stands."""
    by_subscription: bool = False
    """Stripe's subscription makes it."""


class RetainerLine(Value):
    """One retainer for one payer: the periods that a subscription at Stripe bills."""

    subscription_id: str
    item: int
    """Number of the retainer in the plan."""
    party: str = ""
    payer: str = ""
    label: str
    status: SubscriptionStatus
    amount: Money
    """Of one period, net, without what is variable."""
    next_on: date | None = None
    """When the next period begins that is not billed yet."""
    ends_on: date | None = None
    """Last day of its last period."""
    hold: HoldLine | None = None
    waits_for_usage: bool = False
    """Quantities of a period that is over are missing."""
    renews: bool = False


class AdjustmentLine(Value):
    """A correction of something that exists."""

    adjustment_id: str
    words: str
    """E.g. "Credit note of $2,000.00 on invoice HP-0003"."""
    status: AdjustmentStatus
    requested_by: Who
    reason: str = ""


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
    """Of this proposal; of the whole deal when it would change an approved plan."""
    retainers: tuple[RetainerLine, ...] = ()
    not_billed: tuple[tuple[int, str], ...] = ()
    """Number and payer of approved periods whose retainer somebody ended in Stripe before."""
    adjustments: tuple[AdjustmentLine, ...] = ()
    """Corrections of the deal's invoices that are not done yet."""
    amends: bool = False
    """It would change an approved plan of which something is out."""
    bills: Money | None = None
    """What a change leaves the deal billing in all, net, after corrections; None = its plan."""
    renews: bool = False
    """It would add another term of a retainer to the plan in force."""
    change: str = ""
    """How an approved plan would follow, and why, in words; "" where it amends nothing."""
    may_amend: bool = False
    """The deal changed after the approval, and nobody has said what follows."""
    waits: str = ""
    """For what its invoices wait although they are approved: a pause, a limit."""
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
