"""Drift: where the ledger, Stripe and Salesforce do not say the same, or work was left lying."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from bot.deal import Deal
from bot.deps import Deps
from bot.facts import Snapshot
from bot.ledger import (
    Session,
    deals,
    desk,
    gate,
    invoices,
    proposals,
    receivables,
    subscriptions,
)
from bot.ledger.held import subjects_of
from bot.ledger.invoices import InvoiceRow
from bot.ledger.pause import paused
from bot.status import LIVE, RUNS, InvoiceStatus, ProposalStatus, words
from bot.workflows.drift_retainers import retained
from bot.workflows.drift_scheduled import scheduled
from bot.workflows.drifting import GRACE, Drift, Kind
from bot.workflows.reconcile import differing, ours_of
from bot.workflows.shown import shown_otherwise, troubled_deals
from bot.workflows.watch import CURSOR as DEALS_CURSOR

__all__ = ["GRACE", "Drift", "Kind", "check"]


def check(deps: Deps) -> list[Drift]:
    """Return everything that does not agree at this moment; changes nothing."""
    seen, drafts = list(deps.billing.open_invoices()), list(deps.billing.drafts())
    running = list(deps.billing.subscriptions())
    with deps.ledger.reading() as s:
        cursor = desk.cursor(s, DEALS_CURSOR)
    won = list(deps.crm.won_deals(datetime.fromisoformat(cursor["cut_over"]))) if cursor else []
    shown = shown_otherwise(deps)
    with deps.ledger.reading() as s:
        found = [
            *_deals(deps, s, won),
            *_invoices(s, seen),
            *_waiting(deps, s),
            *_drafts(deps, s, drafts),
            *scheduled(deps, s, drafts),
            *retained(deps, s, running),
            *_unwritten(deps, s),
            *_shown(s, shown),
        ]
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
    latest = proposals.in_force(s, deal_id) or proposals.latest_of(s, deal_id)
    if latest is None:
        return "" if settles or deal_id in troubled_deals(s) else "never proposed"
    if latest.status is ProposalStatus.REJECTED:
        return "rejected, and not settled as billed elsewhere"
    rows = invoices.of_deal(s, deal_id)
    approved = latest.status is ProposalStatus.APPROVED
    runs = any(row.status in RUNS for row in subscriptions.of_deal(s, deal_id))
    if approved and not runs and not any(row.status in LIVE for row in rows):
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
    stopped, is_paused = {row.subject for row in gate.waiting(s)}, paused(s) is not None
    for row in invoices.in_status(s, InvoiceStatus.APPROVED):
        late = row.issue_date is not None and row.issue_date <= deps.today()
        waits = row.id in troubled or not held.isdisjoint(subjects_of(s, row))
        waits |= row.id in stopped or is_paused
        if late and not waits and row.created_at < deps.now() - GRACE:
            yield Drift(kind=Kind.NOT_ISSUED, subject=row.id, words=_name(row), deal_id=row.deal_id)
    for proposal in proposals.pending(s):
        young = proposal.created_at > deps.now() - GRACE
        if not young and desk.message(s, "card", proposal.id) is None:
            deal = deals.get(s, proposal.deal_id)
            yield Drift(kind=Kind.NO_CARD, subject=proposal.id, words=deal.name, deal_id=deal.id)


def _drafts(deps: Deps, s: Session, drafts: Sequence[Snapshot]) -> Iterator[Drift]:
    """Yield the drafts of ours that nothing waits for any more."""
    for draft in drafts:
        row = s.get(InvoiceRow, draft.invoice_id) or invoices.by_stripe_id(s, draft.stripe_id)
        if draft.created_at > deps.now() - GRACE or (row and _is_awaited(row, draft)):
            continue
        what = f"{_name(row)} is {words(row.status)}" if row else "The ledger does not know it"
        said = f"{what}: {draft.stripe_id} of {draft.customer_name}, {draft.total}"
        deal_id = row.deal_id if row else ""
        yield Drift(kind=Kind.DRAFT_LEFT, subject=draft.stripe_id, words=said, deal_id=deal_id)


def _is_awaited(row: InvoiceRow, draft: Snapshot) -> bool:
    """Return whether it waits for its time, or is kept: Stripe deletes none of a subscription."""
    if row.status is InvoiceStatus.CANCELED:
        return bool(row.subscription_id) and not draft.advances
    waits = row.status in (InvoiceStatus.APPROVED, InvoiceStatus.SCHEDULED)
    return waits and row.stripe_id in (None, draft.stripe_id)


def _unwritten(deps: Deps, s: Session) -> Iterator[Drift]:
    troubled = troubled_deals(s)
    for deal_id in receivables.unwritten_deals(s, deps.now() - GRACE):
        if deal_id not in troubled:
            name = deals.get(s, deal_id).name
            yield Drift(kind=Kind.NOT_WRITTEN, subject=deal_id, words=name, deal_id=deal_id)


def _shown(s: Session, shown: Mapping[str, str]) -> Iterator[Drift]:
    for deal_id, what in shown.items():
        said = f"{deals.get(s, deal_id).name}: {what}"
        yield Drift(kind=Kind.SHOWN_OTHERWISE, subject=deal_id, words=said, deal_id=deal_id)
