from datetime import date

import pytest

from bot.deps import Deps
from bot.ledger import holds
from bot.views.ids import ActionId, MoreVerb
from bot.views.usage import field_of
from bot.views.values import more_value
from tests.fakes.billing import FakeBilling
from tests.handlers.conftest import Desk
from tests.slack_payloads import choose, click, submission
from tests.workflows.house import House
from tests.workflows.retained import approved, by_subscription, hourly, live_until, monthly, shown


@pytest.fixture
def house(deps: Deps) -> House:
    house = House(deps)
    assert isinstance(deps.billing, FakeBilling)
    return house


class TestQuantities:
    def test_are_given_in_the_window_and_the_invoice_goes_out(
        self, desk: Desk, house: House
    ) -> None:
        approved(house, **hourly(start=date(2026, 12, 1)))
        live_until(house, date(2026, 12, 3))
        [row] = by_subscription(house)
        desk.send(click("UDANA", ActionId.INVOICE_USAGE, row.id))
        assert "Consulting" in str(desk.window)
        desk.send(submission("UDANA", desk.window, {field_of(0): "7.5"}))
        assert desk.ack == {}
        house.run()
        assert shown(house)[0][2] == 100_000 + 112_500

    def test_have_to_be_numbers(self, desk: Desk, house: House) -> None:
        approved(house, **hourly(start=date(2026, 12, 1)))
        live_until(house, date(2026, 12, 3))
        [row] = by_subscription(house)
        desk.send(click("UDANA", ActionId.INVOICE_USAGE, row.id))
        desk.send(submission("UDANA", desk.window, {field_of(0): "many"}))
        assert set(desk.ack["errors"]) == {field_of(0)}

    def test_are_not_asked_for_where_nothing_is_counted(self, desk: Desk, house: House) -> None:
        approved(house, **monthly(start=date(2026, 12, 1)))
        live_until(house, date(2026, 12, 3))
        [row] = by_subscription(house)
        desk.send(click("UDANA", ActionId.INVOICE_USAGE, row.id))
        assert "Nothing of this invoice is billed by quantity." in str(desk.window)

    def test_are_not_asked_for_again_once_it_went_out(self, desk: Desk, house: House) -> None:
        approved(house, **hourly(start=date(2026, 12, 1)))
        live_until(house, date(2026, 12, 3))
        [row] = by_subscription(house)
        desk.send(click("UDANA", ActionId.INVOICE_USAGE, row.id))
        desk.send(submission("UDANA", desk.window, {field_of(0): "2"}))
        house.run()
        desk.send(click("UDANA", ActionId.INVOICE_USAGE, row.id))
        assert "is on its way: it stays as it is." in str(desk.window)

    def test_are_asked_for_from_the_menu_of_the_retainer(self, desk: Desk, house: House) -> None:
        row = approved(house, **hourly(start=date(2026, 12, 1)))
        entry = more_value(MoreVerb.USAGE, row.id)
        desk.send(choose("UDANA", ActionId.RETAINER_MORE, entry))
        assert "No period of this retainer waits" in str(desk.window)
        live_until(house, date(2026, 12, 3))
        desk.send(choose("UDANA", ActionId.RETAINER_MORE, entry))
        assert "Consulting" in str(desk.window)


class TestHolding:
    def test_is_placed_and_released_from_the_menu(self, desk: Desk, house: House) -> None:
        row = approved(house, **hourly(start=date(2026, 12, 1)))
        desk.send(choose("UALEX", ActionId.RETAINER_MORE, more_value(MoreVerb.HOLD, row.id)))
        desk.send(submission("UALEX", desk.window, {"reason": "client_asked"}))
        assert desk.ack == {}
        with house.deps.ledger.reading() as s:
            assert holds.open_on(s, row.id) is not None
        desk.send(choose("UKIM", ActionId.RETAINER_MORE, more_value(MoreVerb.RELEASE, row.id)))
        assert "The next period begins on Dec 1" in str(desk.window)
        desk.send(submission("UKIM", desk.window))
        with house.deps.ledger.reading() as s:
            assert holds.open_on(s, row.id) is None
