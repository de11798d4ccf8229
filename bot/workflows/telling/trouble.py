"""Trouble: what waits for a person, shown where people look, and tried again on request."""

from collections.abc import Callable
from contextlib import suppress
from typing import Any

from bot import authority
from bot.actor import Actor
from bot.clock import date_in
from bot.deps import Deps
from bot.errors import Conflict, NotFound
from bot.facts import Message, Place, Urgency
from bot.ledger import Session, audit, deals, desk
from bot.ledger.desk import TroubleRow
from bot.outcome import Outcome
from bot.policy import Action
from bot.views import trouble as view
from bot.views.state_lists import TroubleState
from bot.watching import Stuck
from bot.workflows.telling.telling import show
from bot.workflows.telling.trouble_words import WHAT_FAILED, WHO_CAN_MEND

SHOW_TROUBLE = "show_trouble"


def open_trouble(
    deps: Deps, s: Session, outcome: Outcome, *, subject: str, kind: str, deal_id: str = "",
    retry: dict[str, Any] | None = None,
) -> None:  # fmt: skip
    """Open trouble for a refusal; Slack hears of it with the commit."""
    mends = WHO_CAN_MEND.get(outcome.code, f"your {outcome.vendor} admin" if outcome.vendor else "")
    row = desk.open_trouble(
        s,
        subject=subject,
        kind=kind,
        words=outcome.words,
        now=deps.now(),
        vendor=outcome.vendor,
        code=outcome.code,
        who_can_mend=mends,
        deal_id=deal_id,
        retry=retry,
    )
    _announce(deps, s, row, f"{row.id}:{row.count}")


def close_trouble(deps: Deps, s: Session, *, subject: str, kind: str) -> None:
    """Close the trouble if it is open; Slack hears of it with the commit."""
    row = desk.close_trouble(s, subject, kind, deps.now())
    if row is not None:
        _announce(deps, s, row, f"{row.id}:closed")


def close_over(deps: Deps, s: Session, kind: str, is_over: Callable[[str], bool]) -> None:
    """Close the trouble of a kind whose subject says that nothing is left to be done."""
    for row in desk.open_troubles(s):
        if row.kind == kind and is_over(row.subject):
            close_trouble(deps, s, subject=row.subject, kind=kind)


def _announce(deps: Deps, s: Session, row: TroubleRow, because: str) -> None:
    lane = f"trouble:{row.kind}"
    deps.engine.enqueue(
        s, SHOW_TROUBLE, row.kind, id=f"trouble:{because}", channel=lane, urgency=Urgency.BULK
    )
    if row.deal_id and deals.find(s, row.deal_id):
        show(deps, s, row.deal_id, because=because)


def retry(deps: Deps, trouble_id: str, actor: Actor) -> None:
    """Try again what failed, now.

    Raises:
        NotFound: if there is no such trouble.
        NotAllowed: naming who may.
        Conflict: if it is over already.

    """
    with deps.ledger.reading() as s:
        trouble = desk.get_trouble(s, trouble_id)
    authority.require(deps, Action.RETRY, actor, owner_email="")
    if trouble.closed_at is not None:
        raise Conflict("This is over already: there is nothing left to retry.")
    if not trouble.retry:
        raise Conflict("This cannot be retried from here: it is over once it is mended.")
    with deps.ledger.transaction() as s:
        audit.append(
            s, at=deps.now(), actor=actor.id, action="trouble.retried", subject=trouble.subject
        )
        again = trouble.retry
        if "workflow" in again:
            name, args = again["workflow"], again["args"]
            unique = f"{name}:{':'.join(args)}:retry:{trouble.id}:{trouble.count}"
            deps.engine.enqueue(s, name, *args, id=unique)
            return
    if "wake" in again:
        deps.engine.wake(again["wake"])


def retry_all(deps: Deps, kind: str, actor: Actor) -> int:
    """Try again everything of one kind; return how many."""
    with deps.ledger.reading() as s:
        ids = [row.id for row in desk.open_troubles(s) if row.kind == kind and row.retry]
    tried = 0
    for trouble_id in ids:
        with suppress(Conflict, NotFound):  # over by now, or retried by somebody else
            retry(deps, trouble_id, actor)
            tried += 1
    return tried


def show_trouble(deps: Deps, kind: str) -> None:
    """Bring the ops channel's one line about this kind of trouble up to date."""
    place = deps.durably(put_trouble, kind)
    if place.done and place.value:
        deps.durably(remember_trouble, kind, place.value)
    elif place.done:
        deps.durably(forget_trouble, kind)


def put_trouble(deps: Deps, kind: str) -> dict[str, Any] | None:
    """Post or update the line; return its place while there is trouble, None once it is over."""
    with deps.ledger.reading() as s:
        open_now = [row for row in desk.open_troubles(s) if row.kind == kind]
        row = desk.message(s, "trouble", kind)
        shown = Place(channel=row.channel, ts=row.ts) if row else None
    if not open_now:
        if shown is not None:
            _update(deps, shown, _closed(deps, kind))
        return None
    message = view.trouble(_state(deps, open_now[-1], open_now))
    if shown is not None and _update(deps, shown, message):
        return shown.to_json()
    key = f"trouble:{open_now[0].id}"
    if shown is not None:
        key += f":after:{shown.ts}"  # somebody deleted it: it is posted anew
    return deps.messenger.post(deps.settings.ops_channel, message, key=key).to_json()


def remember_trouble(deps: Deps, kind: str, place: dict[str, Any]) -> None:
    """Note where the line stands."""
    with deps.ledger.transaction() as s:
        desk.shown(s, "trouble", kind, channel=place["channel"], ts=place["ts"])


def forget_trouble(deps: Deps, kind: str) -> None:
    """Leave the line as it stands: the next trouble of this kind is a new line, which is seen."""
    with deps.ledger.transaction() as s:
        row = desk.message(s, "trouble", kind)
        if row is not None:
            s.delete(row)


def _update(deps: Deps, place: Place, message: Message) -> bool:
    """Update the line; return False if somebody deleted it."""
    try:
        deps.messenger.update(place, message)
    except NotFound:
        return False
    return True


def _state(deps: Deps, latest: TroubleRow, all_open: list[TroubleRow]) -> TroubleState:
    zone = deps.settings.billing_timezone
    return TroubleState(
        trouble_id=latest.id,
        kind=latest.kind,
        what_failed=WHAT_FAILED.get(latest.kind, latest.kind),
        vendor=latest.vendor,
        words=latest.words,
        count=len(all_open),
        since_date=date_in(zone, all_open[0].since),
        who_can_mend=latest.who_can_mend,
        retryable=any(row.retry for row in all_open),
        today=deps.today(),
    )


def _closed(deps: Deps, kind: str) -> Message:
    state = TroubleState(
        trouble_id="",
        kind=kind,
        what_failed=WHAT_FAILED.get(kind, kind),
        count=0,
        since_date=deps.today(),
        retryable=False,
        closed_date=deps.today(),
        today=deps.today(),
    )
    return view.trouble(state)


class LedgerWatcher:
    """Implements `bot.watching.Watcher`: work that does not get on becomes trouble."""

    def __init__(self, deps: Deps) -> None:
        """Write to the ledger of `deps`."""
        self._deps = deps

    def stuck(self, stuck: Stuck) -> None:
        """Open trouble that wakes the workflow when retried."""
        self._open(stuck, "stuck")

    def failed(self, stuck: Stuck) -> None:
        """Open trouble that takes the workflow up where it failed."""
        self._open(stuck, "failed")

    def relieved(self, workflow_id: str) -> None:
        """Close it."""
        with self._deps.ledger.transaction() as s:
            for kind in ("stuck", "failed"):
                close_trouble(self._deps, s, subject=workflow_id, kind=kind)

    def _open(self, stuck: Stuck, kind: str) -> None:
        outcome = Outcome.refused(stuck.words, vendor=stuck.vendor)
        with self._deps.ledger.transaction() as s:
            again = {"wake": stuck.workflow_id}
            open_trouble(self._deps, s, outcome, subject=stuck.workflow_id, kind=kind, retry=again)
