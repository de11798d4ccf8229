import pytest

from bot.actor import CLOSEDWON
from bot.deps import Deps
from bot.facts import Urgency
from bot.ledger import audit, deals
from bot.workflows.telling.telling import show, tell
from tests.fakes.deals import DEAL_ID
from tests.workflows.house import KIM, House


@pytest.fixture
def house(deps: Deps) -> House:
    house = House(deps)
    house.propose()
    house.engine.started.clear()
    return house


class TestTell:
    def test_reaches_audit_trail_thread_card_and_salesforce(self, house: House) -> None:
        with house.deps.ledger.transaction() as s:
            tell(
                house.deps, s, DEAL_ID, by=KIM, action="deal.noted", what="Said.",
                detail="More.", subject="inv_1", before={"a": 1}, after={"a": 2},
            )  # fmt: skip
        assert house.told()[-1] == "Kim: Said."
        assert house.audited("inv_1") == [("UKIM", "deal.noted")]
        [card], [written] = house.engine.of("show_card"), house.engine.of("write_back")
        assert (card.args, card.channel, card.urgency) == ((DEAL_ID,), DEAL_ID, Urgency.PERSON)
        assert written.urgency is Urgency.PERSON
        with house.deps.ledger.reading() as s:
            assert deals.get(s, DEAL_ID).write_back_due
            assert audit.verify(s) is None

    def test_is_about_the_deal_unless_it_says_otherwise(self, house: House) -> None:
        with house.deps.ledger.transaction() as s:
            tell(house.deps, s, DEAL_ID, by=CLOSEDWON, action="deal.noted", what="Said.")
        assert house.audited(DEAL_ID)[-1] == ("closedwon", "deal.noted")

    def test_lets_one_round_write_all_that_happened_before_it(self, house: House) -> None:
        def say() -> None:
            with house.deps.ledger.transaction() as s:
                tell(house.deps, s, DEAL_ID, by=CLOSEDWON, action="deal.noted", what="Said.")

        say()
        say()
        assert len(house.engine.of("write_back")) == 1
        house.run()
        say()
        assert len(house.engine.of("write_back")) == 2

    def test_reaches_nobody_when_the_transaction_fails(self, house: House) -> None:
        def fail() -> None:
            with house.deps.ledger.transaction() as s:
                tell(house.deps, s, DEAL_ID, by=CLOSEDWON, action="deal.noted", what="Said.")
                raise RuntimeError

        with pytest.raises(RuntimeError):
            fail()
        assert house.engine.started == []
        assert "closedwon: Said." not in house.told()


class TestShow:
    def test_shows_once_for_the_same_reason(self, house: House) -> None:
        for because in ("a", "a", "b"):
            with house.deps.ledger.transaction() as s:
                show(house.deps, s, DEAL_ID, because=because)
        assert len(house.engine.of("show_card")) == 2
