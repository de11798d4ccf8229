"""Holding back: closedwon's own holds, of what is not out while a change waits for people."""

from bot.actor import CLOSEDWON
from bot.deps import Deps
from bot.facts import Urgency
from bot.ledger import Session, holds, invoices, subscriptions
from bot.ledger.held import periods_of
from bot.ledger.holds import HoldRow
from bot.ledger.invoices import InvoiceRow
from bot.ledger.subscriptions import SubscriptionRow
from bot.status import NOT_OUT, RUNS, InvoiceStatus, SubscriptionStatus
from bot.workflows.standing.placing import ISSUE
from bot.workflows.standing.retainers import SEND_PERIOD, SUBSCRIBE
from bot.workflows.tracking.observe import SEE_SENT

CONFIRM_HOLD = "confirm_hold"
ON, OFF = "on", "off"
DEAL_CHANGED = "deal_changed"
"""The reason of these holds."""


def hold_back(deps: Deps, s: Session, deal_id: str) -> int:
    """Hold each invoice and retainer of a deal that is not out and not on hold; return how many."""
    free = [row.id for row in invoices.of_deal(s, deal_id) if row.status in NOT_OUT]
    free += [row.id for row in subscriptions.of_deal(s, deal_id) if row.status in RUNS]
    free = [subject for subject in free if holds.open_on(s, subject) is None]
    for subject in free:
        hold = HoldRow(
            subject=subject,
            deal_id=deal_id,
            reason=DEAL_CHANGED,
            by=CLOSEDWON.id,
            by_name=CLOSEDWON.shown,
            at=deps.now(),
        )
        s.add(hold)
        s.flush()
        confirm(deps, s, hold, ON, urgency=Urgency.BULK)
    return len(free)


def let_go(deps: Deps, s: Session, deal_id: str) -> int:
    """Release what `hold_back` held of a deal, and let it go on; return how many."""
    ours = [hold for hold in holds.open_of_deal(s, deal_id) if hold.by == CLOSEDWON.id]
    for hold in ours:
        hold.released_at, hold.released_by = deps.now(), CLOSEDWON.id
        s.flush()
        confirm(deps, s, hold, OFF, urgency=Urgency.BULK)
        row = s.get(InvoiceRow, hold.subject)
        if row is not None:
            go_on(deps, s, hold, row, urgency=Urgency.BULK)
        else:
            retainer = subscriptions.get(s, hold.subject)
            retainer_goes_on(deps, s, hold, retainer, urgency=Urgency.BULK)
    return len(ours)


def retainer_goes_on(
    deps: Deps,
    s: Session,
    hold: HoldRow,
    row: SubscriptionRow,
    *,
    urgency: Urgency = Urgency.PERSON,
) -> None:
    """Have a released retainer go on: it is made if it was not, and what it kept is sent."""
    if row.status is SubscriptionStatus.APPROVED:
        unique = f"subscribe:{row.id}:{hold.id}"
        deps.engine.enqueue(s, SUBSCRIBE, row.id, id=unique, urgency=urgency)
    for invoice in periods_of(s, row):
        go_on(deps, s, hold, invoice, urgency=urgency)


def confirm(
    deps: Deps, s: Session, hold: HoldRow, change: str, *, urgency: Urgency = Urgency.PERSON
) -> None:
    """Have Stripe told of a hold, or of its end."""
    unique = f"confirm-hold:{hold.id}:{change}"
    deps.engine.enqueue(s, CONFIRM_HOLD, hold.id, change, id=unique, urgency=urgency)


def go_on(
    deps: Deps,
    s: Session,
    hold: HoldRow,
    row: InvoiceRow,
    *,
    urgency: Urgency = Urgency.PERSON,
) -> None:
    """Have a released invoice go on; what is held itself stops again.

    A scheduled draft whose day is yet to come waits for that, once Stripe knows of the release.
    """
    later = row.issue_date is not None and row.issue_date > deps.today()
    if row.status is InvoiceStatus.OPEN and row.sent_at is None:
        deps.engine.enqueue(s, SEE_SENT, row.id, id=f"see-sent:{row.id}:{hold.id}", urgency=urgency)
        return
    if row.subscription_id:
        if row.status is InvoiceStatus.SCHEDULED and not row.awaits_usage:
            unique = f"send-period:{row.id}:{hold.id}"
            deps.engine.enqueue(s, SEND_PERIOD, row.id, id=unique, urgency=urgency)
        return
    waits = row.issue_date is None or (row.status is InvoiceStatus.SCHEDULED and later)
    if row.status in NOT_OUT and not waits:
        deps.engine.enqueue(s, ISSUE, row.id, id=f"issue:{row.id}:{hold.id}", urgency=urgency)
