"""A retainer in another currency than the customer's others is no surprise after the approval."""

from datetime import date

import pytest

from bot.deal import Contact, Terms
from bot.deps import Deps
from bot.errors import Conflict
from bot.finding import Fix, Level
from bot.status import SubscriptionStatus
from tests.fakes.deals import deal_id
from tests.workflows.house import House
from tests.workflows.retained import approved, live_until, monthly, retainers

OTHER = deal_id(7)
EUROS = {"id": OTHER, "currency": "EUR", "name": "Acme in Europe", "terms": Terms(text="Net 30")}


@pytest.fixture
def house(deps: Deps) -> House:
    return House(deps)


def in_the_way(house: House) -> list[tuple[Level, Fix, str]]:
    found = house.latest(OTHER).findings
    return [(f.level, f.fix, f.sentence) for f in found if f.kind == "other_currency"]


class TestRetainerOfAnotherDeal:
    @pytest.mark.parametrize("start", [date(2026, 11, 23), date(2027, 6, 1)])
    def test_is_said_before_anybody_approves(self, house: House, start: date) -> None:
        approved(house, **monthly(start=start))
        live_until(house, date(2026, 12, 1))  # at Stripe by now, or to be made in time
        house.propose(**EUROS, **monthly())
        [(level, fix, sentence)] = in_the_way(house)
        assert (level, fix) == (Level.BLOCK, Fix.BILL_TO)
        assert "bills Acme Corporation in USD" in sentence
        assert "in EUR, would be refused" in sentence
        with pytest.raises(Conflict, match="one customer in one currency"):
            house.approve(deal_id=OTHER)

    def test_is_no_matter_to_another_address(self, house: House) -> None:
        approved(house, **monthly())
        lee = Contact(id="003000000000777AAA", name="Lee", email="europe@acme.example")
        house.propose(**EUROS, **monthly(), contacts=(lee,))
        assert in_the_way(house) == []
        house.approve(deal_id=OTHER)
        live_until(house, date(2026, 12, 1))
        assert [r.status for r in retainers(house, OTHER)] == [SubscriptionStatus.ACTIVE]
        assert house.troubles() == []

    def test_is_no_matter_in_the_same_currency(self, house: House) -> None:
        approved(house, **monthly())
        house.propose(**(EUROS | {"currency": "USD"}), **monthly())
        assert in_the_way(house) == []

    def test_is_no_matter_to_single_invoices(self, house: House) -> None:
        approved(house, **monthly())
        house.propose(**EUROS)
        assert in_the_way(house) == []
