"""Reading again: each night, what changed in Salesforce since the night before is read once more.

A change that Salesforce shows only after the feed has read on from there, e.g. of a transaction
that took long, would else never be seen. Taking in what is known already changes nothing.
"""

from datetime import datetime, timedelta

from bot.deps import Deps
from bot.ledger import deals, desk
from bot.workflows.gating.breaker import begin_settled
from bot.workflows.tracking.watch import CURSOR, see, see_gone

AGAIN = "salesforce_deals_again"
"""The cursor of these looks."""
OVERLAP = timedelta(hours=2)
FIRST_LOOK = timedelta(days=1)


def read_again(deps: Deps) -> int:
    """Take in what changed since the last of these looks; return how many deals were read."""
    now = deps.now()
    with deps.ledger.reading() as s:
        fed, last = desk.cursor(s, CURSOR), desk.cursor(s, AGAIN)
        known = deals.known_ids(s)
    if fed is None:  # the feed has not begun: it will read everything
        return 0
    since = datetime.fromisoformat(last["until"]) - OVERLAP if last else now - FIRST_LOOK
    page = deps.crm.changed_deals(since, datetime.fromisoformat(fed["cut_over"]), known)
    with deps.ledger.transaction() as s:
        for deal in page.deals:
            see(deps, s, deal)
        for deal_id in page.gone:
            see_gone(deps, s, deal_id)
        desk.set_cursor(s, AGAIN, {"until": now.isoformat()})
        begin_settled(deps, s)
    return len(page.deals)
