"""The form in which people choose how an approved plan follows a changed deal."""

from bot.actor import Actor
from bot.answers.forms import of_deal
from bot.deps import Deps
from bot.errors import Conflict
from bot.ledger import proposals
from bot.policy import Action
from bot.status import ProposalStatus
from bot.views import amend as view
from bot.views.blocks import Block
from bot.views.text import joined
from bot.views.values import ModalContext
from bot.workflows.standing.amending_state import question
from bot.workflows.standing.what_stands import change_of, offers, plan_now, situation


def amend(deps: Deps, about: ModalContext, actor: Actor) -> Block:
    """Return the form; the button may be of the card in force, or of the change that is pending."""
    about, deal = of_deal(deps, about, Action.AMEND, actor)
    with deps.ledger.reading() as s:
        clicked = proposals.get(s, about.proposal_id)
        base = proposals.get(s, clicked.amends) if clicked.amends else clicked
        if clicked.status is ProposalStatus.APPROVED:
            base = clicked
        asked = question(s, deal.id)
        if base.status is not ProposalStatus.APPROVED:
            raise Conflict("This card was replaced.")
        if asked is None:
            raise Conflict("The deal is as it was approved: there is nothing to choose.")
        change = change_of(deps, s, base, plan_now(deps, deal, base))
        ways = offers(deps, deal, change)
        seen = situation(change, proposals.pending_of(s, deal.id))
    about = about.model_copy(update={"proposal_id": base.id, "content_hash": seen})
    what = joined((deal.account_name, deal.name))
    repeats = bool(base.plan.retainers)
    return view.amend(about, what, asked.changes, ways, repeats=repeats)
