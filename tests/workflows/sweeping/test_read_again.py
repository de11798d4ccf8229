"""A change that Salesforce shows after the feed has read on is found in the night."""

from decimal import Decimal

import pytest

from bot.deps import Deps
from bot.ledger import audit, deals
from bot.workflows.sweeping.read_again import read_again
from bot.workflows.sweeping.sweep import sweep
from tests.fakes.deals import DEAL_ID, a_deal, deal_id
from tests.workflows.house import House

CHANGED = {"amount": Decimal(777), "lines": ()}


@pytest.fixture
def house(deps: Deps) -> House:
    return House(deps)


def shown_late(house: House, **changes: object) -> None:
    """Change the deal; another one changes half an hour later, and is seen first."""
    house.crm.win(a_deal())
    house.poll()
    house.clock.move(minutes=5)
    late = house.crm.deals[DEAL_ID].model_copy(update={**changes, "modified_at": house.clock.now()})
    house.clock.move(minutes=30)
    house.crm.win(a_deal(id=deal_id(2)))
    house.poll()
    house.crm.put(late)
    house.clock.move(minutes=5)
    house.poll()


def amount(house: House) -> Decimal | None:
    with house.deps.ledger.reading() as s:
        return deals.get(s, DEAL_ID).deal.amount


def test_is_not_seen_by_the_feed_and_is_by_the_sweep(house: House) -> None:
    shown_late(house, **CHANGED)
    assert amount(house) != Decimal(777)
    sweep(house.deps, "2026-11-24")
    assert amount(house) == Decimal(777)


def test_is_seen_too_when_the_deal_is_not_won_any_more(house: House) -> None:
    shown_late(house, is_won=False, stage="Closed Lost")
    sweep(house.deps, "2026-11-24")
    with house.deps.ledger.reading() as s:
        assert not deals.get(s, DEAL_ID).is_won


def test_is_found_a_night_later_from_the_night_before_on(house: House) -> None:
    read_again(house.deps)
    house.clock.move(hours=23)
    shown_late(house, **CHANGED)
    house.clock.move(hours=1)
    assert read_again(house.deps) == 2
    assert amount(house) == Decimal(777)


def test_changes_nothing_of_what_is_known(house: House) -> None:
    shown_late(house, **CHANGED)
    read_again(house.deps)
    with house.deps.ledger.reading() as s:
        before = audit.head(s)
    read_again(house.deps)
    with house.deps.ledger.reading() as s:
        assert audit.head(s) == before


def test_is_left_to_the_feed_before_that_has_begun(house: House) -> None:
    house.crm.win(a_deal())
    assert read_again(house.deps) == 0
