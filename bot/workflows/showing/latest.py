"""The latest card of a deal, for what is said about the deal as a whole."""

from bot.deps import Deps
from bot.errors import Conflict
from bot.ledger import Session, proposals
from bot.views.state import CardState
from bot.workflows.showing.card_state import CARD, card_state

__all__ = ["CARD", "card_of_deal"]


def card_of_deal(deps: Deps, s: Session, deal_id: str) -> CardState:
    """Return what the card of the deal's latest proposal shows.

    Raises:
        Conflict: if there is none yet.

    """
    latest = proposals.latest_of(s, deal_id)
    if latest is None:
        raise Conflict("This deal is new: its card is being prepared.")
    return card_state(deps, s, latest.id)
