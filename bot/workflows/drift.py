"""Drift: where the ledger, Stripe and Salesforce do not say the same, or work was left lying."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from enum import StrEnum

from bot.deal import Deal
from bot.deps import Deps
from bot.errors import NotFound
from bot.facts import Snapshot
from bot.ledger import Session, deals, desk, invoices, proposals, receivables
from bot.ledger.invoices import InvoiceRow
from bot.status import LIVE, InvoiceStatus, ProposalStatus, words
from bot.value import Value
from bot.workflows.reconcile import differing, ours_of
from bot.workflows.watch import CURSOR as DEALS_CURSOR

GRACE = timedelta(hours=1)
"""What is younger may still be on its way."""


class Kind(StrEnum):
    """What does not agree, in words."""

    UNSEEN_DEAL = "won deal that never arrived here"
    NOT_BILLED = "won deal that is not billed"
    INVOICE_DIFFERS = "invoice that Stripe shows differently"
    ORPHAN = "invoice at Stripe that the ledger does not know"
    TOTALS_DIFFER = "open invoice of others missing in the totals"
    NOT_ISSUED = "approved invoice that is not out"
    DRAFT_LEFT = "draft that was left over"
    NOT_WRITTEN = "deal of which Salesforce has not heard"
    NO_CARD = "proposal without a card"
    DEAD = "work that cannot go on"


class Drift(Value):
    """One thing that does not agree."""

    kind: Kind
    subject: str
    """Id of the deal, invoice or workflow."""
    words: str
    deal_id: str = ""


def check(deps: Deps) -> list[Drift]:
    """Return everything that does not agree at this moment; changes nothing."""
    seen = list(deps.billing.open_invoices())
    with deps.ledger.reading() as s:
        cursor = desk.cursor(s, DEALS_CURSOR)
    won = list(deps.crm.won_deals(datetime.fromisoformat(cursor["cut_over"]))) if cursor else []
    with deps.ledger.reading() as s:
        found = [
            *_deals(deps, s, won),
            *_invoices(s, seen),
            *_waiting(deps, s),
            *_unwritten(deps, s),
        ]
        canceled = receivables.canceled_at_stripe(s)
    found += _drafts(deps, canceled)
    found += [
        Drift(kind=Kind.DEAD, subject=work.workflow_id, words=f"{work.name or 'A workflow'} failed")
        for work in deps.engine.dead()
    ]
    return found


def _deals(deps: Deps, s: Session, won: Sequence[Deal]) -> Iterator[Drift]:
    for deal in won:
        if max(deal.won_at, deal.modified_at) > deps.now() - GRACE:
            continue
        row = deals.find(s, deal.id)
        if row is None:
            yield Drift(kind=Kind.UNSEEN_DEAL, subject=deal.id, words=deal.name)
        elif why := _why_not_billed(s, deal.id, settles=row.settles_at is not None):
            said = f"{deal.name}: {why}"
            yield Drift(kind=Kind.NOT_BILLED, subject=deal.id, words=said, deal_id=deal.id)


def _why_not_billed(s: Session, deal_id: str, *, settles: bool) -> str:
    latest = proposals.latest_of(s, deal_id)
    if latest is None:
        return "" if settles or desk.open_troubles(s, deal_id=deal_id) else "never proposed"
    if latest.status is ProposalStatus.REJECTED:
        return "rejected, and not settled as billed elsewhere"
    rows = invoices.of_deal(s, deal_id)
    approved = latest.status is ProposalStatus.APPROVED
    if approved and not any(row.status in LIVE for row in rows):
        states = ", ".join(sorted({words(row.status) for row in rows})) or "none"
        return f"approved, and its invoices are: {states}"
    return ""


def _invoices(s: Session, seen: Sequence[Snapshot]) -> Iterator[Drift]:
    ours = ours_of(s, seen)
    for stripe_id in differing(ours, seen):
        row = ours[stripe_id]
        said = f"{_name(row)}: here {words(row.status)}, {row.balance} owed"
        yield Drift(kind=Kind.INVOICE_DIFFERS, subject=row.id, words=said, deal_id=row.deal_id)
    known = {row.stripe_id: row.balance_minor for row in receivables.outside(s)}
    theirs = [snapshot for snapshot in seen if snapshot.stripe_id not in ours]
    for snapshot in theirs:
        name = f"{snapshot.number or snapshot.stripe_id} of {snapshot.customer_name}"
        if snapshot.invoice_id:
            yield Drift(kind=Kind.ORPHAN, subject=snapshot.stripe_id, words=name)
        if known.get(snapshot.stripe_id) != snapshot.balance.minor:
            said = f"{name}, {snapshot.balance}"
            yield Drift(kind=Kind.TOTALS_DIFFER, subject=snapshot.stripe_id, words=said)
    for stripe_id in known.keys() - {snapshot.stripe_id for snapshot in theirs}:
        said = f"{stripe_id} is not open any more"
        yield Drift(kind=Kind.TOTALS_DIFFER, subject=stripe_id, words=said)


def _name(row: InvoiceRow) -> str:
    return f"{row.number or f'Invoice {row.item}'} of {row.account_name}"


def _waiting(deps: Deps, s: Session) -> Iterator[Drift]:
    """Yield what should have gone on by itself, and is not known to be in anybody's way."""
    held = receivables.held_ids(s)
    troubled = {trouble.subject for trouble in desk.open_troubles(s)}
    for row in invoices.in_status(s, InvoiceStatus.APPROVED):
        late = row.issue_date is not None and row.issue_date <= deps.today()
        waits = row.id in held or row.deal_id in held or row.id in troubled
        if late and not waits and row.created_at < deps.now() - GRACE:
            yield Drift(kind=Kind.NOT_ISSUED, subject=row.id, words=_name(row), deal_id=row.deal_id)
    for proposal in proposals.pending(s):
        young = proposal.created_at > deps.now() - GRACE
        if not young and desk.message(s, "card", proposal.id) is None:
            deal = deals.get(s, proposal.deal_id)
            yield Drift(kind=Kind.NO_CARD, subject=proposal.id, words=deal.name, deal_id=deal.id)


def _unwritten(deps: Deps, s: Session) -> Iterator[Drift]:
    troubled = {trouble.deal_id for trouble in desk.open_troubles(s)}
    for deal_id in receivables.unwritten_deals(s, deps.now() - GRACE):
        if deal_id not in troubled:
            name = deals.get(s, deal_id).name
            yield Drift(kind=Kind.NOT_WRITTEN, subject=deal_id, words=name, deal_id=deal_id)


def _drafts(deps: Deps, canceled: Sequence[InvoiceRow]) -> Iterator[Drift]:
    for row in canceled:
        try:
            seen = deps.billing.snapshot(row.stripe_id or "")
        except NotFound:
            continue
        state = words(seen.status) if seen.status else "a draft"
        said = f"{_name(row)} was called off and is {state} at Stripe"
        yield Drift(kind=Kind.DRAFT_LEFT, subject=row.id, words=said, deal_id=row.deal_id)
