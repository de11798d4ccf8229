"""Sending the draft of a period that does not go out by itself: once, complete, as approved.

It was kept by a hold that is over, or waited for its quantities. Lines cannot be taken off what a
subscription made, so quantities are put on it once, right before it goes.
"""

from typing import Any

from bot.deps import Deps
from bot.facts import InvoiceLines, Snapshot
from bot.ledger import invoices
from bot.ledger.invoices import InvoiceRow
from bot.outcome import Outcome
from bot.status import InvoiceStatus
from bot.workflows.gating.gate import is_stopped, may_leave
from bot.workflows.issuing.check_period import BY_TIME, not_as_approved
from bot.workflows.issuing.recheck import GO, OVER, verdict_on
from bot.workflows.issuing.sending import sent, sent_once
from bot.workflows.standing import attempt
from bot.workflows.standing.quantities import counted_lines, wait_or_count
from bot.workflows.standing.retainers import PERIOD, SEND_PERIOD
from bot.workflows.telling.trouble import close_trouble, open_trouble
from bot.workflows.tracking.observe import observe


class _Stopped(Exception):
    """A step did not do what it was for."""

    def __init__(self, outcome: Outcome) -> None:
        super().__init__(outcome)
        self.outcome = outcome


def send_period(deps: Deps, invoice_id: str) -> None:
    """Put the quantities on it, compare, send."""
    run = ""
    try:
        going = _must(deps.durably(may_go, invoice_id))
        run = going["run"]
        if going["verdict"] != GO or _must(deps.durably(is_out, invoice_id, run)):
            return
        filled = _must(deps.durably(fill, invoice_id, run))
        if wrong := _must(deps.durably(compare, invoice_id, filled)):
            _must(Outcome.refused(wrong, vendor="Stripe", code="not_as_approved"))
        answer = _must(deps.durably(send, invoice_id, run))
        if answer["verdict"] == GO:
            _must(deps.durably(note_sent, invoice_id, answer["shown"]))
    except _Stopped as stopped:
        deps.durably(stop, invoice_id, run, stopped.outcome.to_json())


def _must(outcome: Outcome) -> Any:  # noqa: ANN401 - what steps return is JSON
    if not outcome.done:
        raise _Stopped(outcome)
    return outcome.value


def may_go(deps: Deps, invoice_id: str) -> dict[str, str]:
    """Return whether it may, and the name of this run if so."""
    with deps.ledger.transaction() as s:
        row = invoices.get(s, invoice_id, lock=True)
        scheduled = row.status is InvoiceStatus.SCHEDULED and row.subscription_id
        if not scheduled or (row.attempt_at is None and not wait_or_count(s, row)):
            return {"verdict": OVER, "run": ""}
        verdict = verdict_on(deps, s, row)
        if verdict != GO:
            return {"verdict": verdict, "run": ""}  # its release, or the amendment, starts anew
        if not may_leave(deps, s, **_asked(row)):
            return {"verdict": OVER, "run": ""}
        row.attempt_at = row.attempt_at or deps.now()
        return {"verdict": GO, "run": attempt.claim(s, row)}


def _asked(row: InvoiceRow) -> dict[str, Any]:
    return {"subject": row.id, "workflow": SEND_PERIOD, "deal_id": row.deal_id,
            "amount": row.money(row.amount_minor)}  # fmt: skip


def is_out(deps: Deps, invoice_id: str, run: str) -> bool:
    """Return whether the customer has it already; if so, the ledger has it too."""
    with deps.ledger.reading() as s:
        attempt.check(s, invoice_id, run)
        row = invoices.get(s, invoice_id)
    seen = deps.billing.snapshot(row.stripe_id or "")
    if seen.status is None:
        return False
    half_way = seen.status is InvoiceStatus.OPEN and row.in_doubt and row.attempt_at
    if half_way and not deps.billing.was_e_mailed(seen.stripe_id, row.attempt_at or row.created_at):
        return False  # it is final, and the e-mail did not go
    if half_way:
        note_sent(deps, invoice_id, seen.to_json())  # by an attempt of ours that failed afterwards
        return True
    with deps.ledger.transaction() as s:
        observe(deps, s, seen, because=BY_TIME)
        attempt.finish(s, invoice_id)
        close_trouble(deps, s, subject=invoice_id, kind=PERIOD)
    return True


def fill(deps: Deps, invoice_id: str, run: str) -> dict[str, Any]:
    """Put the lines by quantity on it, unless an earlier attempt did; return it."""
    with deps.ledger.reading() as s:
        attempt.check(s, invoice_id, run)
        row = invoices.get(s, invoice_id)
        lines = counted_lines(s, row)
    seen = deps.billing.snapshot(row.stripe_id or "")
    net = seen.total if seen.net is None else seen.net
    if not lines or seen.status is not None or net.minor == row.amount_minor:
        return seen.to_json()
    if attempt.is_doubtful(deps, row):
        row = attempt.renew(deps, invoice_id)  # the amount says that they are not on it
    with attempt.doubting(deps, invoice_id):
        filled = deps.billing.add_lines(
            row.stripe_id or "", InvoiceLines(lines=lines), key=attempt.key(row, "usage")
        )
    return filled.to_json()


def compare(deps: Deps, invoice_id: str, filled: dict[str, Any]) -> str:
    """Return what differs between Stripe's answer and the approval, "" if nothing does."""
    with deps.ledger.reading() as s:
        return not_as_approved(invoices.get(s, invoice_id), Snapshot.from_json(filled))


def send(deps: Deps, invoice_id: str, run: str) -> dict[str, Any]:
    """Send it; whether it may go is asked once more."""
    with deps.ledger.reading() as s:
        attempt.check(s, invoice_id, run)
        row = invoices.get(s, invoice_id)
        verdict = verdict_on(deps, s, row)
    if verdict != GO:
        return {"verdict": verdict}
    if is_stopped(deps, **_asked(row)):
        return {"verdict": OVER}
    shown = sent_once(deps, row, row.stripe_id or "")
    return {"verdict": GO, "shown": shown.to_json()}


def note_sent(deps: Deps, invoice_id: str, shown: dict[str, Any]) -> None:
    """Note that it went out, and tell everybody."""
    with deps.ledger.transaction() as s:
        close_trouble(deps, s, subject=invoice_id, kind=PERIOD)
    sent(deps, invoice_id, shown)


def stop(deps: Deps, invoice_id: str, run: str, refused: dict[str, Any]) -> None:
    """Say what was refused, with a way to try again, which looks first."""
    with deps.ledger.transaction() as s:
        row = invoices.get(s, invoice_id, lock=True)
        if run and not attempt.is_ours(s, invoice_id, run):
            return  # a later run is at it
        row.in_doubt = row.attempt_at is not None
        open_trouble(deps, s, Outcome.from_json(refused), subject=row.id, kind=PERIOD,
                     deal_id=row.deal_id,
                     retry={"workflow": SEND_PERIOD, "args": [row.id]})  # fmt: skip
