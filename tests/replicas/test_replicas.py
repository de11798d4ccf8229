"""Three bots on one ledger: what one of them leaves is done by the others, once."""

from tests.fakes.postgres import POSTGRES
from tests.replicas.fleet import BY_WHOM, Fleet

pytestmark = list(POSTGRES.marks)


def sent(fleet: Fleet, deal_id: str) -> int:
    """Return how often the deal's invoice was e-mailed."""
    [invoice] = fleet.people.invoices(deal_id)
    return sum(mail.get("invoice") == invoice["id"] for mail in fleet.people.outbox())


class TestWork:
    def test_is_shared(self, fleet: Fleet) -> None:
        deals = [fleet.card() for _ in range(4)]
        for _, _, card in deals:
            fleet.approve(card)
        for name, _, _ in deals:
            fleet.settle(name)
        assert int(fleet.ask(BY_WHOM)[0]) > 1


class TestTheKilled:
    def test_has_its_invoice_sent_by_another_once(self, fleet: Fleet) -> None:
        name, deal_id, card = fleet.card()
        fleet.late("stripe", "POST /v1/invoices/.*/send")
        fleet.approve(card)
        fleet.caught("issue").kill()
        fleet.settle(name)
        assert sent(fleet, deal_id) == 1


class TestTheFrozen:
    def test_sends_nothing_twice_and_writes_nothing_old(self, fleet: Fleet) -> None:
        name, deal_id, card = fleet.card()
        fleet.late("stripe", "POST /v1/invoices/.*/send")
        fleet.approve(card)
        frozen = fleet.caught("issue")
        frozen.freeze()
        fleet.let_go()
        fleet.settle(name)
        fleet.people.pay(deal_id)
        fleet.people.next_minute()
        fleet.people.card(name, "paid")
        fleet.agreed()
        frozen.thaw()
        fleet.people.wait(frozen.died, "the replaced bot to end")
        fleet.agreed()
        assert sent(fleet, deal_id) == 1
