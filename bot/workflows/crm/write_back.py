"""Writing back: Salesforce learns what is true, in batches, and says why where it refuses."""

from collections.abc import Sequence
from typing import Any

from bot.deps import Deps
from bot.facts import DealStatus, EventRecord, InvoiceRecord, Written
from bot.ledger import Session, deals, invoices
from bot.outcome import Kind, Outcome
from bot.workflows.crm.crm_records import deal_statuses, event_records, invoice_records
from bot.workflows.standing import drifting
from bot.workflows.telling.telling import WRITE_BACK
from bot.workflows.telling.trouble import close_trouble, open_trouble

BATCH = 60
"""Deals a round: with their invoices and events a few hundred records, 200 a call."""
MOST_TRIES = 5
"""Rounds in which a lock or the like is waited out before people hear of it."""
SALESFORCE = "Salesforce"


def write_back(deps: Deps, because: str = "") -> None:
    """Write every deal that Salesforce has to hear of; a busy one waits for the next round."""
    del because
    busy: list[str] = []
    while batch := deps.durably(take_batch, busy).value:
        written = deps.durably(write_batch, batch)
        noted = deps.durably(note_written, batch, written.value, written.to_json())
        if not written.done:
            return
        busy += noted.value or []


def write_back_again(deps: Deps, deal_id: str) -> None:
    """Write a deal that Salesforce refused before: somebody says that it is mended."""
    deps.durably(mark_due, deal_id)
    write_back(deps)


def mark_due(deps: Deps, deal_id: str) -> None:
    """Mark a deal as one that Salesforce has to hear of."""
    with deps.ledger.transaction() as s:
        row = deals.get(s, deal_id)
        row.write_back_due, row.write_back_tries = True, 0


def take_batch(deps: Deps, busy: list[str]) -> list[str]:
    """Return the next deals to be written. What changes from now on marks them anew."""
    with deps.ledger.transaction() as s:
        ids = [i for i in deals.to_write_back(s, BATCH + len(busy)) if i not in busy][:BATCH]
        rows = [deals.get(s, deal_id) for deal_id in ids]
        for row in rows:
            row.write_back_due = False
            if row.is_deleted:  # there is nothing left to write to
                close_trouble(deps, s, subject=row.id, kind=WRITE_BACK)
        return [row.id for row in rows if not row.is_deleted]


def write_batch(deps: Deps, deal_ids: list[str]) -> list[dict[str, Any]]:
    """Write what the ledger says about these deals now; return what became of each record."""
    with deps.ledger.reading() as s:
        statuses: list[DealStatus] = deal_statuses(deps, s, deal_ids)
        records: list[InvoiceRecord] = invoice_records(deps, s, deal_ids)
        events: list[EventRecord] = event_records(s, deal_ids)
    return [written.to_json() for written in deps.crm.write_back(statuses, records, events)]


def note_written(
    deps: Deps,
    deal_ids: list[str],
    results: list[dict[str, Any]] | None,
    outcome_json: dict[str, Any],
) -> list[str]:
    """Note what Salesforce has heard; what it refused waits for a person.

    Return the deals that were only busy: they wait for the next round.
    """
    with deps.ledger.transaction() as s:
        if results is None:
            _note_refused(deps, s, deal_ids, Outcome.from_json(outcome_json))
            return []
        written = {row.key: row for row in map(Written.from_json, results)}
        for event in deals.unwritten(s, deal_ids):
            if (row := written.get(event.id)) and row.ok:
                event.written_back_at = deps.now()
        for deal_id in deal_ids:
            failed = [written[key] for key in _keys(s, deal_id, written) if not written[key].ok]
            _note_deal(deps, s, deal_id, failed)
        return [deal_id for deal_id in deal_ids if deals.get(s, deal_id).write_back_due]


def _keys(s: Session, deal_id: str, written: dict[str, Written]) -> Sequence[str]:
    """Return the keys of all records of a deal that were written now."""
    theirs = [row.id for row in invoices.of_deal(s, deal_id)]
    mine = [deal_id, *theirs, *(event.id for event in deals.history(s, deal_id))]
    return [key for key in mine if key in written]


def _note_deal(deps: Deps, s: Session, deal_id: str, failed: Sequence[Written]) -> None:
    row = deals.get(s, deal_id)
    if not failed:
        row.write_back_tries = 0
        close_trouble(deps, s, subject=deal_id, kind=WRITE_BACK)
        drifting.close_drift(deps, s, deal_id, drifting.Kind.NOT_WRITTEN)
        return
    row.write_back_tries += 1
    only_busy = all(written.retryable for written in failed)
    if only_busy:
        row.write_back_due = True  # the clock starts the next round
    if not only_busy or row.write_back_tries >= MOST_TRIES:
        worst = next((w for w in failed if not w.retryable), failed[0])
        refused = Outcome.refused(worst.words, vendor=SALESFORCE, code=worst.code)
        _open(deps, s, deal_id, refused)


def _note_refused(deps: Deps, s: Session, deal_ids: list[str], outcome: Outcome) -> None:
    for deal_id in deal_ids:
        row = deals.get(s, deal_id)
        row.write_back_due |= outcome.kind is Kind.DOWN  # it may be back by the next round
        _open(deps, s, deal_id, outcome)


def _open(deps: Deps, s: Session, deal_id: str, outcome: Outcome) -> None:
    again = {"workflow": "write_back_again", "args": [deal_id]}
    open_trouble(deps, s, outcome, subject=deal_id, kind=WRITE_BACK, deal_id=deal_id, retry=again)
