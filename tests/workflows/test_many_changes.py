"""A project of which much changes: the thread says the first changes, and all of them below."""

from datetime import date
from decimal import Decimal

import pytest

from bot.deps import Deps
from bot.ledger import deals
from bot.ledger.deals import EventRow
from tests.fakes.deals import DEAL_ID
from tests.workflows.house import House
from tests.workflows.milestones import milestone

EIGHT = tuple(
    milestone(number, percent=None, amount=Decimal(6_000), date=date(2027, number, 4))
    for number in range(1, 9)
)
DEARER = tuple(
    one.model_copy(update={"amount": Decimal(6_000 + 100 * n)}) for n, one in enumerate(EIGHT)
)


@pytest.fixture
def house(deps: Deps) -> House:
    return House(deps)


def last(house: House) -> EventRow:
    with house.deps.ledger.reading() as s:
        return deals.history(s, DEAL_ID)[-1]


def test_before_approval_are_said_in_short_and_below_in_full(house: House) -> None:
    house.propose(milestones=EIGHT, lines=())
    house.change(milestones=DEARER, amount=Decimal(50_800))
    said = last(house)
    assert said.what.startswith("The total is $50,800.00 instead of $48,000.00. Invoice 2: ")
    assert said.what.endswith("And 5 more.")
    assert len(said.detail.splitlines()) == 8
    assert said.detail.endswith("is $6,700.00 instead of $6,000.00.")


def test_after_something_is_out_are_said_so_too(house: House) -> None:
    house.poll_stripe()
    now = (EIGHT[0].model_copy(update={"date": None}), *EIGHT[1:])
    house.ordered(milestones=now, lines=())
    house.run()
    house.poll_stripe()
    house.change(milestones=(now[0], *DEARER[1:]), amount=Decimal(50_800))
    house.clock.move(minutes=10)
    house.poll()
    [said] = [e for e in events(house) if "changed after something was sent" in e.what]
    assert "And 5 more." in said.what
    assert "• Invoice 8: " in said.detail


def events(house: House) -> list[EventRow]:
    with house.deps.ledger.reading() as s:
        return list(deals.history(s, DEAL_ID))
