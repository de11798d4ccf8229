"""Making the subscription of a retainer at Stripe, once, and noting it before anything else.

The keys of an attempt are good for a day; after that, or when Stripe failed in the middle, we look
first. Only when it is known that Stripe has nothing of it do periods that began meanwhile become
invoices of ours: so no period is ever billed by both.
"""

from typing import Any

from bot.actor import CLOSEDWON
from bot.deps import Deps
from bot.errors import VendorError
from bot.facts import SubscriptionFact, Urgency
from bot.ledger import Session, proposals, subscriptions
from bot.ledger.held import holding_retainer, retainer_kept_back
from bot.outcome import Outcome
from bot.status import SubscriptionStatus, move_subscription
from bot.views.text import counted
from bot.workflows.customers.customers import customer_for, make_customer_for, remember
from bot.workflows.gating.gate import may_leave
from bot.workflows.holding.hold_back import hold_back
from bot.workflows.issuing.call_off import call_off, is_partly_out
from bot.workflows.issuing.recheck import (
    CHANGED,
    GO,
    NO_CUSTOMER,
    OVER,
    WHY,
    deal_differs,
    read_deal,
    take_in,
)
from bot.workflows.retaining.subscribe_call import AGAIN, look_first, make
from bot.workflows.retaining.subscribing import align, catch_up, end_if_empty
from bot.workflows.standing import attempt, strangers
from bot.workflows.standing.drifting import Kind, close_drift
from bot.workflows.standing.issue_order import payer
from bot.workflows.standing.replan import replan
from bot.workflows.standing.retainers import (
    SUBSCRIBE,
    UNSUBSCRIBE,
    charge_in,
    is_in_the_way,
    is_time,
    name_of,
    runs_words,
)
from bot.workflows.telling.telling import tell
from bot.workflows.telling.trouble import close_trouble, open_trouble

CUSTOMER_MISSING = "resource_missing"


class _Stopped(Exception):
    """A step did not do what it was for."""

    def __init__(self, outcome: Outcome) -> None:
        super().__init__(outcome)
        self.outcome = outcome


def subscribe(deps: Deps, subscription_id: str) -> None:
    """Check the deal once more, then customer and subscription; note it."""
    run = ""
    try:
        deal = _must(deps.durably(read_again, subscription_id))
        going = _must(deps.durably(may_be_made, subscription_id, deal))
        verdict, run = going["verdict"], going["run"]
        if verdict == GO:
            verdict = _make(deps, subscription_id, run)
        if verdict in (CHANGED, NO_CUSTOMER):
            deps.durably(ask_again, subscription_id, verdict)
    except _Stopped as stopped:
        deps.durably(stop, subscription_id, run, stopped.outcome.to_json())


def _make(deps: Deps, subscription_id: str, run: str) -> str:
    customer_id = _must(deps.durably(known_or_made, subscription_id))
    seen = AGAIN
    while seen == AGAIN:
        seen = _must(deps.durably(look_first, subscription_id, run, customer_id))
        if seen is None:
            if not _must(deps.durably(begin, subscription_id, run)):
                return OVER
            made = deps.durably(make, subscription_id, run, customer_id)
            if made.code == CUSTOMER_MISSING:
                return NO_CUSTOMER
            seen = _must(made)
    if not seen:
        return OVER
    _must(deps.durably(made_it, subscription_id, customer_id, seen))
    return GO


def _must(outcome: Outcome) -> Any:  # noqa: ANN401 - what steps return is JSON
    if not outcome.done:
        raise _Stopped(outcome)
    return outcome.value


def read_again(deps: Deps, subscription_id: str) -> dict[str, Any] | None:
    """Return the deal as Salesforce has it now; None if it is gone."""
    strangers.claim(deps, subscription_id)
    with deps.ledger.reading() as s:
        deal_id = subscriptions.get(s, subscription_id).deal_id
    return read_deal(deps, deal_id)


def may_be_made(
    deps: Deps, subscription_id: str, deal_json: dict[str, Any] | None
) -> dict[str, str]:
    """Return whether it is to be made, and the name of this run if so."""
    with deps.ledger.transaction() as s:
        row = subscriptions.get(s, subscription_id, lock=True)
        if row.status is not SubscriptionStatus.APPROVED:
            _close_what_waited(deps, s, row.id)
            return {"verdict": OVER, "run": ""}
        take_in(deps, s, row.deal_id, deal_json)
        early = not is_time(deps.today(), row) or is_in_the_way(s, row, deps.today())
        if early or holding_retainer(s, row):
            return {"verdict": OVER, "run": ""}  # the release, or its day, starts anew
        if not may_leave(deps, s, subject=row.id, workflow=SUBSCRIBE, deal_id=row.deal_id):
            return {"verdict": OVER, "run": ""}
        verdict = CHANGED if deal_differs(deps, s, row.deal_id, row.proposal_id) else GO
        return {"verdict": verdict, "run": attempt.claim(s, row)}


def known_or_made(deps: Deps, subscription_id: str) -> str:
    """Return the Stripe customer, made if there is none yet.

    From before the call until its answer is noted it is in doubt: another try looks first.
    """
    with deps.ledger.transaction() as s:
        row = subscriptions.get(s, subscription_id, lock=True)
        bill_to = payer(charge_in(s, row, min(row.first_period, row.last_period)))
        known = customer_for(s, bill_to, row.customer_id)
        doubtful = attempt.is_doubtful(deps, row)
        row.in_doubt |= not known
    if known:
        return known
    try:
        made = make_customer_for(deps, row.deal_id, bill_to, row.attempt, doubtful=doubtful)
    except VendorError as error:
        if error.code == attempt.SERVER_ERROR:
            with deps.ledger.transaction() as s:  # Stripe would say so again under that key
                subscriptions.get(s, subscription_id, lock=True).attempt += 1
        raise
    with deps.ledger.transaction() as s:
        remember(s, bill_to, made)
        row = subscriptions.get(s, subscription_id, lock=True)
        row.in_doubt = row.attempt_at is not None
    return made


def begin(deps: Deps, subscription_id: str, run: str) -> bool:
    """Return whether something is left for it to bill: what began meanwhile, we bill."""
    with deps.ledger.transaction() as s:
        attempt.check(s, subscription_id, run)
        row = subscriptions.get(s, subscription_id, lock=True)
        if row.attempt_at is not None:
            return True  # the same attempt again: nothing of it may be different
        proposal = proposals.get(s, row.proposal_id)
        if late := catch_up(deps, s, row, proposal):
            what = f"{name_of(row)}: {counted(late, 'period')} began meanwhile and go out at once."
            tell(deps, s, row.deal_id, by=CLOSEDWON, action="retainer.caught_up", what=what,
                 subject=row.id, urgency=Urgency.BULK)  # fmt: skip
        if end_if_empty(deps, row) or not is_time(deps.today(), row):
            close_trouble(deps, s, subject=row.id, kind=SUBSCRIBE)
            return False
        row.attempt_at = deps.now()
        return True


def made_it(deps: Deps, subscription_id: str, customer_id: str, shown: dict[str, Any]) -> None:
    """Note it, and tell everybody; what was given up meanwhile is ended again."""
    seen = SubscriptionFact.from_json(shown)
    with deps.ledger.transaction() as s:
        row = subscriptions.get(s, subscription_id, lock=True)
        attempt.finish(s, subscription_id)
        _close_what_waited(deps, s, row.id)
        if row.stripe_id == seen.stripe_id:
            return  # another run of the same attempt, or this one before a crash, noted it
        row.stripe_id, row.customer_id, row.in_doubt = seen.stripe_id, seen.customer_id, False
        remember(s, payer(charge_in(s, row, row.first_period)), customer_id)
        if row.status is not SubscriptionStatus.APPROVED:
            unique = f"unsubscribe:{row.id}:{seen.stripe_id}"
            deps.engine.enqueue(s, UNSUBSCRIBE, row.id, id=unique)
            return
        move_subscription(row, SubscriptionStatus.ACTIVE)
        s.flush()
        if retainer_kept_back(s, row) or seen.status is SubscriptionStatus.ENDED:
            align(deps, s, row, because=f"made:{seen.stripe_id}")
        tell(deps, s, row.deal_id, by=CLOSEDWON, action="retainer.active",
             what=runs_words(row, deps.today()), subject=row.id,
             after={"stripe_id": row.stripe_id, "amount": row.amount_minor},
             urgency=Urgency.BULK)  # fmt: skip


def _close_what_waited(deps: Deps, s: Session, subscription_id: str) -> None:
    close_trouble(deps, s, subject=subscription_id, kind=SUBSCRIBE)
    close_drift(deps, s, subscription_id, Kind.RETAINER_NOT_MADE)


def ask_again(deps: Deps, subscription_id: str, verdict: str) -> None:
    """Call off what was approved; if some of it is out, hold the rest back: people decide."""
    with deps.ledger.transaction() as s:
        row = subscriptions.get(s, subscription_id, lock=True)
        attempt.finish(s, subscription_id)
        if is_partly_out(s, row.deal_id):
            hold_back(deps, s, row.deal_id)
            because = f"held-back:{subscription_id}:{deps.now().timestamp()}"
            replan(deps, s, row.deal_id, because=because, urgency=Urgency.BULK)
            return
        call_off(deps, s, proposals.get(s, row.proposal_id, lock=True), WHY[verdict])


def stop(deps: Deps, subscription_id: str, run: str, refused: dict[str, Any]) -> None:
    """Say what Stripe or Salesforce refused, with a way to try again."""
    with deps.ledger.transaction() as s:
        row = subscriptions.get(s, subscription_id, lock=True)
        if run and not attempt.is_ours(s, subscription_id, run):
            return  # a later run is at it
        row.in_doubt |= row.attempt_at is not None
        open_trouble(deps, s, Outcome.from_json(refused), subject=row.id, kind=SUBSCRIBE,
                     deal_id=row.deal_id,
                     retry={"workflow": SUBSCRIBE, "args": [row.id]})  # fmt: skip
