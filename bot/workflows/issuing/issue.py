"""Issuing: an approved invoice is made and sent at Stripe, once, exactly as approved."""

from typing import Any

from bot.deps import Deps
from bot.outcome import Outcome
from bot.workflows.customers.customers import known_or_made
from bot.workflows.issuing.call_off import ISSUE
from bot.workflows.issuing.clearing import clear, look_first
from bot.workflows.issuing.draft import discard, draft, fill, made_so_far
from bot.workflows.issuing.recheck import (
    CANCELED,
    CHANGED,
    GO,
    NO_CUSTOMER,
    OVER,
    ask_again,
    give_up,
    keep_draft,
    may_go,
)
from bot.workflows.issuing.scheduling import IS_DUE, scheduled
from bot.workflows.issuing.sending import send, sent, stop

__all__ = ["ISSUE", "issue"]

CUSTOMER_MISSING = "resource_missing"


class _Stopped(Exception):
    """A step did not do what it was for."""

    def __init__(self, outcome: Outcome) -> None:
        super().__init__(outcome)
        self.outcome = outcome


def issue(deps: Deps, invoice_id: str) -> None:
    """Check the deal once more, then customer, draft, lines, send; three writes if all is known.

    What is for a later day is not sent: its draft finalizes by itself, which is two writes.
    """
    run = ""
    try:
        going = _must(deps.durably(may_go, invoice_id))
        verdict, run = going["verdict"], going["run"]
        if verdict == GO and going["looks"]:
            verdict = _may_be_made(deps, invoice_id, run)
        if verdict == GO:
            verdict = _make_and_send(deps, invoice_id, run)
        if verdict not in (GO, OVER):
            _keep_back(deps, invoice_id, run, verdict)
    except _Stopped as stopped:
        deps.durably(stop, invoice_id, run, stopped.outcome.to_json())


def _may_be_made(deps: Deps, invoice_id: str, run: str) -> str:
    """Return `GO` unless it went out by itself, or something in whose place it is did."""
    seen = _must(deps.durably(look_first, invoice_id, run))
    if seen["out"]:
        return OVER
    for earlier in seen["earlier"]:
        if not _must(clear(deps, earlier)):
            return CANCELED
    return GO


def _make_and_send(deps: Deps, invoice_id: str, run: str) -> str:
    """Return `GO` if it went out, else why it must not."""
    customer_id = _must(deps.durably(known_or_made, invoice_id))
    made = deps.durably(draft, invoice_id, run, customer_id)
    if made.code == CUSTOMER_MISSING:
        return NO_CUSTOMER
    stripe_id = _must(made)
    found = _must(deps.durably(fill, invoice_id, run, stripe_id))
    filled = found["filled"]
    if found["wrong"]:
        _must(deps.durably(discard, invoice_id, stripe_id))
        _must(Outcome.refused(found["wrong"], vendor="Stripe", code="not_as_approved"))
    if filled["status"] is None and filled["finalizes_on"]:
        verdict = str(_must(deps.durably(scheduled, invoice_id, run, filled)))
        if verdict != IS_DUE:
            return verdict
    return str(_must(deps.durably(send, invoice_id, run, stripe_id)))


def _keep_back(deps: Deps, invoice_id: str, run: str, verdict: str) -> None:
    """Leave no draft behind of what is called off; what is out already is out.

    A scheduled draft of which the ledger still has the invoice is kept, on hold.
    """
    found = _must(deps.durably(made_so_far, invoice_id, run))
    if found and found["status"] is not None:
        _must(deps.durably(sent, invoice_id, found))
    elif verdict in (CHANGED, NO_CUSTOMER, CANCELED):
        if found and _must(deps.durably(keep_draft, invoice_id, verdict)):
            return
        if found:
            _must(deps.durably(discard, invoice_id, found["stripe_id"]))
        if verdict == CANCELED:
            _must(deps.durably(give_up, invoice_id))
        else:
            _must(deps.durably(ask_again, invoice_id, verdict))


def _must(outcome: Outcome) -> Any:  # noqa: ANN401 - what steps return is JSON
    if not outcome.done:
        raise _Stopped(outcome)
    return outcome.value
