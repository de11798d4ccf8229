"""Drift of deals: won in Salesforce, and not seen here, or not billed. A page of them at a time."""

from collections.abc import Collection, Iterator, Sequence
from datetime import datetime

from bot.deal import Deal
from bot.deps import Deps
from bot.ledger import Session, billed, desk
from bot.ledger.billed import Billed
from bot.status import LIVE, RUNS, ProposalStatus, words
from bot.workflows.crm.shown import troubled_deals
from bot.workflows.standing.comparing import paged
from bot.workflows.standing.drifting import GRACE, Drift, Kind
from bot.workflows.tracking.watch import CURSOR

AT_A_TIME = 200
"""Deals in one page: each may have hundreds of lines."""


def unbilled(deps: Deps) -> Iterator[Drift]:
    """Yield the won deals that are not on their way to be billed."""
    with deps.ledger.reading() as s:
        cursor = desk.cursor(s, CURSOR)
        troubled = troubled_deals(s)
    if not cursor:
        return
    for page in paged(deps.crm.won_deals(datetime.fromisoformat(cursor["cut_over"])), AT_A_TIME):
        quiet = [one for one in page if max(one.won_at, one.modified_at) <= deps.now() - GRACE]
        with deps.ledger.reading() as s:
            found = list(_of_page(s, quiet, troubled))
        yield from found


def _of_page(s: Session, page: Sequence[Deal], troubled: Collection[str]) -> Iterator[Drift]:
    known = billed.of_deals(s, [deal.id for deal in page])
    for deal in page:
        row = known.get(deal.id)
        if row is None:
            yield Drift(kind=Kind.UNSEEN_DEAL, subject=deal.id, words=deal.name)
        elif why := _why_not(row, waits=deal.id in troubled):
            said = f"{deal.name}: {why}"
            yield Drift(kind=Kind.NOT_BILLED, subject=deal.id, words=said, deal_id=deal.id)


def _why_not(row: Billed, *, waits: bool) -> str:
    """Return why a deal is not billed, "" if it is, or is on its way."""
    if row.standing is None:
        return "" if row.settles or waits else "never proposed"
    if row.standing is ProposalStatus.REJECTED:
        return "rejected, and not settled as billed elsewhere"
    approved = row.standing is ProposalStatus.APPROVED and not row.ended
    if approved and RUNS.isdisjoint(row.retainers) and LIVE.isdisjoint(row.invoices):
        states = ", ".join(sorted({words(status) for status in row.invoices})) or "none"
        return f"approved, and its invoices are: {states}"
    return ""
