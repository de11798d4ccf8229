"""The breaker: when too many deals are won at once, no more cards until somebody says so.

An import gone wrong wins hundreds within a minute. Those beyond the limit stay in the ledger as
settled deals that were never sent on, which is all that waiting takes: nothing is lost, and their
cards come oldest first. Deals are counted by when they were won: a feed that was not read for a
day brings many at once, of many hours.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from bot import authority
from bot.actor import Actor
from bot.deps import Deps
from bot.errors import Conflict
from bot.facts import Urgency
from bot.ledger import Session, audit, deals, desk, gate
from bot.ledger.deals import DealRow
from bot.limits import HOUR, within
from bot.outcome import Outcome
from bot.policy import Action
from bot.rules import GoOn
from bot.views.alerts import BREAKER
from bot.views.text import counted
from bot.workflows.standing.replan import PROPOSE
from bot.workflows.telling.trouble import close_trouble, open_trouble

CURSOR = "breaker"
CARDS = "cards"
"""What the alert and the audit trail call them."""
POST_CARDS = "post_cards"
AT_ONCE = 50
"""How many deals are sent on in one transaction once somebody said so."""


def may_begin(deps: Deps, s: Session) -> list[DealRow]:
    """Return the settled deals that may be sent on to be proposed now, oldest first.

    What was proposed before, or is won no longer, makes no new card: it always may.
    """
    fresh = _fresh(deps, s)
    new = {row.id for row in fresh}
    known = [deals.get(s, id_) for id_ in deals.settled(s, deps.now()) if id_ not in new]
    if not fresh:
        _tell(deps, s, ())
        return known
    gate.one_at_a_time(s)
    state = _state(s)
    let = _instant(state, "let_until")
    free = [row for row in fresh if let and row.settles_at and row.settles_at <= let]
    asks = [row for row in fresh if row not in free]
    free = free[:AT_ONCE]
    for row in free:
        row.begun_at = let  # it does not count: somebody said so
    going = _counted(deps, s, state, asks)
    for row in going:
        row.begun_at = deps.now()
    s.flush()
    left = [row for row in asks if row not in going]
    _tell(deps, s, left)
    return [*known, *free, *going]


def _counted(
    deps: Deps, s: Session, state: dict[str, Any], asks: Sequence[DealRow]
) -> Sequence[DealRow]:
    """Return those of `asks` that the limit lets go; with one more, the breaker trips."""
    limits = deps.policy.limits
    if not limits.cards_per_hour or not asks:
        return asks
    if state.get("tripped"):
        if limits.cards_go_on is GoOn.PERSON:
            return ()
        most = max(0, limits.cards_per_hour - deals.count_begun(s, deps.now() - HOUR))
    else:
        reset = _instant(state, "let_until")
        begun = deals.begun_since(s, asks[0].won_at - HOUR, reset)
        most = within(limits.cards_per_hour, begun, [row.won_at for row in asks])
    tripped = most < len(asks)
    if tripped != bool(state.get("tripped")):
        desk.set_cursor(s, CURSOR, {**state, "tripped": tripped, "kept_by": ""})
    return asks[:most]


def _tell(deps: Deps, s: Session, left: Sequence[DealRow]) -> None:
    if not left:
        close_trouble(deps, s, subject=CARDS, kind=BREAKER)
        return
    words = _words(deps, left, _state(s).get("kept_by", ""))
    known = desk.find_trouble(s, CARDS, BREAKER)
    if known is None or known.words != words:
        open_trouble(deps, s, Outcome.refused(words), subject=CARDS, kind=BREAKER)


def _words(deps: Deps, left: Sequence[DealRow], kept_by: str) -> str:
    most, zone = deps.policy.limits.cards_per_hour, deps.settings.billing_timezone
    first, last = (row.won_at.astimezone(zone) for row in (left[0], left[-1]))
    what = "waits without a card" if len(left) == 1 else "wait without a card"
    pace = deps.policy.limits.cards_go_on is GoOn.PACE
    return (
        f"{counted(len(left), 'deal')} {what}, won from {_moment(first)} to {_moment(last)}: more "
        f"than {most:,} were won within an hour. Was it an import? Nothing is lost: "
        + (f"{most:,} cards an hour are posted, oldest first. " if pace else "no card is posted. ")
        + "Go on posts all of them, oldest first; what should not be billed is best set back in "
        "Salesforce before." + (f" {kept_by} looked at it: they keep waiting." if kept_by else "")
    )


def _moment(at: datetime) -> str:
    return f"{at:%b} {at.day}, {at:%H:%M}"


def go_on(deps: Deps, actor: Actor) -> int:
    """Have the cards posted of all deals that wait now; return how many.

    Raises:
        NotAllowed: naming who may.
        Conflict: if none waits.

    """
    authority.require(deps, Action.LET_THROUGH, actor, owner_email="")
    with deps.ledger.transaction() as s:
        left = _still_waiting(deps, s)
        now = deps.now()
        desk.set_cursor(s, CURSOR, {"tripped": False, "let_until": now.isoformat(), "kept_by": ""})
        audit.append(s, at=now, actor=actor.id, action="cards.let_through", subject=CARDS,
                     after={"count": left})  # fmt: skip
        deps.engine.enqueue(s, POST_CARDS, now.isoformat(), id=f"post-cards:{now.isoformat()}")
    return left


def keep_waiting(deps: Deps, actor: Actor) -> int:
    """Note that somebody looked at it and wants them to wait; return how many do.

    Raises as `go_on` does.
    """
    authority.require(deps, Action.LET_THROUGH, actor, owner_email="")
    with deps.ledger.transaction() as s:
        left = _still_waiting(deps, s)
        desk.set_cursor(s, CURSOR, {**_state(s), "kept_by": actor.shown})
        audit.append(s, at=deps.now(), actor=actor.id, action="cards.kept_waiting", subject=CARDS,
                     after={"count": left})  # fmt: skip
        s.flush()
        _tell(deps, s, _fresh(deps, s))
    return left


def post_cards(deps: Deps, because: str) -> None:
    """Send on what somebody let through, part by part: clicks pass in between."""
    del because
    while deps.durably(post_some).value:
        pass


def post_some(deps: Deps) -> int:
    """Send on the next of them; return how many."""
    with deps.ledger.transaction() as s:
        return begin_settled(deps, s)


def begin_settled(deps: Deps, s: Session) -> int:
    """Send every deal that has been quiet long enough on to be proposed; return how many."""
    rows = may_begin(deps, s)
    for row in rows:
        row.settles_at = None
        deps.engine.enqueue(
            s,
            PROPOSE,
            row.id,
            id=f"propose:{row.id}:{row.source_hash[:16]}:{row.deal.modified_at.timestamp():.0f}",
            urgency=Urgency.BULK,
        )
    return len(rows)


def waiting(deps: Deps, s: Session) -> int:
    """Return how many deals wait for their card; 0 unless the breaker has tripped."""
    if not _state(s).get("tripped"):
        return 0
    return len(_fresh(deps, s))


def _fresh(deps: Deps, s: Session) -> list[DealRow]:
    """Return the settled deals that were never sent on and are to have a card, oldest first."""
    rows = [deals.get(s, deal_id) for deal_id in deals.settled(s, deps.now())]
    fresh = [row for row in rows if row.begun_at is None and row.is_won and not row.is_deleted]
    return sorted(fresh, key=lambda row: (row.won_at, row.id))


def _state(s: Session) -> dict[str, Any]:
    return desk.cursor(s, CURSOR) or {}


def _instant(state: dict[str, Any], name: str) -> datetime | None:
    return datetime.fromisoformat(state[name]) if state.get(name) else None


def _still_waiting(deps: Deps, s: Session) -> int:
    """Return how many deals wait, with nobody else deciding on them meanwhile."""
    gate.one_at_a_time(s)
    left = waiting(deps, s)
    if not left:
        raise Conflict("No deal waits for its card any more.")
    return left
