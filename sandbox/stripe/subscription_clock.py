"""What Stripe does by itself as time passes, each thing at its own moment and in order."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial

from sandbox.stripe.errors import Obj
from sandbox.stripe.finalizing import finalize_by_itself
from sandbox.stripe.state import State
from sandbox.stripe.subscription_ending import end
from sandbox.stripe.subscription_invoices import bill
from sandbox.stripe.subscription_object import changing_subscription, period, subscription_of
from sandbox.stripe.subscription_periods import next_boundary

# At the same moment: what is due goes out first, and a cancellation comes before a new period.
_FINALIZING, _ENDING, _RESUMING, _TURNING, _OVERDUE = range(5)


@dataclass(frozen=True)
class _Step:
    moment: int
    rank: int
    act: Callable[[], None]


def live(state: State) -> None:
    """Live through everything that has come due, however far the clock has jumped."""
    while due := [step for step in _steps(state) if step.moment <= state.now()]:
        step = min(due, key=lambda step: (step.moment, step.rank))
        with state.at(step.moment):
            step.act()


def _steps(state: State) -> Iterator[_Step]:
    for invoice in state.invoices.values():
        at = invoice["automatically_finalizes_at"]
        if invoice["status"] == "draft" and at is not None:
            yield _Step(at, _FINALIZING, partial(finalize_by_itself, state, invoice))
        if _can_become_overdue(state, invoice):
            yield _Step(invoice["due_date"], _OVERDUE, partial(_miss, state, invoice))
    for subscription in state.subscriptions.values():
        if subscription["status"] == "canceled":
            continue
        if subscription["cancel_at"] is not None:
            yield _Step(subscription["cancel_at"], _ENDING, partial(end, state, subscription))
        resumes_at = (subscription["pause_collection"] or {}).get("resumes_at")
        if resumes_at is not None:
            yield _Step(resumes_at, _RESUMING, partial(_resume, state, subscription))
        _, period_end = period(subscription)
        yield _Step(period_end, _TURNING, partial(_turn, state, subscription))


def _can_become_overdue(state: State, invoice: Obj) -> bool:
    waiting = invoice["status"] == "open" and invoice["due_date"] is not None
    return waiting and invoice["id"] not in state.overdue and subscription_of(invoice) is not None


def _miss(state: State, invoice: Obj) -> None:
    """Let the due date pass without payment."""
    state.overdue.add(invoice["id"])
    subscription = state.subscriptions[subscription_of(invoice) or ""]
    if subscription["status"] == "active":
        with changing_subscription(state, subscription):
            subscription["status"] = "past_due"


def _resume(state: State, subscription: Obj) -> None:
    """Let the pause end by itself; the drafts it left stay drafts."""
    with changing_subscription(state, subscription):
        subscription["pause_collection"] = None


def _turn(state: State, subscription: Obj) -> None:
    """Begin the next period, and bill it."""
    start, now = period(subscription)
    with changing_subscription(state, subscription):
        for item in subscription["items"]["data"]:
            item["current_period_start"] = now
            item["current_period_end"] = next_boundary(subscription, now)
        bill(state, subscription, "subscription_cycle", start)
