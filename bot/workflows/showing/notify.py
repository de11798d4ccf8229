"""Telling the deal owner in person: what to fix, rejected, on hold.

Whoever has no active Slack account here is not told; the card and its thread say the same.
"""

from collections.abc import Callable

from bot.clock import date_in
from bot.deps import Deps
from bot.facts import Message
from bot.ledger import Session, deals, holds, proposals
from bot.ledger.proposals import Verdict
from bot.readiness import blocks
from bot.status import ProposalStatus
from bot.views import direct
from bot.views.state import CardState, HoldLine, Who
from bot.workflows.showing.card_state import card_state

Draw = Callable[[Session, CardState], Message | None]


def tell_fix(deps: Deps, proposal_id: str) -> None:
    """Tell the owner what keeps their deal from being invoiced, with a button to mend it."""
    deps.durably(send_fix, proposal_id)


def tell_rejected(deps: Deps, proposal_id: str) -> None:
    """Tell the owner that their deal was rejected, by whom and why."""
    deps.durably(send_rejected, proposal_id)


def tell_held(deps: Deps, hold_id: str) -> None:
    """Tell the owner that their deal, or an invoice of it, is on hold."""
    deps.durably(send_held, hold_id)


def send_fix(deps: Deps, proposal_id: str) -> str:
    """Send it, unless it is mended or decided already."""

    def draw(s: Session, state: CardState) -> Message | None:
        still = proposals.get(s, proposal_id)
        waits = still.status is ProposalStatus.PENDING and blocks(still.findings)
        return direct.fix_needed(state) if waits else None

    return _send(deps, proposal_id, draw, key=f"fix:{proposal_id}")


def send_rejected(deps: Deps, proposal_id: str) -> str:
    """Send it."""

    def draw(s: Session, state: CardState) -> Message | None:
        decisions = [d for d in proposals.decisions(s, proposal_id) if d.verdict is Verdict.REJECT]
        if not decisions:
            return None
        last = decisions[-1]
        return direct.rejected(state, Who(name=last.actor_name, slack_id=last.actor))

    return _send(deps, proposal_id, draw, key=f"rejected:{proposal_id}")


def send_held(deps: Deps, hold_id: str) -> str:
    """Send it, unless it is released already."""
    with deps.ledger.reading() as s:
        hold = holds.get(s, hold_id)
        latest = proposals.latest_of(s, hold.deal_id)
    line = HoldLine(
        reason=hold.reason,
        by=Who(name=hold.by_name, slack_id=hold.by),
        since_date=date_in(deps.settings.billing_timezone, hold.at),
        note=hold.note,
        until_date=hold.until_date,
    )

    def draw(s: Session, state: CardState) -> Message | None:
        return direct.on_hold(state, line) if holds.open_on(s, hold.subject) else None

    return _send(deps, latest.id, draw, key=f"held:{hold_id}") if latest else ""


def _send(deps: Deps, proposal_id: str, draw: Draw, *, key: str) -> str:
    """Send what `draw` returns to the owner; return their Slack id, "" if nobody was told."""
    with deps.ledger.reading() as s:
        proposal = proposals.get(s, proposal_id)
        owner_email = deals.get(s, proposal.deal_id).owner_email
        message = draw(s, card_state(deps, s, proposal_id))
    owner = deps.directory.by_email(owner_email) if owner_email else None
    if owner is None or message is None:
        return ""
    deps.messenger.direct(owner.id, message, key=key)
    return owner.id
