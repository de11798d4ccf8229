"""Drift: where the ledger, Stripe and Salesforce do not say the same, or work was left lying."""

from collections.abc import Iterator, Mapping, Sequence

from bot.deps import Deps
from bot.facts import Snapshot
from bot.ledger import (
    Session,
    deals,
    desk,
    gate,
    heard,
    invoices,
    proposals,
    receivables,
)
from bot.ledger.held import subjects_of
from bot.ledger.invoices import InvoiceRow
from bot.ledger.pause import paused
from bot.status import InvoiceStatus, words
from bot.workflows.crm.shown import shown_otherwise, troubled_deals
from bot.workflows.standing.comparing import Theirs, compared, paged
from bot.workflows.standing.drifting import GRACE, Drift, Kind
from bot.workflows.sweeping.drift_deals import unbilled
from bot.workflows.sweeping.drift_retainers import retained
from bot.workflows.sweeping.drift_scheduled import Draft, scheduled

__all__ = ["GRACE", "Drift", "Kind", "check"]


def check(deps: Deps) -> list[Drift]:
    """Return everything that does not agree at this moment; changes nothing."""
    there: dict[str, Draft] = {}
    found = [*unbilled(deps), *_open(deps), *_drafts(deps, there)]
    running = list(deps.billing.subscriptions())
    shown = shown_otherwise(deps)
    with deps.ledger.reading() as s:
        found += [
            *_waiting(deps, s),
            *scheduled(deps, s, there),
            *retained(deps, s, running),
            *_unwritten(deps, s),
            *_shown(s, shown),
        ]
    found += [
        Drift(kind=Kind.DEAD, subject=work.workflow_id, words=f"{work.name or 'A workflow'} failed")
        for work in deps.engine.dead()
    ]
    return found


def _open(deps: Deps) -> Iterator[Drift]:
    """Yield where the open invoices at Stripe are not as the ledger has them."""
    for page in compared(deps):
        with deps.ledger.reading() as s:
            rows = receivables.with_stripe_ids(s, page.differing)
        for row in rows:
            said = f"{_name(row)}: here {words(row.status)}, {row.balance} owed"
            yield Drift(kind=Kind.INVOICE_DIFFERS, subject=row.id, words=said, deal_id=row.deal_id)
        for one in page.theirs:
            yield from _theirs(one)
        for stripe_id in page.gone:
            said = f"{stripe_id} is not open any more"
            yield Drift(kind=Kind.TOTALS_DIFFER, subject=stripe_id, words=said)


def _theirs(one: Theirs) -> Iterator[Drift]:
    """Yield what is wrong with an open invoice that the ledger does not have as ours."""
    seen = one.seen
    name = f"{seen.number or seen.stripe_id} of {seen.customer_name}"
    if seen.invoice_id:
        yield Drift(kind=Kind.ORPHAN, subject=seen.stripe_id, words=name)
    if one.known is None or one.known.balance_minor != seen.balance.minor:
        said = f"{name}, {seen.balance}"
        yield Drift(kind=Kind.TOTALS_DIFFER, subject=seen.stripe_id, words=said)


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
    for proposal in proposals.waiting(s):
        young = proposal.created_at > deps.now() - GRACE
        if not young and desk.message(s, "card", proposal.id) is None:
            deal = deals.get(s, proposal.deal_id)
            yield Drift(kind=Kind.NO_CARD, subject=proposal.id, words=deal.name, deal_id=deal.id)


def _drafts(deps: Deps, there: dict[str, Draft]) -> Iterator[Drift]:
    """Yield the drafts of ours that nothing waits for any more; note all in `there`."""
    for page in paged(deps.billing.drafts()):
        there.update((draft.stripe_id, Draft.of(draft)) for draft in page)
        with deps.ledger.reading() as s:
            rows = {row.stripe_id: row for row in _rows(s, page)}
            found = [(one, s.get(InvoiceRow, one.invoice_id) or rows.get(one.stripe_id))
                     for one in page]  # fmt: skip
        for draft, row in found:
            if draft.created_at > deps.now() - GRACE or (row and _is_awaited(row, draft)):
                continue
            what = f"{_name(row)} is {words(row.status)}" if row else "The ledger does not know it"
            said = f"{what}: {draft.stripe_id} of {draft.customer_name}, {draft.total}"
            deal_id = row.deal_id if row else ""
            yield Drift(kind=Kind.DRAFT_LEFT, subject=draft.stripe_id, words=said, deal_id=deal_id)


def _rows(s: Session, page: Sequence[Snapshot]) -> Sequence[InvoiceRow]:
    """Return what is known of a page, so that it need not be asked for one by one."""
    return receivables.with_stripe_ids(s, [draft.stripe_id for draft in page])


def _is_awaited(row: InvoiceRow, draft: Snapshot) -> bool:
    """Return whether it waits for its time, or is kept: Stripe deletes none of a subscription."""
    if row.status is InvoiceStatus.CANCELED:
        return bool(row.subscription_id) and not draft.advances
    waits = row.status in (InvoiceStatus.APPROVED, InvoiceStatus.SCHEDULED)
    return waits and row.stripe_id in (None, draft.stripe_id)


def _unwritten(deps: Deps, s: Session) -> Iterator[Drift]:
    troubled = troubled_deals(s)
    for deal_id in heard.unwritten_deals(s, deps.now() - GRACE):
        if deal_id not in troubled:
            name = deals.get(s, deal_id).name
            yield Drift(kind=Kind.NOT_WRITTEN, subject=deal_id, words=name, deal_id=deal_id)


def _shown(s: Session, shown: Mapping[str, str]) -> Iterator[Drift]:
    for deal_id, what in shown.items():
        said = f"{deals.get(s, deal_id).name}: {what}"
        yield Drift(kind=Kind.SHOWN_OTHERWISE, subject=deal_id, words=said, deal_id=deal_id)
