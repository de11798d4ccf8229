"""The gate: the one place that everything passes on its way to a customer.

It is asked in the transaction in which work begins, and once more right before the call: while
everything is paused, or a limit is reached, what asks is written down and stops. Whoever opens the
gate starts it again; as it begins with the same attempt, it goes out once.
"""

from datetime import datetime, time, timedelta
from typing import Any

from bot.clock import date_in
from bot.deps import Deps
from bot.facts import Urgency
from bot.ledger import Session, desk, gate
from bot.ledger.gate import DepartureRow, WaitsFor
from bot.ledger.pause import paused
from bot.limits import HOUR, Stop, stop
from bot.money import Money
from bot.outcome import Outcome
from bot.views.alerts import LIMIT
from bot.views.text import counted
from bot.workflows.telling.telling import show
from bot.workflows.telling.trouble import open_trouble

A_MOMENT = timedelta(microseconds=1)
BEHIND = "those before it"
SENDING = "sending"
"""What alerts and the audit trail call all that goes out."""


def may_leave(
    deps: Deps,
    s: Session,
    *,
    subject: str,
    workflow: str,
    deal_id: str,
    amount: Money | None = None,
) -> bool:
    """Return whether it may go out now; if not, `workflow(subject)` starts again when it may.

    Without an `amount` it counts against no limit. What was let out once counts once.
    """
    row = gate.find(s, subject)
    if paused(s) is not None:
        _wait(deps, s, row, WaitsFor.PAUSE, subject, workflow, deal_id, amount)
        return False
    if amount is None or not deps.policy.limits.limits_invoices or (row and row.left_at):
        if row is not None:
            row.waits_for = WaitsFor.NOTHING
        return True
    gate.one_at_a_time(s)
    why = None if row and row.let_by else reason_to_wait(deps, s, amount)
    place = row.number if row and row.waits_for else None
    if why is None and not (row and row.let_by) and gate.is_behind(s, amount.currency, place):
        why = Stop(BEHIND)
    if why is not None:
        kind = WaitsFor.PERSON if why.by_itself else WaitsFor.LIMIT
        _wait(deps, s, row, kind, subject, workflow, deal_id, amount)
        if why.words != BEHIND:
            alert(deps, s, why, anew=False)
        return False
    row = row or _row(deps, s, subject, workflow, deal_id, amount)
    row.waits_for, row.left_at = WaitsFor.NOTHING, deps.now()
    return True


def is_stopped(deps: Deps, **asked: Any) -> bool:  # noqa: ANN401 - those of `may_leave`
    """Return whether it must not go out after all: asked right before the call."""
    with deps.ledger.reading() as s:
        if paused(s) is None:
            return False
    with deps.ledger.transaction() as s:
        return not may_leave(deps, s, **asked)


def reason_to_wait(deps: Deps, s: Session, amount: Money) -> Stop | None:
    """Return the limit under which there is no room for it now; None: there is."""
    zone = deps.settings.billing_timezone
    midnight = datetime.combine(date_in(zone, deps.now()), time(), zone)
    hour, day = gate.spent(s, deps.now() - HOUR), gate.spent(s, midnight - A_MOMENT)
    return stop(deps.policy.limits, amount, hour, day)


def _wait(  # noqa: PLR0913, PLR0917 - what is written down are these facts
    deps: Deps,
    s: Session,
    row: DepartureRow | None,
    kind: WaitsFor,
    subject: str,
    workflow: str,
    deal_id: str,
    amount: Money | None,
) -> None:
    row = row or _row(deps, s, subject, workflow, deal_id, amount)
    is_new = not row.waits_for
    row.waits_for, row.workflow = kind, workflow
    s.flush()
    if is_new:
        because = f"gate:{subject}:{row.turns}"
        show(deps, s, deal_id, because=because, urgency=Urgency.BULK)


def _row(
    deps: Deps, s: Session, subject: str, workflow: str, deal_id: str, amount: Money | None
) -> DepartureRow:
    gate.one_at_a_time(s)
    row = DepartureRow(
        subject=subject,
        number=gate.next_number(s),
        workflow=workflow,
        deal_id=deal_id,
        currency=amount.currency if amount else "",
        amount_minor=amount.minor if amount else 0,
        asked_at=deps.now(),
        waits_for=WaitsFor.NOTHING,
        turns=0,
        let_by="",
    )
    s.add(row)
    return row


def waits_words(s: Session) -> str:
    """Return that what was approved waits, while everything is paused."""
    now = paused(s)
    return f" It waits: sending is paused by {now.by_name}." if now else ""


def start_again(deps: Deps, s: Session, row: DepartureRow) -> None:
    """Start what waited; it asks again on its way, and is let through if it has left."""
    row.waits_for, row.turns = WaitsFor.NOTHING, row.turns + 1
    unique = f"{row.workflow}:{row.subject}:{row.asked_at.timestamp()}:{row.turns}"
    deps.engine.enqueue(s, row.workflow, row.subject, id=unique)
    show(deps, s, row.deal_id, because=unique, urgency=Urgency.BULK)


def alert(deps: Deps, s: Session, why: Stop, *, anew: bool) -> None:
    """Say in the ops channel what waits for a limit; with `anew`, bring it up to date."""
    known = desk.find_trouble(s, SENDING, LIMIT)
    if known is not None and not anew:
        return  # the clock counts them anew each minute
    words = alert_words(s, why)
    if known is None or known.words != words:
        open_trouble(deps, s, Outcome.refused(words), subject=SENDING, kind=LIMIT)


def alert_words(s: Session, why: Stop) -> str:
    """Return what waits, why, and what people can do."""
    value = gate.waiting_value(s)
    sums = " and ".join(str(Money(minor=value[code], currency=code)) for code in sorted(value))
    count = gate.count_waiting(s)
    waits = f"{counted(count, 'thing')} over {sums} {'waits' if count == 1 else 'wait'}"
    if why.by_itself:
        return (
            f"{waits}: one is by itself more than the limit of {why.words}. "
            "/invoice let with the deal's name sends it, or raise [limits] in the policy."
        )
    return (
        f"{waits}: the limit of {why.words} is reached. Nothing is lost: they go on by themselves, "
        "oldest first, as the time passes. Or let all go, or one deal by /invoice let with the "
        "deal's name, or raise [limits] in the policy."
    )
