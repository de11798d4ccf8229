"""What Stripe tells us: customers, invoices as they stand, money in and back, what happened."""

from datetime import date, datetime
from enum import StrEnum

from pydantic import Field

from bot.money import Money
from bot.periods import Period, Rhythm
from bot.status import InvoiceStatus, SubscriptionStatus
from bot.value import Value


class Customer(Value):
    """A customer at Stripe."""

    id: str
    name: str = ""
    email: str = ""
    credit: tuple[Money, ...] = ()
    """Credit balances, positive when the customer has money with us."""
    account_id: str = ""
    """The Salesforce account it carries in its metadata."""


class PaymentFact(Value):
    """Money that came in for an invoice."""

    id: str
    amount: Money
    kind: str = ""
    """"card", "us_bank_account", "out_of_band", …"""
    reference: str = ""
    """Of a payment recorded by hand, e.g. the bank's."""
    paid_at: datetime


class BackKind(StrEnum):
    """How a receivable, or money that came in, was taken back."""

    CREDIT_NOTE = "credit_note"
    REFUND = "refund"
    DISPUTE = "dispute"


GIVEN = frozenset({"requires_action", "pending", "succeeded"})
"""Where a refund stands that took money, or is about to."""
ISSUED = "issued"
"""How a credit note stands that was not voided."""


class BackFact(Value):
    """A credit note, a refund or a dispute of an invoice, as it stands."""

    id: str
    """Stripe's."""
    kind: BackKind
    amount: Money
    status: str
    """Stripe's: credit notes issued, void; refunds pending, succeeded, failed, canceled; disputes
    warning_…, needs_response, under_review, won, lost."""
    number: str = ""
    """Of a credit note."""
    refunded: Money | None = None
    """Of a credit note: the part of it that refunds gave back."""
    reason: str = ""
    at: datetime


class Snapshot(Value):
    """One invoice as Stripe shows it now."""

    stripe_id: str
    invoice_id: str = ""
    """Ours, from its metadata; "" when we did not make it."""
    deal_id: str = ""
    subscription_id: str = ""
    """Stripe's, of the subscription that made it."""
    period: Period | None = None
    """Of an invoice that a subscription made."""
    status: InvoiceStatus | None
    """None: a draft."""
    customer_id: str
    customer_name: str = ""
    customer_email: str = ""
    number: str = ""
    currency: str
    net: Money | None = None
    """Without tax; None where Stripe was not asked."""
    tax: Money | None = None
    tax_problem: str = ""
    """Why automatic tax could not be worked out, in Stripe's words."""
    total: Money
    due: Money
    """Total less the credit balance applied."""
    paid: Money
    """As Stripe counts it: what was refunded or disputed afterwards stays in it."""
    balance: Money
    overpaid: Money
    credited: Money | None = None
    """By credit notes, before and after payment; None where Stripe was not asked."""
    credited_after: Money | None = None
    """The part of `credited` that had been paid: refunded, or the customer's credit now."""
    back: tuple[BackFact, ...] | None = None
    """Credit notes, refunds and disputes; None where they were not looked up."""
    due_date: date | None = None
    created_at: datetime
    finalizes_on: date | None = None
    """The day on which a draft finalizes by itself; None: it does not."""
    advances: bool = False
    """Whether Stripe acts by itself (auto_advance)."""
    finalized_at: datetime | None = None
    sent: bool | None = None
    """Whether Stripe e-mailed it, where it says so."""
    paid_at: datetime | None = None
    written_off: bool = False
    """Whether it was marked as uncollectible at some time; it may have been paid since."""
    url: str = ""
    processing: bool = False
    """A payment is under way and not yet settled."""
    payments: tuple[PaymentFact, ...] = ()
    replaced_by: str = ""
    """Stripe's id of the latest revision, when there is one."""
    notes: dict[str, str] = Field(default_factory=dict)
    """Its metadata."""
    read_at: datetime | None = None
    """When we asked for it, where that matters: of two, the later one is true."""

    @property
    def creditable(self) -> Money:
        """Return how much Stripe still takes credit notes over, with tax.

        What was refunded beside credit notes is not credited any more (docstring of the SDK's
        `credit_notes.create`).
        """
        nothing = Money.zero(self.currency)
        left = self.total - (self.credited or nothing) - self.refunded_beside
        return max(left, nothing)

    @property
    def refunded_beside(self) -> Money:
        """Return what was refunded that no credit note accounts for, where it was looked up."""
        ours = [one for one in self.back or () if one.amount.currency == self.currency]
        gone = [r.amount for r in ours if r.kind is BackKind.REFUND and r.status in GIVEN]
        noted = [n.refunded for n in ours if n.refunded and n.status == ISSUED]
        beside = Money.total(gone, self.currency) - Money.total(noted, self.currency)
        return max(beside, Money.zero(self.currency))  # a note's own refund may have failed


class SubscriptionFact(Value):
    """A subscription as Stripe shows it now."""

    stripe_id: str
    subscription_id: str = ""
    """Ours, from its metadata."""
    deal_id: str = ""
    customer_id: str
    status: SubscriptionStatus
    paused: bool = False
    """Whether its invoices are kept as drafts."""
    next_on: date | None = None
    """First day of the next period."""
    ends_on: date | None = None
    """The day from which on there is no period any more."""
    amount: Money
    """Net, of one period."""
    rhythm: Rhythm | None = None
    """How often it bills; None if no retainer of ours does so."""
    created_at: datetime
    notes: dict[str, str] = Field(default_factory=dict)
    """Its metadata."""


class TaxPreview(Value):
    """What tax an invoice would bear."""

    net: Money
    tax: Money
    gross: Money
    problem: str = ""
    """Why Stripe cannot tell, in its words; then `tax` is zero."""
    code: str = ""
    """Stripe's, e.g. "customer_tax_location_invalid"."""


class BillingEvent(Value):
    """Something happened at Stripe: a hint to look again."""

    id: str
    type: str
    """Stripe's name, e.g. "invoice.paid"."""
    stripe_id: str
    """Of the invoice, or of the subscription when nothing of an invoice is meant."""
    of_subscription: bool = False
    subscription_id: str = ""
    """Ours, of the subscription, from its metadata."""
    deal_id: str = ""
    """Of the subscription, from its metadata."""
    at: datetime
    by_api: bool = False
    """Caused by an API request, and not by the Dashboard or by time."""
    key: str = ""
    """The idempotency key of that request."""


class EventPage(Value):
    """What happened at Stripe since last time, oldest first."""

    events: tuple[BillingEvent, ...]
    read_until: datetime | None
