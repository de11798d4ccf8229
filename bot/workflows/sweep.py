"""Sweeping: each night both sides are compared whole; what the feeds missed is found and mended."""

from typing import Any

from bot.deps import Deps
from bot.facts import Urgency
from bot.ledger import deals, desk
from bot.outcome import Outcome
from bot.views.drift import drift as drift_view
from bot.workflows.drift import Drift, Kind, check
from bot.workflows.reconcile import refresh_receivables
from bot.workflows.shown import DRIFT, mark_newly_overdue
from bot.workflows.telling import WRITE_BACK, show
from bot.workflows.track import TRACK
from bot.workflows.trouble import close_trouble, open_trouble
from bot.workflows.watch import see

__all__ = ["Drift", "Kind", "check", "sweep"]


def sweep(deps: Deps, slot: str) -> None:
    """Compare, mend what can be mended by looking again, and say what is left."""
    refresh_receivables(deps, f"sweep:{slot}")
    deps.durably(mark_newly_overdue)
    found = deps.durably(compare)
    if not found.done:
        return
    deps.durably(note, found.value, slot)
    for drift in found.value:
        if drift["kind"] == Kind.UNSEEN_DEAL:
            deps.durably(see_deal, drift["subject"])
    if found.value:
        deps.durably(post, found.value, slot)


def compare(deps: Deps) -> list[dict[str, Any]]:
    """Return what does not agree."""
    return [drift.to_json() for drift in check(deps)]


def note(deps: Deps, found: list[dict[str, Any]], slot: str) -> None:
    """Open trouble for what is new, close it for what is over, start again what was left lying."""
    drifts = {f"{drift.kind}:{drift.subject}": drift for drift in map(Drift.from_json, found)}
    with deps.ledger.transaction() as s:
        for trouble in desk.open_troubles(s):
            if trouble.kind == DRIFT and trouble.subject not in drifts:
                close_trouble(deps, s, subject=trouble.subject, kind=DRIFT)
        for subject, drift in drifts.items():
            said = Outcome.refused(f"{drift.words} ({drift.kind})")
            open_trouble(deps, s, said, subject=subject, kind=DRIFT, deal_id=drift.deal_id,
                         retry=_again(drift))  # fmt: skip
            if drift.kind is Kind.NO_CARD:
                show(deps, s, drift.deal_id, because=f"sweep:{slot}", urgency=Urgency.BULK)
            if drift.kind in (Kind.NOT_WRITTEN, Kind.SHOWN_OTHERWISE):
                deals.get(s, drift.deal_id).write_back_due = True
                deps.engine.enqueue(s, WRITE_BACK, id=f"write-back:sweep:{slot}")


def _again(drift: Drift) -> dict[str, Any]:
    """Return what a click on Retry starts, {} if looking again would not help."""
    match drift.kind:
        case Kind.DEAD:
            return {"wake": drift.subject}
        case Kind.NOT_ISSUED:
            return {"workflow": "issue", "args": [drift.subject]}
        case Kind.TOTALS_DIFFER:
            return {"workflow": TRACK, "args": [drift.subject, "retry"]}
        case Kind.NOT_WRITTEN | Kind.SHOWN_OTHERWISE:
            return {"workflow": "write_back_again", "args": [drift.subject]}
        case _:
            return {}


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
