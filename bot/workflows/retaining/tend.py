"""Tending retainers: each day, and when Stripe tells of one, its subscription is looked at.

Its invoices are adopted in their order, whenever they are seen; what somebody did in the
Dashboard is told; and what was approved for later is made when its time has come.
"""

from typing import Any

from bot.actor import STRIPE_DASHBOARD
from bot.charges import charges
from bot.deps import Deps
from bot.errors import NotFound
from bot.facts import Snapshot, SubscriptionFact, Urgency
from bot.ledger import Session, adjustments, desk, invoices, proposals, subscriptions
from bot.ledger.held import holding_retainer, retainer_kept_back
from bot.ledger.subscriptions import SubscriptionRow
from bot.outcome import Outcome
from bot.proration import ends_apart
from bot.status import AdjustmentStatus, SubscriptionStatus, move_subscription
from bot.views.text import counted, day
from bot.workflows.retaining.subscribing import align, place_periods, start_subscriptions
from bot.workflows.standing.ended_early import ACCEPT, ENDED
from bot.workflows.standing.retainers import ALIGN_RETAINER, RETAINER, TEND, charge_in, name_of
from bot.workflows.telling.telling import tell
from bot.workflows.telling.trouble import close_trouble, open_trouble
from bot.workflows.tracking.adopting import end_if_billed
from bot.workflows.tracking.observe import observe

DAILY = "daily"


def tend_retainers(deps: Deps, slot: str) -> None:
    """Make what is due, and look at each that runs."""
    deps.durably(start_due)
    for subscription_id in deps.durably(running, slot).value or []:
        tend(deps, subscription_id, slot)


def start_due(deps: Deps) -> int:
    """Start what was approved and whose first day has come near."""
    with deps.ledger.transaction() as s:
        return start_subscriptions(s, deps)


def running(deps: Deps, slot: str) -> list[str]:
    """Return the retainers that run at Stripe."""
    del slot
    with deps.ledger.reading() as s:
        return [row.id for row in subscriptions.in_status(s, SubscriptionStatus.ACTIVE)]


def track_retainer(deps: Deps, stripe_id: str, because: str) -> None:
    """Look at a subscription of which Stripe told; one that is not ours is left alone."""
    known = deps.durably(ours, stripe_id).value
    if known:
        tend(deps, known, because)


def ours(deps: Deps, stripe_id: str) -> str:
    """Return our id of a subscription, "" if it is not ours, or all of it is known."""
    with deps.ledger.reading() as s:
        row = subscriptions.by_stripe_id(s, stripe_id)
    return row.id if row and row.status is SubscriptionStatus.ACTIVE else ""


def tend(deps: Deps, subscription_id: str, because: str) -> None:
    """Take over what Stripe shows of a retainer."""
    read = deps.durably(read_retainer, subscription_id)
    if not read.done:
        deps.durably(cannot_read, subscription_id, read.to_json())
        return
    for stripe_id in read.value["unknown"]:
        deps.durably(take_in, stripe_id, because)
    deps.durably(take_over, subscription_id, read.value["fact"], because)


def read_retainer(deps: Deps, subscription_id: str) -> dict[str, Any]:
    """Return the subscription, and its invoices that the ledger does not have, oldest first."""
    with deps.ledger.reading() as s:
        row = subscriptions.get(s, subscription_id)
    stripe_id = row.stripe_id or ""
    try:
        fact = deps.billing.subscription(stripe_id).to_json()
    except NotFound:
        fact = None
    seen = deps.billing.invoices_of(stripe_id)
    with deps.ledger.reading() as s:
        unknown = [one.stripe_id for one in seen if invoices.by_stripe_id(s, one.stripe_id) is None]
    return {"fact": fact, "unknown": unknown}


def take_in(deps: Deps, stripe_id: str, because: str) -> None:
    """Adopt one of its invoices as it is now."""
    seen: Snapshot = deps.billing.snapshot(stripe_id)
    with deps.ledger.transaction() as s:
        observe(deps, s, seen, because=f"dashboard time {because}")


def take_over(
    deps: Deps, subscription_id: str, fact: dict[str, Any] | None, because: str = ""
) -> None:
    """Bring the ledger to what was read, and say what is not as it should be."""
    seen = SubscriptionFact.from_json(fact) if fact else None
    with deps.ledger.transaction() as s:
        row = subscriptions.get(s, subscription_id, lock=True)
        is_over = seen is None or seen.status is SubscriptionStatus.ENDED
        if because == ACCEPT and is_over and row.status is SubscriptionStatus.ENDED:
            close_trouble(deps, s, subject=row.id, kind=RETAINER)
            return
        _bill_the_last(deps, s, row)
        over = end_if_billed(deps, s, row) or row.status is not SubscriptionStatus.ACTIVE
        if over:
            _forget_what_differed(deps, s, row)
        if over or _is_corrected(s, row):
            return
        if seen is None or seen.status is SubscriptionStatus.ENDED:
            _ended_early(deps, s, row)
            return
        _compare(deps, s, row, seen)


def _forget_what_differed(deps: Deps, s: Session, row: SubscriptionRow) -> None:
    """Close the trouble of what is over by now; that somebody ended it is for people to settle."""
    found = desk.find_trouble(s, row.id, RETAINER)
    if found is not None and found.code != ENDED:
        close_trouble(deps, s, subject=row.id, kind=RETAINER)


def _is_corrected(s: Session, row: SubscriptionRow) -> bool:
    """Return whether a correction of it is being carried out: then it differs for a moment."""
    return any(
        one.status is AdjustmentStatus.APPROVED and one.attempt_at is not None
        for one in adjustments.of_subject(s, row.id)
    )


def _bill_the_last(deps: Deps, s: Session, row: SubscriptionRow) -> None:
    """Make the last period ours if it came to differ from the others by a change."""
    proposal = proposals.get(s, row.proposal_id)
    part = next((one for one in proposal.plan.retainers if one.number == row.item), None)
    if part is None or not ends_apart(part) or row.last_period != part.periods - 1:
        return
    number = part.numbers[-1]
    base = proposals.in_force(s, row.deal_id)
    if base is None or not any(
        (one.number, one.party) == (number, row.party) for one in charges(base.plan)
    ):
        return  # what is in force ends the retainer, which Stripe has not heard of yet
    rows = invoices.of_deal(s, row.deal_id)
    if not any((one.item, one.party) == (number, row.party) and one.is_live for one in rows):
        place_periods(deps, s, proposal, [charge_in(s, row, part.periods)])


def _ended_early(deps: Deps, s: Session, row: SubscriptionRow) -> None:
    """Note that somebody ended it: what was approved after that is not billed."""
    billed = [
        one.item - row.item + 1
        for one in invoices.of_deal(s, row.deal_id)
        if one.subscription_id == row.id
    ]
    first = max([row.first_period - 1, *billed]) + 1
    left = row.last_period - first + 1
    move_subscription(row, SubscriptionStatus.ENDED)
    row.ended_at = deps.now()
    from_day = day(row.period(first).start, deps.today())
    row.last_period = first - 1
    s.flush()
    what = (
        f"{name_of(row)} was ended in the Stripe Dashboard: {counted(left, 'approved period')} "
        f"from {from_day} on {'is' if left == 1 else 'are'} not billed."
    )
    tell(deps, s, row.deal_id, by=STRIPE_DASHBOARD, action="retainer.ended_early", what=what,
         subject=row.id, after={"not_billed": left}, urgency=Urgency.BULK)  # fmt: skip
    said = f"{what} Choose how it goes on, or leave it at that: Retry looks again and accepts it."
    open_trouble(deps, s, Outcome.refused(said, vendor="Stripe", code=ENDED), subject=row.id,
                 kind=RETAINER, deal_id=row.deal_id,
                 retry={"workflow": TEND, "args": [row.id, ACCEPT]})  # fmt: skip


def _compare(deps: Deps, s: Session, row: SubscriptionRow, seen: SubscriptionFact) -> None:
    """Say what somebody changed in the Dashboard; what must not go out is paused again."""
    paused = row.waits or retainer_kept_back(s, row)
    wrong = ""
    if paused and not seen.paused:
        align(deps, s, row, because=f"resumed:{deps.now().timestamp()}")
        if not _was_told(s, row):
            return
        wrong = f"{name_of(row)} was resumed in the Stripe Dashboard: it is paused again."
        tell(deps, s, row.deal_id, by=STRIPE_DASHBOARD, action="retainer.resumed", what=wrong,
             subject=row.id, urgency=Urgency.BULK)  # fmt: skip
        return
    if seen.paused and not paused:
        wrong = (
            f"{name_of(row)} is paused in the Stripe Dashboard, and not on hold here: its invoices "
            "are kept as drafts. Retry lets it go on."
        )
    elif seen.ends_on != row.ends_on:
        there = f"on {day(seen.ends_on, deps.today())}" if seen.ends_on else "never"
        wrong = (
            f"{name_of(row)} ends {there} at Stripe, and on {day(row.ends_on, deps.today())} as "
            "approved. Retry sets it right."
        )
    elif seen.amount.minor != row.amount_minor:
        wrong = (
            f"{name_of(row)} bills {seen.amount} a period at Stripe, and {row.amount} was "
            "approved: the next invoice is kept back. Set it right in Stripe."
        )
    if not wrong:
        close_trouble(deps, s, subject=row.id, kind=RETAINER)
        return
    args = [row.id, f"align-retainer:{row.id}:retry:{deps.now().timestamp()}"]
    open_trouble(deps, s, Outcome.refused(wrong, vendor="Stripe"), subject=row.id, kind=RETAINER,
                 deal_id=row.deal_id,
                 retry={"workflow": ALIGN_RETAINER, "args": args})  # fmt: skip


def _was_told(s: Session, row: SubscriptionRow) -> bool:
    """Return whether Stripe was told to pause it: a hold of this moment may be on its way there."""
    found = holding_retainer(s, row)
    return not found or any(hold.confirmed_at is not None for hold in found)


def cannot_read(deps: Deps, subscription_id: str, refused: dict[str, Any]) -> None:
    """Say that Stripe does not let us read it."""
    with deps.ledger.transaction() as s:
        row = subscriptions.get(s, subscription_id)
        open_trouble(deps, s, Outcome.from_json(refused), subject=row.id, kind=RETAINER,
                     deal_id=row.deal_id,
                     retry={"workflow": TEND, "args": [row.id, "retry"]})  # fmt: skip
