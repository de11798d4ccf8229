"""Another term of a retainer, while something else of the deal changes or was taken back."""

from datetime import date

import pytest

from bot.amending import WayKind
from bot.deal import Terms
from bot.deps import Deps
from bot.ledger import proposals
from bot.status import ProposalStatus
from bot.workflows.amending.renewing import renew
from bot.workflows.standing import amending_state as state
from bot.workflows.standing.amending_state import Question
from tests.fakes.deals import DEAL_ID
from tests.workflows.amended import approve, choose
from tests.workflows.house import House
from tests.workflows.retained import approved, live_until, monthly, shown

RENEWS = Terms(text="Net 30", renews=True)
START = date(2026, 11, 1)


@pytest.fixture
def house(deps: Deps) -> House:
    """Have a retainer of three periods, of which the first was voided by hand, end soon."""
    house = House(deps)
    approved(house, terms=RENEWS, **monthly(start=START, periods=3))
    live_until(house, date(2027, 1, 2))
    house.billing.void(house.invoices()[0].stripe_id or "")
    house.poll_stripe()
    look(house)
    return house


def look(house: House) -> None:
    renew(house.deps, f"slot {house.clock.now()}")
    house.run()


def test_a_further_term_leaves_void_what_was_voided(house: House) -> None:
    approve(house)
    live_until(house, date(2027, 4, 2))
    assert [(item, status) for item, status, _ in shown(house)] == [
        (1, "void"),
        *((item, "open") for item in (2, 3, 4, 5, 6)),
    ]
    assert house.troubles() == []


def test_is_proposed_again_after_a_change_was_left(house: House) -> None:
    house.clock.move(minutes=1)
    house.crm.change(DEAL_ID, **monthly(start=START, periods=3, total=60_000))
    house.poll()
    look(house)  # one thing after the other
    choose(house, WayKind.LEAVE)
    approve(house)
    look(house)
    latest = house.latest()
    assert (latest.way, latest.status) == ("renew", ProposalStatus.PENDING)
    approve(house)
    live_until(house, date(2027, 4, 2))
    assert [item for item, status, _ in shown(house) if status == "open"] == [2, 3, 4, 5, 6]


def test_is_proposed_again_after_another_way_was_chosen_meanwhile(house: House) -> None:
    with house.deps.ledger.transaction() as s:  # a correction that turned out not to be possible
        base = proposals.in_force(s, DEAL_ID)
        assert base is not None
        state.ask(s, DEAL_ID, Question(base=base.id, changes=("Not done.",), stays=True))
    choose(house, WayKind.LEAVE)
    approve(house)
    look(house)
    assert house.latest().way == "renew"
