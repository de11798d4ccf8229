"""Money that goes back: the deal's owner hears of each refund and dispute, once per turn."""

from bot.deps import Deps
from bot.facts import BackFact
from bot.ledger import deals, invoices
from bot.ledger.payments import BackRow
from bot.views import direct
from bot.workflows.showing.card_state import card_state
from bot.workflows.standing.observing_back import Moved, back_news


def notify_back(deps: Deps, invoice_id: str, back_id: str, status: str) -> None:
    """Tell the deal's owner what became of a refund or a dispute; without an account, nobody."""
    deps.durably(tell_owner, invoice_id, back_id, status)


def tell_owner(deps: Deps, invoice_id: str, back_id: str, status: str) -> None:
    """Send the direct message."""
    with deps.ledger.reading() as s:
        row = invoices.get(s, invoice_id)
        deal = deals.get(s, row.deal_id)
        state = card_state(deps, s, row.proposal_id)
        known = s.get_one(BackRow, back_id)
        fact = BackFact(
            id=known.id,
            kind=known.kind,
            amount=row.money(known.amount_minor),
            status=status,
            reason=known.reason,
            at=known.at,
        )
        [words] = back_news([Moved(fact, "")], row, row.balance)
    owner = deps.directory.by_email(deal.owner_email) if deal.owner_email else None
    if owner is not None:
        message = direct.went_back(state, row.number, row.url, f"{words}.")
        deps.messenger.direct(owner.id, message, key=f"back:{back_id}:{status}")
