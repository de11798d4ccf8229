"""Away: when nobody has heard Slack for a while, people are told, and cards are shown afresh.

Whoever is connected to Slack notes every few seconds that clicks arrive. The note is one for all
replicas: as long as one of them listens, nobody was away. Whoever finds it old tells of the gap,
in the transaction that renews it: so one gap is told once.
"""

from datetime import datetime, timedelta

from bot.clock import Clock, SystemClock
from bot.deps import Deps
from bot.facts import Urgency
from bot.ledger import Session, desk, proposals
from bot.views import away as view
from bot.workflows.telling.telling import show

CURSOR = "slack"
"""When Slack was last heard: "at" for people, "machine" to measure how long ago it is."""
QUEUE = "away"
AWAY = timedelta(seconds=60)
"""A gap beyond that is told: people notice, restarts and reconnects take less."""
SET_BACK = timedelta(minutes=5)
"""A note that is later than now by more was written by a clock that was wrong."""


def note_listening(deps: Deps, heard_ago: float = 0.0, machine: Clock | None = None) -> bool:
    """Note that Slack was heard `heard_ago` seconds ago; return whether there was a gap before.

    The length of a gap is measured by the machine's clock, as connections live by that.
    """
    ago = timedelta(seconds=heard_ago)
    heard, now = (machine or SystemClock()).now() - ago, deps.now() - ago
    with deps.ledger.transaction() as s:
        last = desk.cursor(s, CURSOR, lock=True)
        gap = heard - datetime.fromisoformat(last["machine"]) if last else timedelta.max
        if -SET_BACK <= gap <= timedelta(0):
            return False  # another replica has heard it later
        desk.set_cursor(s, CURSOR, {"at": now.isoformat(), "machine": heard.isoformat()})
        if last is None or gap <= AWAY:
            return False
        _come_back(deps, s, last["at"], now.isoformat())
    return True


def tell_away(deps: Deps, since: str, until: str) -> None:
    """Tell the approvals channel, once for a gap."""
    deps.durably(post_away, since, until)


def post_away(deps: Deps, since: str, until: str) -> None:
    """Post it."""
    with deps.ledger.reading() as s:
        waiting = len(proposals.pending(s))
    zone = deps.settings.billing_timezone
    begun, ended = (datetime.fromisoformat(at).astimezone(zone) for at in (since, until))
    notice = view.away(begun, ended, waiting)
    deps.messenger.post(deps.settings.approvals_channel, notice, key=f"away:{since}")


def _come_back(deps: Deps, s: Session, since: str, until: str) -> None:
    """Tell of the gap, and have every card that waits for somebody drawn again, by and by."""
    deps.engine.enqueue(s, "tell_away", since, until, id=f"away:{since}", channel=QUEUE)
    for proposal in proposals.pending(s):
        show(deps, s, proposal.deal_id, because=f"away:{since}", urgency=Urgency.BULK)
