"""A payer whose e-mail address changed before all was sent stays one customer at Stripe."""

import pytest

from bot.deps import Deps
from bot.ledger.customers import OutsideInvoiceRow
from bot.status import InvoiceStatus
from tests.fakes.deals import DEAL_ID, LEE
from tests.workflows.house import STORED_500, House
from tests.workflows.milestones import FOUR, JANUARY, milestone

OLD, NEW = "ap@acme.example", "invoices@acme.example"
LATER = (
    milestone(1, date=JANUARY),
    *FOUR[2:3],
    milestone(4, date=JANUARY),
    milestone(2, date=JANUARY),
)


@pytest.fixture
def house(deps: Deps) -> House:
    """Have all of a project scheduled at Stripe for the old address."""
    house = House(deps)
    house.poll_stripe()
    house.ordered(milestones=LATER, lines=())
    house.run()
    house.poll_stripe()
    return house


def move(house: House) -> None:
    """Change the contact's address, which asks again, and approve it."""
    house.change(contacts=(LEE.model_copy(update={"email": NEW}),))
    house.clock.move(minutes=10)
    house.poll()
    house.approve()
    house.run()


def addresses(house: House) -> list[str]:
    return [customer.email for customer in house.billing.customers.values()]


def drafted(house: House) -> set[tuple[InvoiceStatus, str]]:
    there = {i.stripe_id: i.customer_email for i in house.billing.invoices.values()}
    rows = [row for row in house.invoices() if row.is_live]
    return {(row.status, there[row.stripe_id or ""]) for row in rows}


def test_is_given_the_new_address_once_nothing_is_for_the_old_one(house: House) -> None:
    move(house)
    assert addresses(house) == [NEW]
    assert drafted(house) == {(InvoiceStatus.SCHEDULED, NEW)}
    said = [what for what in house.told() if f"has the e-mail address {NEW} now" in what]
    assert len(said) == 1
    assert house.troubles() == []


def test_is_given_it_once_whatever_stripe_answers(house: House) -> None:
    house.billing.fail_at("update_customer", STORED_500, after=True)
    move(house)
    assert addresses(house) == [NEW]
    assert drafted(house) == {(InvoiceStatus.SCHEDULED, NEW)}


def test_stays_with_what_is_not_ours_and_that_is_said(house: House) -> None:
    customer_id = house.invoices()[0].customer_id
    with house.deps.ledger.transaction() as s:
        s.add(OutsideInvoiceRow(
            stripe_id="in_theirs", number="A-7", customer_id=customer_id, customer_name="Acme",
            currency="USD", balance_minor=100, seen_at=house.deps.now(),
        ))  # fmt: skip
    move(house)
    assert addresses(house) == [OLD, NEW]
    assert drafted(house) == {(InvoiceStatus.SCHEDULED, NEW)}
    said = [what for what in house.told() if "gets a customer of its own" in what]
    assert len(said) == 1
    assert "invoice A-7 there is not ours" in said[0]


def test_stays_with_another_person(house: House) -> None:
    sam = LEE.model_copy(update={"id": "003000000000999AAA", "name": "Sam", "email": NEW})
    house.change(contacts=(sam,))
    house.clock.move(minutes=10)
    house.poll()
    house.approve(deal_id=DEAL_ID)
    house.run()
    assert addresses(house) == [OLD, NEW]
