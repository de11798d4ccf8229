"""Subscribing: the retainers of an approved plan, period by period."""

from bot.charges import charges
from bot.deps import Deps
from bot.ledger import Session
from bot.ledger.proposals import ProposalRow
from bot.plan import Retainer
from bot.workflows.chasing import calendar_of
from bot.workflows.placing import ISSUE, is_due, place


def order_retainer(deps: Deps, s: Session, proposal: ProposalRow, retainer: Retainer) -> None:
    """Make the invoices of the periods that have begun: they go out at once."""
    calendar = calendar_of(deps)
    for charge in charges(proposal.plan):
        begun = charge.period is not None and charge.period.start <= deps.today()
        if charge.retainer == retainer.number and begun:
            row = place(deps, s, proposal, charge, calendar=calendar)
            s.flush()
            if is_due(deps, row):
                deps.engine.enqueue(s, ISSUE, row.id, id=f"issue:{row.id}")
