"""What can be put on hold, what it covers, and what its release does, in words."""

from typing import NamedTuple

from bot.deps import Deps
from bot.ledger import Session, invoices, proposals, subscriptions
from bot.ledger.held import periods_of, subjects_of
from bot.ledger.invoices import InvoiceRow
from bot.ledger.subscriptions import SubscriptionRow
from bot.status import RUNS, InvoiceStatus, SubscriptionStatus
from bot.views.text import counted, day
from bot.workflows.standing.retainers import name_of

HOLDABLE = frozenset({InvoiceStatus.APPROVED, InvoiceStatus.SCHEDULED, InvoiceStatus.OPEN})
"""What still moves by itself: it is sent, or reminded of."""


class Target(NamedTuple):
    """Something that can wait: a deal's pending proposal, an invoice, or a retainer."""

    subject: str
    invoice: InvoiceRow | None = None
    retainer: SubscriptionRow | None = None

    @property
    def name(self) -> str:
        """Return what to call it at the start of a sentence."""
        if self.retainer is not None:
            return name_of(self.retainer)
        if self.invoice is None:
            return "The proposal"
        return f"Invoice {self.invoice.number or self.invoice.item}"


def target_of(s: Session, subject: str) -> Target:
    """Return what has this id."""
    return Target(subject, s.get(InvoiceRow, subject), s.get(SubscriptionRow, subject))


def moving(s: Session, deal_id: str) -> list[Target]:
    """Return all of a deal that still moves by itself."""
    found = [Target(i.id, i) for i in invoices.of_deal(s, deal_id) if i.status in HOLDABLE]
    rows = subscriptions.of_deal(s, deal_id)
    return [*found, *(Target(row.id, retainer=row) for row in rows if row.status in RUNS)]


def in_scope(s: Session, deal_id: str, target: Target, *, everything: bool) -> list[Target]:
    """Return what is held: the target, or all of its deal that still moves."""
    if not everything:
        return [target]
    proposal = [Target(deal_id)] if proposals.pending_of(s, deal_id) else []
    return [*proposal, *moving(s, deal_id)]


def at_stripe(s: Session, deal_id: str, target: Target) -> bool:
    """Return whether Stripe has to know: of an invoice, and of what would go out by itself."""
    if target.invoice is not None:
        return True
    return any(
        row.status is InvoiceStatus.SCHEDULED and target.subject in subjects_of(s, row)
        for row in invoices.of_deal(s, deal_id)
    ) or any(
        row.status is SubscriptionStatus.ACTIVE and target.subject in (row.id, row.deal_id)
        for row in subscriptions.of_deal(s, deal_id)
    )


def held_words(deps: Deps, s: Session, target: Target) -> str:
    """Return what a hold does, beyond that it waits; "" if nothing."""
    if target.invoice and target.invoice.status is InvoiceStatus.OPEN:
        return " The client has it already: the hold stops our reminders."
    row = target.retainer
    if row is None:
        return ""
    if row.status is SubscriptionStatus.APPROVED:
        return " It is not started; periods that begin meanwhile are billed when it is released."
    drafts = [one for one in periods_of(s, row) if one.status is InvoiceStatus.SCHEDULED]
    now = f" {counted(len(drafts), 'draft')} that Stripe has already stays there." if drafts else ""
    coming = next_period(s, row)
    when = f", the next one from {day(row.period(coming).start, deps.today())}," if coming else ""
    return (
        f"{now} The invoice of each period that begins meanwhile{when} is made as a draft and kept."
    )


def next_period(s: Session, row: SubscriptionRow) -> int | None:
    """Return the first period that has no invoice yet, None if all have."""
    billed = {one.item - row.item + 1 for one in periods_of(s, row)}
    periods = range(row.first_period, row.last_period + 1)
    return next((period for period in periods if period not in billed), None)


def after_release(deps: Deps, s: Session, subject: str) -> str:
    """Return what a release of this deal, invoice or retainer will do, in words."""
    target = target_of(s, subject)
    if target.retainer is not None:
        return _retainer_goes_on(deps, s, target.retainer)
    row = target.invoice
    if row is None:
        return "The proposal can be approved again. Nothing is sent by releasing it."
    return _goes_on(deps, target.name, row)


def _goes_on(deps: Deps, name: str, row: InvoiceRow) -> str:
    if row.status is InvoiceStatus.OPEN and row.sent_at is None:
        return f"{name}, which is final at Stripe, is e-mailed at once."
    if row.status is InvoiceStatus.OPEN:
        return "Reminders start again, with the next step that is due. Nothing is sent at once."
    if row.awaits_usage:
        return f"{name} is sent once its quantities are known."
    if row.issue_date is None:
        return f"{name} is sent once this is so: {row.condition}."
    if row.issue_date > deps.today():
        return f"{name} is sent on {day(row.issue_date, deps.today())}."
    return f"{name} ({row.money(row.amount_minor)}) is sent at once."


def _retainer_goes_on(deps: Deps, s: Session, row: SubscriptionRow) -> str:
    kept = [
        one
        for one in periods_of(s, row)
        if one.status in (InvoiceStatus.APPROVED, InvoiceStatus.SCHEDULED)
    ]
    said = [_goes_on(deps, Target(one.id, one).name, one) for one in kept]
    if row.status is SubscriptionStatus.APPROVED:
        late = sum(
            row.period(period).start <= deps.today()
            for period in range(row.first_period, row.last_period + 1)
        )
        begun = "is" if late == 1 else "are"
        said += [f"{counted(late, 'period')} that began meanwhile {begun} sent at once."] * bool(
            late
        )
        said.append("The retainer is started at Stripe.")
    coming = next_period(s, row)
    if coming is not None and row.period(coming).start > deps.today():
        said.append(f"The next period begins on {day(row.period(coming).start, deps.today())}.")
    return " ".join(said) or "Nothing is sent at once."
