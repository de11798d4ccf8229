"""A proposal that waits for a decision, made the way the bot makes it."""

from bot.actor import Actor
from bot.deps import Deps
from bot.ledger import deals, proposals
from bot.ledger.proposals import ProposalRow
from bot.workflows.deciding.propose import propose
from bot.workflows.tracking.watch import see
from tests.fakes.deals import a_deal

KIM = Actor(id="UKIM", name="Kim", email="kim@seller.test")
PAT = Actor(id="UPAT", name="Pat", email="pat@seller.test")
ALEX = Actor(id="UALEX", name="Alex", email="alex@seller.test")
DANA = Actor(id="UDANA", name="Dana", email="dana@example.com")
SAM = Actor(id="USAM", name="Sam", email="sam@seller.test")


def a_pending(deps: Deps, **changes: object) -> ProposalRow:
    """Return the pending proposal of a deal like `a_deal(**changes)`."""
    deal = a_deal(**changes)
    with deps.ledger.transaction() as s:
        see(deps, s, deal)
        deals.get(s, deal.id).settles_at = None
    propose(deps, deal.id)
    return latest(deps, deal.id)


def latest(deps: Deps, deal_id: str) -> ProposalRow:
    """Return the deal's latest proposal."""
    with deps.ledger.reading() as s:
        row = proposals.latest_of(s, deal_id)
    assert row is not None
    return row


def told(deps: Deps, deal_id: str) -> list[str]:
    """Return what the deal's thread was told, as "who: what"."""
    with deps.ledger.reading() as s:
        return [f"{event.who}: {event.what}" for event in deals.history(s, deal_id)]
