"""Letting go: what waits at the gate goes on, oldest first, as there is room or somebody says."""

from bot import authority
from bot.actor import Actor
from bot.deps import Deps
from bot.errors import Conflict
from bot.ledger import Session, audit, gate
from bot.ledger.gate import DepartureRow, WaitsFor
from bot.ledger.invoices import InvoiceRow
from bot.ledger.pause import paused
from bot.limits import Stop
from bot.money import Money
from bot.policy import Action
from bot.status import InvoiceStatus
from bot.views.alerts import LIMIT
from bot.workflows.gating.gate import SENDING, alert, reason_to_wait, start_again
from bot.workflows.telling.trouble import close_trouble

LET_GO = "let_go"
ALL = "all"
"""Every currency."""
AT_ONCE = 50
"""How much is started in one transaction: people's clicks pass in between."""


def let_go(deps: Deps, slot: str) -> None:
    """Start what may go, until nothing more may."""
    del slot
    while deps.durably(let_some_go).value:
        pass


def something_waits(s: Session) -> bool:
    """Return whether anything waits that the clock can let go."""
    return paused(s) is None and gate.count_waiting(s) > 0


def let_some_go(deps: Deps) -> int:
    """Start the next that may go, in their order; return how many.

    A limit on one currency stops the others of it, so that nothing big is overtaken for ever; what
    is more than a limit by itself is stepped around.
    """
    with deps.ledger.transaction() as s:
        if paused(s) is not None:
            return 0
        gate.one_at_a_time(s)
        went, full, why = 0, set[str](), None
        for row in gate.waiting(s):
            if went == AT_ONCE:
                return went
            if (ALL in full or row.currency in full) and not row.let_by:
                continue
            found = _next(deps, s, row)
            if found is None:
                went += 1
                continue
            why = why or found
            if found.by_itself:
                row.waits_for = WaitsFor.PERSON
            else:
                full.add(ALL if found.for_all else row.currency)
        if why is None:
            close_trouble(deps, s, subject=SENDING, kind=LIMIT)
        elif not went:
            alert(deps, s, why, anew=True)
        return went


def _next(deps: Deps, s: Session, row: DepartureRow) -> Stop | None:
    """Start it and return None, or return why it has to wait on."""
    invoice = s.get(InvoiceRow, row.subject)
    if invoice is not None and invoice.status is InvoiceStatus.CANCELED:
        row.waits_for = WaitsFor.NOTHING  # nobody wants it any more
        return None
    counts = row.currency and deps.policy.limits.limits_invoices
    if counts and row.left_at is None and not row.let_by:
        row.waits_for = WaitsFor.LIMIT
        s.flush()
        why = reason_to_wait(deps, s, Money(minor=row.amount_minor, currency=row.currency))
        if why is not None:
            return why
        row.left_at = deps.now()
    start_again(deps, s, row)
    s.flush()
    return None


def let_all(deps: Deps, actor: Actor) -> int:
    """Let through what waits for a limit now, whatever the limits say; return how much.

    Raises:
        NotAllowed: naming who may.
        Conflict: if nothing waits, or everything is paused.

    """
    return _let(deps, actor, "")


def let_deal(deps: Deps, deal_id: str, actor: Actor) -> int:
    """Let through what of one deal waits for a limit. Raises as `let_all` does."""
    return _let(deps, actor, deal_id)


def _let(deps: Deps, actor: Actor, deal_id: str) -> int:
    authority.require(deps, Action.LET_THROUGH, actor, owner_email="")
    with deps.ledger.transaction() as s:
        if (pause := paused(s)) is not None:
            raise Conflict(f"Sending is paused by {pause.by_name}: it has to be resumed first.")
        rows = [row for row in gate.waiting(s, deal_id=deal_id) if not row.let_by]
        if not rows:
            raise Conflict("Nothing waits here for a limit.")
        for row in rows:
            row.let_by, row.left_at = actor.id, row.left_at or deps.now()
        audit.append(s, at=deps.now(), actor=actor.id, action="sending.let_through",
                     subject=deal_id or SENDING, after={"count": len(rows)})  # fmt: skip
        unique = f"let:{deal_id or 'all'}:{rows[-1].subject}:{rows[-1].turns}"
        deps.engine.enqueue(s, LET_GO, unique, id=unique)
    return len(rows)
