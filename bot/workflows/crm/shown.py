"""What Salesforce shows of our deals, held against the ledger."""

from datetime import date

from bot.deps import Deps
from bot.ledger import Session, desk, heard, receivables
from bot.workflows.crm.crm_records import deal_statuses
from bot.workflows.standing.drifting import DRIFT

CURSOR = "overdue"
"""Up to which day Salesforce was told of what became overdue."""
BATCH = 200
"""Deals in one question."""


def troubled_deals(s: Session) -> frozenset[str]:
    """Return the deals that wait for a person already: the sweep has nothing to add."""
    return frozenset(row.deal_id for row in desk.open_troubles(s) if row.kind != DRIFT)


def shown_otherwise(deps: Deps) -> dict[str, str]:
    """Return the deals of which Salesforce shows something else: id -> what, in words.

    Left out is what is on its way, and what Salesforce is known to refuse.
    """
    with deps.ledger.reading() as s:
        troubled = troubled_deals(s)
        ids = [i for i in heard.written_deals(s) if i not in troubled]
    found: dict[str, str] = {}
    for batch in receivables.batched(ids, BATCH):
        with deps.ledger.reading() as s:
            statuses = deal_statuses(deps, s, batch)
        found |= deps.crm.differing(statuses)
    with deps.ledger.reading() as s:
        still = set(heard.written_deals(s))  # something may have happened meanwhile
    return {deal_id: words for deal_id, words in found.items() if deal_id in still}


def mark_newly_overdue(deps: Deps) -> None:
    """Have Salesforce told of what became overdue since last time: only time has changed it."""
    today = deps.today()
    with deps.ledger.transaction() as s:
        last = (desk.cursor(s, CURSOR) or {}).get("date")
        since = date.fromisoformat(last) if last else date.min
        heard.write_back_overdue(s, since, today)
        desk.set_cursor(s, CURSOR, {"date": today.isoformat()})
