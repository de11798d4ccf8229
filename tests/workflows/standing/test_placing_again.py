"""A change after something went out: what was drafted, waited or was held goes on as it has to."""

from collections.abc import Callable
from datetime import date

import pytest

from bot.amending import WayKind
from bot.deps import Deps
from bot.ledger import holds
from bot.status import InvoiceStatus
from bot.workflows.holding.hold import HoldWish, hold_invoice, release_invoice
from tests.workflows.amended import approve, choose, four, live, milestones, net
from tests.workflows.house import ALEX, KIM, NO_ANSWER, House

LATER = date(2027, 2, 17)


@pytest.fixture
def house(deps: Deps) -> House:
    house = House(deps)
    four(house)
    return house


def change(house: House, **third: object) -> None:
    """Change the third milestone, and have what is to come follow."""
    parts = list(milestones(25, 25, 25, 25))
    parts[2] = parts[2].model_copy(update=third)
    house.change(milestones=tuple(parts))
    house.clock.move(minutes=10)
    house.poll()
    choose(house, WayKind.EDIT_DRAFTS)
    approve(house)


def test_a_date_that_became_a_condition_waits_again(house: House) -> None:
    change(house, date=None, condition="on acceptance")
    assert live(house)[3] == ("approved", 25_000)
    [row] = [row for row in house.invoices() if row.is_live and row.item == 3]
    assert (row.issue_date, row.condition) == (None, "on acceptance")
    assert sum(i.finalizes_on is not None for i in house.billing.invoices.values()) == 2
    assert net(house) == 10_000_000


def test_a_persons_hold_stays_on_what_takes_the_place(house: House) -> None:
    [old] = [row for row in house.invoices() if row.item == 3]
    hold_invoice(house.deps, old.id, HoldWish(reason="dispute"), ALEX)
    house.run()
    change(house, description="Another part")
    [new] = [row for row in house.invoices() if row.is_live and row.item == 3]
    assert new.id != old.id
    with house.deps.ledger.reading() as s:
        assert holds.open_on(s, old.id) is None
        assert holds.open_on(s, new.id) is not None
    release_invoice(house.deps, new.id, KIM)
    house.run()
    there = house.billing.invoices[house.invoice().stripe_id or ""]
    assert there.finalizes_on is not None


def unanswered(house: House) -> Callable[[], None]:
    """Return what lets a call be carried out, and its answer be lost."""
    return lambda: house.billing.fail_next(NO_ANSWER, after=True)


def test_another_day_of_what_stripe_may_have_is_looked_for_first(deps: Deps) -> None:
    house = House(deps)
    house.known_customer()
    house.propose(lines=(), milestones=milestones(25, 25, 25, 25))
    house.approve()
    house.billing.at("draft", lambda: None, *[unanswered(house)] * 9)
    house.run()
    unmade = [row.item for row in house.invoices() if row.status is InvoiceStatus.APPROVED]
    assert unmade == [2, 3, 4]
    house.billing.failures_are_over()
    change(house, date=LATER)
    house.run()
    ours = [i.invoice_id for i in house.billing.invoices.values()]
    assert len(ours) == len(set(ours))
    assert len(ours) == 4
    [third] = [row for row in house.invoices() if row.is_live and row.item == 3]
    assert (third.status, third.issue_date) == (InvoiceStatus.SCHEDULED, LATER)
