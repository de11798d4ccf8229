"""Nudging: what has waited for a person for too long is said again in its thread, once a day.

An approval that waits on after three reminders is escalated: others are told too. It stays
pending; waiting never decides anything.
"""

from datetime import timedelta
from typing import Any

from bot.deps import Deps
from bot.facts import Message, Place
from bot.ledger import Session, deals, desk, holds, proposals
from bot.ledger.holds import HoldRow
from bot.ledger.proposals import ProposalRow
from bot.money import Money
from bot.policy import OWNER, Action
from bot.readiness import blocks
from bot.views import direct
from bot.views import nudge as view
from bot.views.state import Who
from bot.workflows.showing.card_state import CARD, card_state
from bot.workflows.standing.chasing import calendar_of, who

NUDGE = "nudge"
"""Kind of message; its subject is what waits, and the day."""
REMINDERS = 3
"""After so many, an approval that still waits is escalated."""
HOURS = range(8, 18)
"""Nobody is nudged outside office hours."""


def nudge(deps: Deps, slot: str) -> None:
    """Say in their threads what waits for too long."""
    del slot
    for subject in deps.durably(waiting).value or []:
        posted = deps.durably(post, subject)
        if posted.done and posted.value:
            for user_id in deps.durably(newly_escalated_to, subject).value or []:
                deps.durably(write_to, subject, user_id)
            deps.durably(remember, subject, posted.value)


def waiting(deps: Deps) -> list[str]:
    """Return proposals and holds that wait too long and were not nudged today."""
    hour = deps.now().astimezone(deps.settings.billing_timezone).hour
    if hour not in HOURS or not calendar_of(deps).is_business_day(deps.today()):
        return []
    too_long = deps.now() - timedelta(hours=deps.policy.approval_reminder_hours)
    with deps.ledger.reading() as s:
        found = [
            row.id
            for row in proposals.pending(s)
            if row.created_at <= too_long
            and not blocks(row.findings)
            and holds.open_on(s, row.deal_id) is None
        ]
        found += [row.id for row in holds.all_open(s) if _is_past(deps, row)]
        return [one for one in found if desk.message(s, NUDGE, _today(deps, one)) is None]


def _is_past(deps: Deps, hold: HoldRow) -> bool:
    return hold.until_date is not None and hold.until_date < deps.today()


def _today(deps: Deps, subject: str) -> str:
    return f"{subject}:{deps.today().isoformat()}"


def post(deps: Deps, subject: str) -> dict[str, Any] | None:
    """Say it in the thread of the deal's card; None: there is no card, or it waits no more."""
    with deps.ledger.reading() as s:
        proposal = s.get(ProposalRow, subject)
        hold = s.get(HoldRow, subject)
        if proposal is not None:
            deal_id, message = proposal.deal_id, _approval(deps, s, proposal)
        elif hold is not None and hold.released_at is None:
            deal_id, message = hold.deal_id, _hold(deps, s, hold)
        else:
            return None
        latest = proposals.latest_of(s, deal_id)
        card = desk.message(s, CARD, latest.id) if latest else None
    if card is None:
        return None
    key = f"nudge:{_today(deps, subject)}"
    return deps.messenger.post(card.channel, message, key=key, thread=card.ts).to_json()


def _approval(deps: Deps, s: Session, proposal: ProposalRow) -> Message:
    over = _reminders(s, proposal.id) >= REMINDERS
    return view.approval_waits(
        deals.get(s, proposal.deal_id).name,
        _hours(deps, proposal),
        _approvers(deps, s, proposal),
        [who(deps, user_id) for user_id in _superiors(deps)] if over else [],
    )


def _hours(deps: Deps, proposal: ProposalRow) -> int:
    return int((deps.now() - proposal.created_at) / timedelta(hours=1))


def _reminders(s: Session, subject: str) -> int:
    return desk.count_messages(s, NUDGE, f"{subject}:")


def _superiors(deps: Deps) -> list[str]:
    """Return the Slack user ids of those to whom the policy escalates."""
    groups = deps.policy.people.get(deps.policy.escalate_to, ())
    return sorted(frozenset[str]().union(*(deps.directory.members(group) for group in groups)))


def newly_escalated_to(deps: Deps, subject: str) -> list[str]:
    """Return who hears in person that this waits: once, when the reminders have not helped."""
    with deps.ledger.reading() as s:
        is_approval = s.get(ProposalRow, subject) is not None
        due = is_approval and _reminders(s, subject) == REMINDERS
    return _superiors(deps) if due else []


def write_to(deps: Deps, subject: str, user_id: str) -> None:
    """Tell one person where an approval waits: they need not be in the channel of the card."""
    with deps.ledger.reading() as s:
        proposal = proposals.get(s, subject)
        card = desk.message(s, CARD, subject)
        message = direct.approval_waits(
            card_state(deps, s, subject), _hours(deps, proposal), card.link if card else ""
        )
    deps.messenger.direct(user_id, message, key=f"escalated:{subject}:{user_id}")


def _approvers(deps: Deps, s: Session, proposal: ProposalRow) -> list[Who]:
    """Return who may still approve it: those of its tier who have not decided."""
    amount = Money(minor=proposal.amount_minor, currency=proposal.currency)
    names = deps.policy.tier_for(amount).who or deps.policy.who_may(Action.APPROVE)
    groups = [group for name in names if name != OWNER for group in deps.policy.people[name]]
    users = frozenset[str]().union(*(deps.directory.members(group) for group in groups))
    decided = {row.actor for row in proposals.decisions(s, proposal.id)}
    return [who(deps, user_id) for user_id in sorted(users - decided)]


def _hold(deps: Deps, s: Session, hold: HoldRow) -> Message:
    until = hold.until_date or deps.today()
    by = Who(name=hold.by_name, slack_id=hold.by)
    return view.hold_is_over(deals.get(s, hold.deal_id).name, until, by, deps.today())


def remember(deps: Deps, subject: str, place: dict[str, Any]) -> None:
    """Note that it was said today."""
    where = Place.from_json(place)
    with deps.ledger.transaction() as s:
        desk.shown(s, NUDGE, _today(deps, subject), channel=where.channel, ts=where.ts)
