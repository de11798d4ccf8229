"""Tracking: what happens to invoices at Stripe is found by its events, which are hints to look."""

from datetime import datetime, timedelta
from itertools import groupby
from operator import attrgetter
from typing import Any

from bot import authority
from bot.actor import STRIPE_DASHBOARD, Actor
from bot.clock import date_in
from bot.deps import Deps
from bot.errors import Conflict
from bot.facts import BillingEvent, EventPage, Snapshot, Urgency
from bot.ledger import Session, deals, desk, invoices, receivables
from bot.outcome import Outcome
from bot.policy import Action
from bot.status import InvoiceStatus, observe_invoice
from bot.views import direct
from bot.workflows.showing.card_state import card_state
from bot.workflows.standing import attempt
from bot.workflows.standing.retainers import TRACK_RETAINER
from bot.workflows.standing.strange_retainers import note_retainer
from bot.workflows.telling.telling import tell
from bot.workflows.telling.trouble import close_trouble, open_trouble
from bot.workflows.tracking.observe import BY_HAND, observe

TRACK = "track"
CURSOR = "stripe_events"
OF_SENDING = frozenset({"invoice.created", "invoice.updated", "invoice.finalized", "invoice.sent"})
"""What our own making and sending of an invoice causes; one that it pays at once is looked at."""
REMEMBERED = timedelta(minutes=30)
"""How long ids of events are kept: longer than what a look at the feed overlaps with the last."""


def watch_payments(deps: Deps, slot: str) -> None:
    """Read what happened at Stripe since last time, and look at each invoice it happened to."""
    del slot
    deps.durably(read_events)


def read_events(deps: Deps) -> int:
    """Read the feed once; return how many invoices are to be looked at."""
    with deps.ledger.reading() as s:
        cursor = desk.cursor(s, CURSOR)
    since = datetime.fromisoformat(cursor["until"]) if cursor else deps.now()
    page = deps.billing.events(since)
    with deps.ledger.transaction() as s:
        return _start(deps, s, page, since)


def _start(deps: Deps, s: Session, page: EventPage, since: datetime) -> int:
    cursor = desk.cursor(s, CURSOR, lock=True) or {}
    known = set(cursor.get("seen", ()))
    new = sorted((e for e in page.events if e.id not in known), key=attrgetter("stripe_id"))
    started = 0
    for stripe_id, events in groupby(new, key=attrgetter("stripe_id")):
        happened = list(events)
        for event in happened[-1:]:
            note_retainer(s, event.deal_id, stripe_id, event.subscription_id)
        if _is_known(s, stripe_id, happened):
            continue
        latest = max(happened, key=lambda event: (event.at, event.id))
        unique = f"track:{stripe_id}:{latest.id}"
        why = _because(happened)
        name = TRACK_RETAINER if latest.of_subscription else TRACK
        deps.engine.enqueue(s, name, stripe_id, why, id=unique, urgency=Urgency.BULK)
        started += 1
    until = max(page.read_until or since, since)
    seen = [event.id for event in page.events if event.at >= until - REMEMBERED]
    value: dict[str, Any] = {"until": until.isoformat(), "seen": seen}
    desk.set_cursor(s, CURSOR, value)
    return started


def _is_known(s: Session, stripe_id: str, events: list[BillingEvent]) -> bool:
    """Return whether it is all our own sending, whose answer told as much: Stripe counts reads."""
    row = invoices.by_stripe_id(s, stripe_id)
    return row is not None and all(
        event.type in OF_SENDING and event.key.startswith(attempt.keys_of(row.id))
        for event in events
    )


def _because(events: list[BillingEvent]) -> str:
    """Return what happened by hand (or by time), if anything did, else what our calls caused."""
    by_hand = [event.type for event in events if not event.by_api]
    types = by_hand or [event.type for event in events]
    return " ".join([BY_HAND if by_hand else "api", *sorted(set(types))])


def track(deps: Deps, stripe_id: str, because: str) -> None:
    """Look at one invoice at Stripe and take over what it shows."""
    read = deps.durably(read_invoice, stripe_id)
    if read.done:
        deps.durably(take_over, read.value, because)
    elif read.code == "NotFound":
        deps.durably(note_gone, stripe_id)
    else:
        deps.durably(cannot_read, stripe_id, read.to_json())


def read_invoice(deps: Deps, stripe_id: str) -> dict[str, Any]:
    """Return the invoice as Stripe shows it now."""
    read_at = deps.now()
    seen = deps.billing.snapshot(stripe_id)
    return seen.model_copy(update={"read_at": read_at}).to_json()


def take_over(deps: Deps, seen: dict[str, Any], because: str) -> None:
    """Bring the ledger to what was read."""
    snapshot = Snapshot.from_json(seen)
    with deps.ledger.transaction() as s:
        observe(deps, s, snapshot, because=because)
        close_trouble(deps, s, subject=snapshot.stripe_id, kind=TRACK)


def note_gone(deps: Deps, stripe_id: str) -> None:
    """Note that a draft was deleted: nothing else can be."""
    with deps.ledger.transaction() as s:
        receivables.forget_outside(s, stripe_id)
        close_trouble(deps, s, subject=stripe_id, kind=TRACK)
        row = invoices.by_stripe_id(s, stripe_id)
        if row is not None and observe_invoice(row, InvoiceStatus.CANCELED):
            tell(
                deps,
                s,
                row.deal_id,
                by=STRIPE_DASHBOARD,
                action="invoice.canceled",
                what="The draft was deleted in the Stripe Dashboard: it will not be sent.",
                subject=row.id,
                urgency=Urgency.BULK,
            )


def cannot_read(deps: Deps, stripe_id: str, refused: dict[str, Any]) -> None:
    """Say that Stripe does not let us read an invoice."""
    with deps.ledger.transaction() as s:
        row = invoices.by_stripe_id(s, stripe_id)
        open_trouble(
            deps,
            s,
            Outcome.from_json(refused),
            subject=stripe_id,
            kind=TRACK,
            deal_id=row.deal_id if row else "",
            retry={"workflow": TRACK, "args": [stripe_id, "retry"]},
        )


def refresh(deps: Deps, invoice_id: str, actor: Actor) -> None:
    """Look at the invoice at Stripe now.

    Raises:
        NotFound: if there is no such invoice.
        NotAllowed: naming who may.
        Conflict: if it is not at Stripe yet.

    """
    with deps.ledger.reading() as s:
        row = invoices.get(s, invoice_id)
        owner_email = deals.get(s, row.deal_id).owner_email
    authority.require(deps, Action.REFRESH, actor, owner_email=owner_email)
    if not row.stripe_id:
        raise Conflict("This invoice is not at Stripe yet: there is nothing to refresh.")
    with deps.ledger.transaction() as s:
        unique = f"track:{row.stripe_id}:refresh:{deps.now().isoformat()}"
        deps.engine.enqueue(s, TRACK, row.stripe_id, "refresh", id=unique)


def notify_paid(deps: Deps, deal_id: str) -> None:
    """Tell the deal's owner that all of it is paid; without an active account, nobody."""
    deps.durably(tell_owner, deal_id)


def tell_owner(deps: Deps, deal_id: str) -> None:
    """Send the direct message."""
    with deps.ledger.reading() as s:
        deal = deals.get(s, deal_id)
        paid = receivables.paid_of_deal(s, deal_id)
        state = card_state(deps, s, paid.proposal_id)
    owner = deps.directory.by_email(deal.owner_email) if deal.owner_email else None
    if owner is not None:
        on = date_in(deps.settings.billing_timezone, paid.at or deps.now())
        message = direct.fully_paid(state, paid.total, on)
        deps.messenger.direct(owner.id, message, key=f"paid:{deal_id}:{paid.proposal_id}")
