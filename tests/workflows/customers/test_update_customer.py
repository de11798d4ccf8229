"""What changes about a payer in Salesforce reaches the customer at Stripe, and is told."""

import pytest

from bot.deal import Address
from bot.deps import Deps
from bot.errors import Trouble, VendorError
from bot.ledger import customers
from bot.ledger.customers import CustomerRow
from bot.payer import BillTo
from bot.status import InvoiceStatus, ProposalStatus
from bot.workflows.customers.update_customer import update_customer
from tests.fakes.deals import ACCOUNT_ID, ACME, DEAL_ID, LEE
from tests.workflows.house import House

MOVED = Address(street="2 Lake", city="Chicago", state="IL", postal_code="60601", country="US")


@pytest.fixture
def house(deps: Deps) -> House:
    return House(deps)


@pytest.fixture
def billed(house: House) -> House:
    """Have an invoice that is out."""
    house.ordered()
    house.run()
    house.calls()
    return house


def account(**changes: object) -> dict[str, object]:
    return {"account": ACME.model_copy(update=changes)}


def contact(**changes: object) -> dict[str, object]:
    return {"contacts": (LEE.model_copy(update=changes),)}


def see(house: House, changes: dict[str, object]) -> None:
    house.clock.move(minutes=1)
    house.crm.change(DEAL_ID, **changes)
    house.poll()


def billed_to(house: House) -> BillTo:
    bill_to = house.latest().plan.bill_to
    assert bill_to is not None
    return bill_to


def customer(house: House) -> str:
    return house.invoice().customer_id


def row(house: House) -> CustomerRow:
    with house.deps.ledger.reading() as s:
        return s.get_one(CustomerRow, customer(house))


class TestWhatIsOut:
    def test_stays_while_the_customer_follows(self, billed: House) -> None:
        see(billed, account(address=MOVED, tax_id="US1", tax_id_type="us_ein"))

        order = billed.billing.customer_orders[customer(billed)]
        assert (order.address.city, order.tax_id) == ("Chicago", "US1")
        number = billed.invoice().number
        assert billed.told()[-1] == (
            "Salesforce: The address and tax id of Acme Corporation changed in Salesforce: "
            "Stripe has them now."
        )
        assert billed.status() is InvoiceStatus.OPEN
        assert number
        assert (billed.revisions(), billed.latest().status) == (1, ProposalStatus.APPROVED)

    def test_is_updated_once_per_content(self, billed: House) -> None:
        see(billed, account(name="Acme Inc."))
        for _ in range(2):
            update_customer(billed.deps, DEAL_ID, ACCOUNT_ID)
        assert billed.calls().count("update_customer") == 1
        assert sum("Stripe has it now" in said for said in billed.told()) == 1

    def test_goes_there_and_back_again(self, billed: House) -> None:
        """The idempotency key of the first way must not answer for the third."""
        for name in ("Acme Inc.", "Acme Corporation", "Acme Inc."):
            see(billed, account(name=name))
            assert billed.billing.customers[customer(billed)].name == name
        assert row(billed).changes == 3

    def test_goes_to_another_address_of_the_same_contact(self, billed: House) -> None:
        see(billed, contact(email="invoices@acme.example"))

        assert billed.billing.customers[customer(billed)].email == "invoices@acme.example"
        with billed.deps.ledger.reading() as s:
            known = customers.customer_of(s, ACCOUNT_ID, "Invoices@acme.example")
        assert known == customer(billed)

    def test_leaves_the_customer_of_another_contact_alone(self, billed: House) -> None:
        see(billed, contact(id="003000000000002AAA", email="kim@acme.example"))
        assert billed.billing.customers[customer(billed)].email == "ap@acme.example"
        assert "update_customer" not in billed.calls()


class TestWhatIsApproved:
    def test_is_not_asked_again_for_an_address_and_goes_out_with_it(self, house: House) -> None:
        house.ordered()
        see(house, account(address=MOVED))
        assert house.status() is InvoiceStatus.OPEN
        assert house.revisions() == 1
        assert house.billing.customer_orders[customer(house)].address == MOVED

    def test_is_asked_again_for_an_e_mail_address(self, house: House) -> None:
        house.ordered()
        see(house, contact(email="invoices@acme.example"))
        assert house.status() is InvoiceStatus.CANCELED
        assert house.latest().status is ProposalStatus.PENDING
        assert billed_to(house).email == "invoices@acme.example"

    def test_waits_with_the_address_while_a_draft_is_for_the_old_one(self, billed: House) -> None:
        billed.edit(billed.invoice().id, status=InvoiceStatus.SCHEDULED)
        update_customer(billed.deps, DEAL_ID, ACCOUNT_ID)
        billed.see_change(**contact(email="invoices@acme.example"), **account(name="Acme Inc."))
        billed.engine.run_all()
        there = billed.billing.customers[customer(billed)]
        assert (there.name, there.email) == ("Acme Inc.", "ap@acme.example")


class TestWhatIsPending:
    def test_is_shown_anew(self, house: House) -> None:
        house.propose()
        see(house, account(address=MOVED))
        assert house.latest().revision == 2
        assert billed_to(house).address == MOVED


class TestTrouble:
    def test_is_said_and_mended(self, billed: House) -> None:
        refused = VendorError("Stripe", "Invalid value for eu_vat.", trouble=Trouble.REFUSED)
        billed.billing.fail_next(refused)
        see(billed, account(tax_id="DE1", tax_id_type="eu_vat"))
        [open_one] = billed.troubles()
        assert (open_one.kind, open_one.words) == ("update_customer", "Invalid value for eu_vat.")
        billed.retry("update_customer")
        assert billed.troubles() == []
        assert billed.billing.customer_orders[customer(billed)].tax_id == "DE1"

    def test_is_none_when_the_customer_was_deleted(self, billed: House) -> None:
        billed.billing.drop_customer(customer(billed))
        see(billed, account(name="Acme Inc."))
        assert billed.troubles() == []
