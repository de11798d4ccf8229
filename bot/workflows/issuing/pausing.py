"""Pausing: one word stops all that goes out to customers, and one lets it go on.

What asks at the gate waits there. What would go out by itself is stopped at Stripe: scheduled
drafts do not advance, and subscriptions keep the invoices of their periods as drafts. It is all in
the ledger, so it survives restarts; approvals, tracking and write-back go on.
"""

from collections.abc import Iterable
from datetime import date

from bot import authority
from bot.actor import Actor
from bot.clock import date_in
from bot.deps import Deps
from bot.errors import Conflict
from bot.facts import Urgency
from bot.ledger import Session, audit, desk, gate, invoices, subscriptions
from bot.ledger.base import new_id
from bot.ledger.invoices import InvoiceRow
from bot.ledger.pause import Pause, begin, end, paused, told
from bot.outcome import Outcome
from bot.policy import Action
from bot.status import InvoiceStatus, SubscriptionStatus
from bot.value import Value
from bot.views.alerts import PAUSED
from bot.views.text import counted, cut, day
from bot.workflows.gating.gate import SENDING
from bot.workflows.gating.letting import LET_GO
from bot.workflows.issuing.scheduling import ALIGN
from bot.workflows.standing.retainers import ALIGN_RETAINER, SEND_PERIOD
from bot.workflows.telling.trouble import close_trouble, open_trouble

FOLLOW = "follow_pause"
ON, OFF = "on", "off"
LONGEST_REASON = 300


class Standing(Value):
    """How things stand while everything is paused."""

    pause: Pause
    since: date
    waiting: int
    """How much asked to go out and waits."""
    not_yet: int
    """Scheduled drafts and retainers of which Stripe does not know of the pause yet."""
    next_on: date | None = None
    """The day on which the first of these would go out by itself."""
    next_name: str = ""


def pause(deps: Deps, reason: str, actor: Actor) -> Standing:
    """Stop everything that goes out to customers.

    Raises:
        NotAllowed: naming who may.
        Conflict: if it is paused already, saying by whom.

    """
    authority.require(deps, Action.PAUSE, actor, owner_email="")
    with deps.ledger.transaction() as s:
        gate.one_at_a_time(s)
        if (known := paused(s)) is not None:
            raise Conflict(f"Sending is paused already, by {known.by_name}.")
        now = Pause(id=new_id("pause"), by=actor.id, by_name=actor.shown,
                    reason=cut(reason, LONGEST_REASON), at=deps.now())  # fmt: skip
        begin(s, now)
        audit.append(s, at=deps.now(), actor=actor.id, action="sending.paused", subject=SENDING,
                     after={"pause": now.id, "reason": now.reason})  # fmt: skip
        deps.engine.enqueue(s, FOLLOW, now.id, ON, id=f"follow-pause:{now.id}:{ON}")
        _alert(deps, s, now)
        return _standing(deps, s, now)


def resume(deps: Deps, actor: Actor) -> int:
    """Let everything go on, each thing once and in its order; return how much waited.

    Raises:
        NotAllowed: naming who may.
        Conflict: if nothing is paused.

    """
    authority.require(deps, Action.PAUSE, actor, owner_email="")
    with deps.ledger.transaction() as s:
        gate.one_at_a_time(s)
        now = paused(s)
        if now is None:
            raise Conflict("Nothing is paused.")
        end(s, deps.now())
        audit.append(s, at=deps.now(), actor=actor.id, action="sending.resumed", subject=SENDING,
                     after={"pause": now.id})  # fmt: skip
        close_trouble(deps, s, subject=SENDING, kind=PAUSED)
        deps.engine.enqueue(s, FOLLOW, now.id, OFF, id=f"follow-pause:{now.id}:{OFF}")
        deps.engine.enqueue(s, LET_GO, now.id, id=f"let-go:{now.id}")
        return gate.count_waiting(s)


def standing(deps: Deps) -> Standing | None:
    """Return how the pause stands; None: nothing is paused."""
    with deps.ledger.reading() as s:
        now = paused(s)
        return _standing(deps, s, now) if now else None


def _standing(deps: Deps, s: Session, now: Pause) -> Standing:
    by_itself = _by_itself(s)
    first = next(iter(by_itself), None)
    kept = {row.id for row in subscriptions.in_status(s, SubscriptionStatus.ACTIVE)}
    return Standing(
        pause=now,
        since=date_in(deps.settings.billing_timezone, now.at),
        waiting=gate.count_waiting(s),
        not_yet=len(by_itself) + len(kept - told(s)),
        next_on=first.issue_date if first else None,
        next_name=f"invoice {first.number or first.item} of {first.account_name}" if first else "",
    )


def _by_itself(s: Session) -> list[InvoiceRow]:
    """Return the drafts that Stripe would finalize by itself, the soonest first."""
    rows = [row for row in invoices.in_status(s, InvoiceStatus.SCHEDULED) if row.advances]
    return sorted(rows, key=lambda row: (row.issue_date or date.max, row.id))


def words_of(deps: Deps, now: Standing) -> str:
    """Return the state in plain words, for wherever it is shown."""
    why = f": {now.pause.reason}" if now.pause.reason else ""
    said = f"Sending is paused by {now.pause.by_name} since {day(now.since, deps.today())}{why}. "
    said += "Nothing goes out to customers; approvals are taken and wait. "
    said += f"{counted(now.waiting, 'thing')} {'waits' if now.waiting == 1 else 'wait'} so far."
    if now.not_yet:
        said += f" {counted(now.not_yet, 'draft or retainer', 'drafts and retainers')} at Stripe"
        said += " are being stopped there"
        if now.next_on is not None:
            said += f"; until then {now.next_name} would go out by itself "
            said += f"on {day(now.next_on, deps.today())}"
        said += "."
    return said


def _alert(deps: Deps, s: Session, now: Pause) -> None:
    words = words_of(deps, _standing(deps, s, now))
    known = desk.find_trouble(s, SENDING, PAUSED)
    if known is None or known.words != words:
        open_trouble(deps, s, Outcome.refused(words), subject=SENDING, kind=PAUSED)


def is_paused(s: Session) -> bool:
    """Return whether the alert of a pause may have to be brought up to date."""
    return paused(s) is not None


def count_waiting(deps: Deps, slot: str) -> None:
    """Bring the alert up to date with what waits."""
    del slot
    deps.durably(alert_anew)


def alert_anew(deps: Deps) -> None:
    """Do so, if the pause lasts."""
    with deps.ledger.transaction() as s:
        if (now := paused(s)) is not None:
            _alert(deps, s, now)


def follow_pause(deps: Deps, pause_id: str, change: str) -> None:
    """Have Stripe stop, or go on with, what it does by itself."""
    deps.durably(start_aligning, pause_id, change)


def start_aligning(deps: Deps, pause_id: str, change: str) -> int:
    """Start it for each scheduled draft, the soonest first, and each retainer; return how many.

    Whoever aligns looks at the ledger again after it wrote, so a pause and its end in quick
    succession leave Stripe as the last of them says.
    """
    because = f"{pause_id}:{change}"
    with deps.ledger.transaction() as s:
        drafts = invoices.in_status(s, InvoiceStatus.SCHEDULED)
        soonest = sorted(drafts, key=lambda row: (row.issue_date or date.max, row.id))
        for row in soonest:
            if change == OFF and row.subscription_id:
                continue
            unique = f"align:{row.id}:{because}"
            deps.engine.enqueue(s, ALIGN, row.id, unique, id=unique, urgency=Urgency.BULK)
        rows = subscriptions.in_status(s, SubscriptionStatus.ACTIVE)
        for retainer in rows:
            unique = f"align-retainer:{retainer.id}:{because}"
            deps.engine.enqueue(s, ALIGN_RETAINER, retainer.id, unique, id=unique)
        if change == OFF:
            _send_kept(deps, s, drafts, because)
    return len(soonest) + len(rows)


def _send_kept(deps: Deps, s: Session, drafts: Iterable[InvoiceRow], because: str) -> None:
    """Have the drafts sent that Stripe made of a period meanwhile and keeps."""
    for row in drafts:
        if row.subscription_id and not row.awaits_usage:
            unique = f"send-period:{row.id}:{because}"
            deps.engine.enqueue(s, SEND_PERIOD, row.id, id=unique)
