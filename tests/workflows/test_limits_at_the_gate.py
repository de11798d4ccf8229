"""Limits of what is sent: what is beyond waits in line, and one alert says what to do."""

from dataclasses import replace

import pytest

from bot.deps import Deps
from bot.errors import Conflict, NotAllowed
from bot.ledger import gate
from bot.status import InvoiceStatus
from bot.workflows.gating import letting
from bot.workflows.issuing import pausing
from tests.fakes.deals import a_deal, a_line, deal_id
from tests.workflows.house import ALEX, KIM, House, with_policy


def a_house(deps: Deps, **limits: object) -> House:
    return House(replace(deps, policy=with_policy(deps, limits=limits)))


def approve(house: House, *prices: int) -> None:
    """Win deals at these prices, and approve them in this order."""
    for n, price in enumerate(prices, start=1):
        house.crm.win(a_deal(id=deal_id(n), amount=price, lines=(a_line(price=price),)))
    house.poll()
    house.clock.move(minutes=6)
    house.poll()
    for n in range(1, len(prices) + 1):
        house.approve(deal_id=deal_id(n))
    house.run()


def out(house: House, count: int) -> list[int]:
    """Return the numbers of the deals that are out."""
    return [n for n in range(1, count + 1) if house.status(deal_id(n)) is InvoiceStatus.OPEN]


def minute(house: House, **passed: int) -> None:
    """Let time pass, and the clock look at what waits."""
    house.clock.move(**passed)
    with house.deps.ledger.reading() as s:
        wanted = letting.something_waits(s)
    if wanted:
        letting.let_go(house.deps, "slot")
    house.run()


class TestLimits:
    def test_of_a_count_keep_the_rest_in_line(self, deps: Deps) -> None:
        house = a_house(deps, invoices_per_hour=3)
        approve(house, *[1_000] * 8)
        assert out(house, 8) == [1, 2, 3]
        minute(house, minutes=30)
        assert out(house, 8) == [1, 2, 3]
        [alert] = [row for row in house.troubles() if row.kind == "limit"]
        assert alert.words.startswith("5 things over $5,000.00 wait: the limit of 3 invoices an h")
        minute(house, minutes=31)
        assert out(house, 8) == [1, 2, 3, 4, 5, 6]
        minute(house, minutes=61)
        assert out(house, 8) == [1, 2, 3, 4, 5, 6, 7, 8]
        minute(house, minutes=1)
        [said] = house.messenger.roots(house.deps.settings.ops_channel)
        assert house.calls().count("send") == 8
        assert said.message.text == "More is to go out than the policy lets go: over"
        with house.deps.ledger.reading() as s:
            assert not gate.waiting(s)

    def test_of_a_value_are_by_the_day(self, deps: Deps) -> None:
        house = a_house(deps, value_per_day={"USD": "10000"})
        approve(house, 6_000, 5_000, 1_000)
        assert out(house, 3) == [1]  # the third would fit, but is behind the second
        minute(house, hours=2)
        assert out(house, 3) == [1]
        minute(house, hours=22)
        assert out(house, 3) == [1, 2, 3]

    def test_leave_what_is_more_than_them_by_itself_to_a_person(self, deps: Deps) -> None:
        house = a_house(deps, value_per_hour={"USD": "10000"})
        approve(house, 50_000, 2_000)
        assert out(house, 2) == [2]
        minute(house, days=1)
        assert out(house, 2) == [2]
        [alert] = [row for row in house.troubles() if row.kind == "limit"]
        assert "one is by itself more than the limit of $10,000.00 an hour" in alert.words
        with pytest.raises(NotAllowed, match="only finance may let through"):
            letting.let_deal(house.deps, deal_id(1), ALEX)
        assert letting.let_deal(house.deps, deal_id(1), KIM) == 1
        house.run()
        assert out(house, 2) == [1, 2]
        assert ("UKIM", "sending.let_through") in house.audited(deal_id(1))
        assert not [row for row in house.troubles() if row.kind == "limit"]

    def test_let_one_deal_or_all_through_once(self, deps: Deps) -> None:
        house = a_house(deps, invoices_per_hour=1)
        approve(house, *[1_000] * 4)
        letting.let_deal(house.deps, deal_id(3), KIM)
        house.run()
        assert out(house, 4) == [1, 3]
        assert letting.let_all(house.deps, KIM) == 2
        with pytest.raises(Conflict, match="Nothing waits"):
            letting.let_all(house.deps, KIM)
        house.run()
        assert out(house, 4) == [1, 2, 3, 4]
        assert house.calls().count("send") == 4

    def test_count_on_over_a_pause(self, deps: Deps) -> None:
        house = a_house(deps, invoices_per_hour=2)
        pausing.pause(house.deps, "", KIM)
        approve(house, *[1_000] * 5)
        with pytest.raises(Conflict, match="paused by Kim"):
            letting.let_all(house.deps, KIM)
        pausing.resume(house.deps, KIM)
        house.run()
        assert out(house, 5) == [1, 2]
        minute(house, minutes=61)
        assert out(house, 5) == [1, 2, 3, 4]

    def test_forget_who_is_canceled_while_it_waits(self, deps: Deps) -> None:
        house = a_house(deps, invoices_per_hour=1)
        approve(house, 1_000, 1_000, 1_000)
        house.clock.move(minutes=2)
        house.crm.change(deal_id(2), is_won=False, stage="Negotiation")
        house.poll()
        assert house.status(deal_id(2)) is InvoiceStatus.CANCELED
        minute(house, minutes=61)
        assert out(house, 3) == [1, 3]
