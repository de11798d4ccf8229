"""Drift of what goes out by itself: drafts that are gone, differ, are late, or were never sent."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import NamedTuple, Self

from bot.deps import Deps
from bot.facts import Snapshot
from bot.ledger import Session, desk, invoices, receivables
from bot.ledger.held import subjects_of
from bot.ledger.invoices import InvoiceRow
from bot.ledger.pause import paused
from bot.money import Money
from bot.workflows.standing.drifting import GRACE, Drift, Kind


class Draft(NamedTuple):
    """What matters of a draft once it is there: a company may have very many."""

    advances: bool
    finalizes_on: date | None
    due_date: date | None
    net: Money

    @classmethod
    def of(cls, seen: Snapshot) -> Self:
        """Return that of a draft that was listed."""
        net = seen.total if seen.net is None else seen.net
        return cls(seen.advances, seen.finalizes_on, seen.due_date, net)


def scheduled(deps: Deps, s: Session, there: Mapping[str, Draft]) -> Iterator[Drift]:
    """Yield where scheduled invoices are not at Stripe as the ledger has them.

    `there` are the drafts by their id at Stripe.
    """
    held, is_paused = receivables.held_ids(s), paused(s) is not None
    for row in invoices.each_scheduled(s):
        if row.created_at < deps.now() - GRACE and not row.subscription_id:
            is_held = is_paused or not held.isdisjoint(subjects_of(s, row))
            yield from _one(deps, row, there, is_held=is_held)
    troubled = {trouble.subject for trouble in desk.open_troubles(s)}
    for row in invoices.unsent(s, before=deps.today()):
        waits = is_paused or row.id in troubled or not held.isdisjoint(subjects_of(s, row))
        if not waits:
            yield _drift(Kind.NOT_SENT, row, "")


def _one(
    deps: Deps, row: InvoiceRow, there: Mapping[str, Draft], *, is_held: bool
) -> Iterator[Drift]:
    draft = there.get(row.stripe_id or "")
    if draft is None:
        yield _drift(Kind.SCHEDULED_GONE, row, "")
        return
    due_on = row.issue_date
    if is_held:
        if draft.advances:
            yield _drift(Kind.SCHEDULE_DIFFERS, row, "on hold here, and would go out there")
    elif due_on is not None and due_on < deps.today():
        yield _drift(Kind.NOT_GONE_OUT, row, f"for {due_on}")
    elif due_on is not None and due_on > deps.today() and (wrong := _otherwise(row, draft)):
        yield _drift(Kind.SCHEDULE_DIFFERS, row, wrong)
    if draft.net.minor != row.amount_minor:
        approved = row.money(row.amount_minor)
        yield _drift(Kind.DRAFT_DIFFERS, row, f"over {draft.net}, but {approved} was approved")


def _otherwise(row: InvoiceRow, draft: Draft) -> str:
    """Return in which way the draft would go out otherwise, "" if it would not."""
    if not draft.advances or draft.finalizes_on is None:
        return f"it would not go out on {row.issue_date}"
    if draft.finalizes_on != row.issue_date:
        return f"it would go out on {draft.finalizes_on} instead of {row.issue_date}"
    if draft.due_date != row.due_date:
        return f"it would be due on {draft.due_date} instead of {row.due_date}"
    return ""


def _drift(kind: Kind, row: InvoiceRow, what: str) -> Drift:
    name = f"{row.number or f'Invoice {row.item}'} of {row.account_name}"
    said = f"{name}: {what}" if what else name
    return Drift(kind=kind, subject=row.id, words=said, deal_id=row.deal_id)
