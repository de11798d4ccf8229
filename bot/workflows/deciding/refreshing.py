"""Refreshing: looking again, because somebody asks for it."""

from bot import authority
from bot.actor import Actor
from bot.deps import Deps
from bot.ledger import deals, invoices, proposals
from bot.policy import Action
from bot.status import InvoiceStatus
from bot.workflows.deciding.propose import replan
from bot.workflows.telling.telling import show
from bot.workflows.tracking import track


def refresh_proposal(deps: Deps, proposal_id: str, actor: Actor) -> None:
    """Look at the deal's open invoices again, else at its customer; show the card again.

    Raises:
        NotAllowed: naming who may.

    """
    with deps.ledger.reading() as s:
        deal = deals.get(s, proposals.get(s, proposal_id).deal_id)
        open_ids = [i.id for i in invoices.of_deal(s, deal.id) if i.status is InvoiceStatus.OPEN]
        pending = proposals.pending_of(s, deal.id)
    authority.require(deps, Action.REFRESH, actor, owner_email=deal.owner_email)
    for invoice_id in open_ids:
        track.refresh(deps, invoice_id, actor)
    because = f"refresh:{deps.now().timestamp()}"
    with deps.ledger.transaction() as s:
        show(deps, s, deal.id, because=because)
        if pending is not None:
            replan(deps, s, deal.id, because=because)
