"""Watching deals: what changed in Salesforce comes into the ledger and on to be proposed."""

from datetime import UTC, datetime, time, timedelta
from typing import Any

from bot.actor import SALESFORCE
from bot.deal import Deal
from bot.deps import Deps
from bot.ledger import Session, audit, deals, desk
from bot.ledger.deals import DealRow
from bot.outcome import Outcome
from bot.planning import billing_differs
from bot.workflows.gating.breaker import begin_settled
from bot.workflows.standing import payer_changes
from bot.workflows.telling.trouble import close_trouble, open_trouble
from bot.workflows.tracking import conditions, usage

CURSOR = "salesforce_deals"
WATCH = "watch"
"""Kind of trouble."""
KEPT_WHEN_BUSY = 5
"""While most of the day's calls to Salesforce are used, only every fifth slot is read."""


def watch_deals(deps: Deps, slot: str) -> None:
    """Read what changed since last time, and propose what has settled."""
    read = deps.durably(read_unless_busy, slot)
    if not read.done or read.value is not None:
        deps.durably(note_reading, read.to_json())


def note_reading(deps: Deps, outcome_json: dict[str, Any]) -> None:
    """Say so while Salesforce refuses to be read, and that it is over when it is."""
    outcome = Outcome.from_json(outcome_json)
    with deps.ledger.transaction() as s:
        if outcome.done:
            close_trouble(deps, s, subject=CURSOR, kind=WATCH)
        else:
            open_trouble(deps, s, outcome, subject=CURSOR, kind=WATCH)


def read_unless_busy(deps: Deps, slot: str) -> int | None:
    """Read the feed once, or leave it to a later slot (None) while Salesforce is busy."""
    if not deps.crm.busy() or is_kept(slot, deps.settings.deals_every_minutes):
        return read_deals(deps)
    with deps.ledger.transaction() as s:
        begin_settled(deps, s)
    return None


def is_kept(slot: str, minutes: int) -> bool:
    """Return whether a slot of a timetable of every so many minutes is one of the few kept."""
    number = int(datetime.fromisoformat(slot).timestamp()) // (60 * minutes)
    return number % KEPT_WHEN_BUSY == 0


def read_deals(deps: Deps) -> int:
    """Read the feed once; return how many deals it held. Reading again changes nothing."""
    with deps.ledger.reading() as s:
        cursor = desk.cursor(s, CURSOR) or {}
        known = deals.known_ids(s)
    cut_over = _cut_over(deps, cursor)
    since = datetime.fromisoformat(cursor["until"]) if cursor.get("until") else None
    page = deps.crm.changed_deals(since, cut_over, known)
    with deps.ledger.transaction() as s:
        for deal in page.deals:
            see(deps, s, deal)
        for deal_id in page.gone:
            see_gone(deps, s, deal_id)
        until = max((at for at in (page.read_until, since) if at), default=None)
        value: dict[str, Any] = {"cut_over": cut_over.isoformat()}
        value["until"] = until.isoformat() if until else None
        desk.set_cursor(s, CURSOR, value)
        begin_settled(deps, s)
    return len(page.deals)


def _cut_over(deps: Deps, cursor: dict[str, Any]) -> datetime:
    """Return from when on deals count: the policy's day, else the day of the first start."""
    zone = deps.settings.billing_timezone
    if deps.policy.deals.won_since is not None:
        return datetime.combine(deps.policy.deals.won_since, time(), zone).astimezone(UTC)
    if "cut_over" in cursor:
        return datetime.fromisoformat(cursor["cut_over"])
    return datetime.combine(deps.today(), time(), zone).astimezone(UTC)


def see(deps: Deps, s: Session, deal: Deal) -> None:
    """Take in what Salesforce says about a deal now."""
    row = deals.find(s, deal.id)
    if row is None:
        if _counts(deal):
            _see_first(deps, s, deal)
        return
    before = row.deal
    if deal.modified_at < before.modified_at:
        return  # an older page, read late
    if billing_differs(before, deal, row.decided, deps.policy):
        still_settling = row.settles_at is not None and row.settles_at > deps.now()
        settles = still_settling or (_counts(deal) and not _counts(before))
        row.settles_at = _settled_at(deps, deal) if settles else deps.now()
        row.write_back_due |= before.is_deleted and not deal.is_deleted
        audit.append(
            s,
            at=deps.now(),
            actor=SALESFORCE.id,
            action="deal.changed",
            subject=deal.id,
            before={"source_hash": before.source_hash},
            after={"source_hash": deal.source_hash, "modified_at": deal.modified_at.isoformat()},
        )
    payer_changes.look(deps, s, row, deal)
    _take_over(row, deal)
    conditions.look(deps, s, deal)
    usage.look(deps, s, deal)


def see_gone(deps: Deps, s: Session, deal_id: str) -> None:
    """Take in that Salesforce does not have a deal any more."""
    row = deals.find(s, deal_id)
    if row is not None:
        see(deps, s, row.deal.model_copy(update={"is_deleted": True}))


def _counts(deal: Deal) -> bool:
    return deal.is_won and not deal.is_deleted


def _see_first(deps: Deps, s: Session, deal: Deal) -> None:
    row = DealRow(
        id=deal.id, seen_at=deps.now(), settles_at=_settled_at(deps, deal), won_at=deal.won_at
    )
    _take_over(row, deal)
    s.add(row)
    s.flush()
    audit.append(
        s,
        at=deps.now(),
        actor=SALESFORCE.id,
        action="deal.won",
        subject=deal.id,
        after={"name": deal.name, "source_hash": deal.source_hash},
    )


def _settled_at(deps: Deps, deal: Deal) -> datetime:
    return deal.modified_at + timedelta(minutes=deps.policy.deals.settle_minutes)


def _take_over(row: DealRow, deal: Deal) -> None:
    if deal.is_won and not row.is_won:  # of a lost deal Salesforce tells when it was lost
        row.won_at = deal.won_at  # and of one that stays won, when it came to its present stage
    row.snapshot = deal.to_json()
    row.source_hash = deal.source_hash
    row.name = deal.name
    row.account_id = deal.account.id if deal.account else ""
    row.account_name = deal.account.name if deal.account else ""
    row.owner_email = deal.owner.email
    row.owner_name = deal.owner.name
    row.is_won = deal.is_won
    row.is_deleted = deal.is_deleted
