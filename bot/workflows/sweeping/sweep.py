"""Sweeping: each night both sides are compared whole; what the feeds missed is found and mended."""

from typing import Any

from bot.deps import Deps
from bot.facts import Urgency
from bot.ledger import Session, deals, desk, invoices
from bot.outcome import Outcome
from bot.status import InvoiceStatus
from bot.views.drift import drift as drift_view
from bot.workflows.crm.shown import mark_newly_overdue
from bot.workflows.issuing.scheduling import ALIGN
from bot.workflows.retaining.tend import tend
from bot.workflows.standing.drifting import DRIFT
from bot.workflows.standing.retainers import SEND_PERIOD, SUBSCRIBE, TEND, UNSUBSCRIBE
from bot.workflows.standing.strange_retainers import note_retainer
from bot.workflows.sweeping.drift import Drift, Kind, check
from bot.workflows.sweeping.read_again import read_again
from bot.workflows.telling.telling import WRITE_BACK, show
from bot.workflows.telling.trouble import close_trouble, open_trouble
from bot.workflows.tracking.observe import SEE_SENT
from bot.workflows.tracking.reconcile import refresh_receivables
from bot.workflows.tracking.track import TRACK
from bot.workflows.tracking.watch import see

__all__ = ["Drift", "Kind", "check", "sweep"]


AGAIN: dict[Kind, tuple[str, ...]] = {
    Kind.NOT_ISSUED: ("issue",),
    Kind.NOT_GONE_OUT: ("issue",),
    Kind.NOT_SENT: (SEE_SENT,),
    Kind.RETAINER_NOT_MADE: (SUBSCRIBE,),
    Kind.RETAINER_GONE: (TEND, "retry"),
    Kind.RETAINER_DIFFERS: (TEND, "retry"),
    Kind.RETAINER_NOT_WANTED: (UNSUBSCRIBE,),
    Kind.PERIOD_MISSING: (TEND, "retry"),
    Kind.PERIOD_LEFT: (SEND_PERIOD,),
    Kind.SCHEDULE_DIFFERS: (ALIGN, "retry"),
    Kind.SCHEDULED_GONE: (ALIGN, "retry"),
    Kind.TOTALS_DIFFER: (TRACK, "retry"),
    Kind.NOT_WRITTEN: ("write_back_again",),
    Kind.SHOWN_OTHERWISE: ("write_back_again",),
}
"""What a click on Retry starts, for the subject of the drift and what follows."""
OF_SCHEDULED = frozenset({Kind.SCHEDULE_DIFFERS, Kind.DRAFT_DIFFERS, Kind.SCHEDULED_GONE})
"""What can only be wrong while the invoice waits for its day."""


def sweep(deps: Deps, slot: str) -> None:
    """Compare, mend what can be mended by looking again, and say what is left."""
    _compare(deps, slot)
    deps.durably(read_again)


def _compare(deps: Deps, slot: str) -> None:
    deps.durably(mark_newly_overdue)
    found = _look(deps, f"sweep:{slot}")
    if found:  # what a second look does not show was on its way, e.g. a payment of this minute
        _adopt(deps, found, slot)
        again = _look(deps, f"sweep-again:{slot}")
        found = None if again is None else [drift for drift in again if _is_among(drift, found)]
    if found is None:
        return
    noted = deps.durably(note, found, slot)
    if noted.done and noted.value is not None:  # None: noted before an upgrade
        found = noted.value
    for drift in found:
        if drift["kind"] == Kind.UNSEEN_DEAL:
            deps.durably(see_deal, drift["subject"])
    if found:
        deps.durably(post, found, slot)


def _look(deps: Deps, because: str) -> list[dict[str, Any]] | None:
    """Return what does not agree after reading Stripe again, None if that cannot be told."""
    refresh_receivables(deps, because)
    found = deps.durably(compare)
    return found.value if found.done else None


def _adopt(deps: Deps, found: list[dict[str, Any]], slot: str) -> None:
    """Take in the invoices of retainers that Stripe made while the feed was not read."""
    missing = {drift["subject"] for drift in found if drift["kind"] == Kind.PERIOD_MISSING}
    for subscription_id in sorted(missing):
        tend(deps, subscription_id, f"sweep:{slot}")


def _is_among(drift: dict[str, Any], others: list[dict[str, Any]]) -> bool:
    same = ("kind", "subject")
    return any(all(drift[name] == other[name] for name in same) for other in others)


def compare(deps: Deps) -> list[dict[str, Any]]:
    """Return what does not agree."""
    return [drift.to_json() for drift in check(deps)]


def note(deps: Deps, found: list[dict[str, Any]], slot: str) -> list[dict[str, Any]]:
    """Open trouble for what is new, close it for what is over, start again what was left lying.

    Return what still stands: an invoice may have gone out since it was looked at, and nobody would
    close before the next night what is opened after that.
    """
    with deps.ledger.transaction() as s:
        standing = [drift for drift in map(Drift.from_json, found) if not _is_over(s, drift)]
        drifts = {drift.key: drift for drift in standing}
        for trouble in desk.open_troubles(s):
            if trouble.kind == DRIFT and trouble.subject not in drifts:
                close_trouble(deps, s, subject=trouble.subject, kind=DRIFT)
        for subject, drift in drifts.items():
            said = Outcome.refused(f"{drift.words} ({drift.kind})")
            open_trouble(deps, s, said, subject=subject, kind=DRIFT, deal_id=drift.deal_id,
                         retry=_again(drift))  # fmt: skip
            if drift.kind is Kind.RETAINER_UNKNOWN:
                note_retainer(s, drift.deal_id, drift.subject, "")
            if drift.kind is Kind.NO_CARD:
                show(deps, s, drift.deal_id, because=f"sweep:{slot}", urgency=Urgency.BULK)
            if drift.kind in (Kind.SCHEDULE_DIFFERS, Kind.SCHEDULED_GONE):
                unique = f"align:{drift.subject}:sweep:{slot}"
                deps.engine.enqueue(
                    s, ALIGN, drift.subject, unique, id=unique, urgency=Urgency.BULK
                )
            if drift.kind in (Kind.NOT_WRITTEN, Kind.SHOWN_OTHERWISE):
                deals.get(s, drift.deal_id).write_back_due = True
                deps.engine.enqueue(s, WRITE_BACK, id=f"write-back:sweep:{slot}")
    return [drift.to_json() for drift in standing]


def _is_over(s: Session, drift: Drift) -> bool:
    waits = drift.kind in OF_SCHEDULED
    return waits and invoices.get(s, drift.subject).status is not InvoiceStatus.SCHEDULED


def _again(drift: Drift) -> dict[str, Any]:
    """Return what a click on Retry starts, {} if looking again would not help."""
    if drift.kind is Kind.DEAD:
        return {"wake": drift.subject}
    found = AGAIN.get(drift.kind)
    return {"workflow": found[0], "args": [drift.subject, *found[1:]]} if found else {}


def see_deal(deps: Deps, deal_id: str) -> None:
    """Take in a won deal that the feed never brought; from here on it goes the usual way."""
    deal = deps.crm.deal(deal_id)
    with deps.ledger.transaction() as s:
        see(deps, s, deal)


def post(deps: Deps, found: list[dict[str, Any]], slot: str) -> None:
    """Say in the ops channel what was found."""
    drifts = [Drift.from_json(one) for one in found]
    lines = [f"{drift.words}: {drift.kind}" for drift in drifts]
    message = drift_view([str(drift.kind) for drift in drifts], lines)
    deps.messenger.post(deps.settings.ops_channel, message, key=f"sweep:{slot}")
