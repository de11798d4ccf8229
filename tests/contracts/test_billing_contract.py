"""What every implementation of the billing port keeps to when it makes and sends invoices."""

import pytest

from bot.clock import date_in
from bot.deal import Address
from bot.errors import NotFound, Trouble, VendorError
from bot.facts import CustomerOrder, InvoiceLines
from bot.settings import Settings
from bot.status import InvoiceStatus
from tests.contracts.billing_desk import Desk
from tests.contracts.billing_orders import (
    ACCOUNT,
    EMAIL,
    LINES,
    PRICE,
    SEATS,
    drafted,
    order,
    sent,
    usd,
)


class TestCustomers:
    def test_are_found_by_email_the_accounts_own_first(self, desk: Desk) -> None:
        other = desk.levers.add_customer("Agency", EMAIL, account_id="001000000000002AAA")
        plain = desk.levers.add_customer("Acme Inc", EMAIL)
        ours = desk.levers.add_customer("Acme", EMAIL, account_id=ACCOUNT[:15])
        desk.levers.add_customer("Somebody", "else@acme.test")
        found = desk.billing.find_customers(ACCOUNT, EMAIL)
        assert [customer.id for customer in found] == [ours, plain, other]

    def test_made_with_one_key_are_made_once(self, desk: Desk) -> None:
        address = Address(street="1 Main St\nFloor 2", city="Boston", country="US")
        wanted = CustomerOrder(
            account_id=ACCOUNT, name="Acme", email=EMAIL, contact_name="Jo", address=address
        )
        first = desk.billing.create_customer(wanted, key="customer:1")
        assert desk.billing.create_customer(wanted, key="customer:1") == first
        assert desk.billing.find_customers(ACCOUNT, EMAIL) == [first]
        assert (first.name, first.email, first.account_id) == ("Acme", EMAIL, ACCOUNT)

    def test_show_their_credit(self, desk: Desk) -> None:
        customer = desk.levers.add_customer("Acme", EMAIL, credit=usd(5_000))
        assert desk.billing.customer(customer).credit == (usd(5_000),)

    def test_that_were_deleted_are_not_found(self, desk: Desk) -> None:
        customer = desk.levers.add_customer("Acme", EMAIL)
        desk.levers.drop_customer(customer)
        with pytest.raises(NotFound):
            desk.billing.customer(customer)
        with pytest.raises(NotFound):
            desk.billing.customer("cus_never")
        assert list(desk.billing.find_customers(ACCOUNT, EMAIL)) == []


class TestDraft:
    def test_carries_what_was_ordered(self, desk: Desk) -> None:
        wanted = order(desk)
        stripe_id = desk.billing.draft(wanted, key="k1")
        draft = desk.billing.add_lines(stripe_id, LINES, key="k2")
        assert (draft.stripe_id, draft.status) == (stripe_id, None)
        assert (draft.invoice_id, draft.deal_id) == (wanted.invoice_id, wanted.deal_id)
        assert (draft.customer_id, draft.customer_email) == (wanted.customer_id, EMAIL)
        assert (draft.currency, draft.total, draft.balance) == ("USD", PRICE, PRICE)
        assert draft.due_date == wanted.due_date
        assert draft.notes["held"] == "for a PO"

    def test_made_twice_with_one_key_is_one(self, desk: Desk) -> None:
        wanted = order(desk)
        desk.levers.lose_answer()
        with pytest.raises(VendorError) as lost:
            desk.billing.draft(wanted, key="k1")
        assert lost.value.trouble is Trouble.UNKNOWN
        first = desk.billing.draft(wanted, key="k1")
        assert desk.billing.draft(wanted, key="k1") == first
        since = desk.clock.now()
        found = desk.billing.find_invoice(wanted.customer_id, wanted.invoice_id, since)
        assert found is not None
        assert found.stripe_id == first

    def test_refuses_a_key_used_for_something_else(self, desk: Desk) -> None:
        wanted = order(desk)
        desk.billing.draft(wanted, key="k1")
        with pytest.raises(VendorError) as refused:
            desk.billing.draft(wanted.model_copy(update={"invoice_id": "inv_2"}), key="k1")
        assert (refused.value.trouble, refused.value.code) == (
            Trouble.REFUSED,
            "idempotency_error",
        )

    def test_repeats_a_server_error_until_looked_up(self, desk: Desk) -> None:
        wanted, since = order(desk), desk.clock.now()
        desk.levers.break_after()
        for _ in range(2):
            with pytest.raises(VendorError) as broken:
                desk.billing.draft(wanted, key="k1")
            assert (broken.value.trouble, broken.value.code) == (Trouble.DOWN, "server_error")
        found = desk.billing.find_invoice(wanted.customer_id, wanted.invoice_id, since)
        assert found is not None

    def test_needs_a_customer_with_an_email(self, desk: Desk) -> None:
        for customer in ("cus_never", desk.levers.add_customer("Acme", "")):
            with pytest.raises(VendorError) as refused:
                desk.billing.draft(order(desk, customer), key=f"k:{customer}")
            assert refused.value.trouble is Trouble.REFUSED
            assert str(refused.value)

    def test_takes_at_most_250_lines(self, desk: Desk) -> None:
        stripe_id = desk.billing.draft(order(desk), key="k1")
        with pytest.raises(VendorError) as refused:
            desk.billing.add_lines(stripe_id, InvoiceLines(lines=(SEATS,) * 251), key="k2")
        assert refused.value.code == "too_many_lines"

    def test_is_gone_once_discarded(self, desk: Desk) -> None:
        draft = drafted(desk)
        desk.billing.discard(draft.stripe_id)
        desk.billing.discard(draft.stripe_id)
        with pytest.raises(NotFound):
            desk.billing.snapshot(draft.stripe_id)


class TestSend:
    def test_opens_the_draft_and_mails_it(self, desk: Desk) -> None:
        invoice = sent(desk)
        assert invoice.status is InvoiceStatus.OPEN
        assert invoice.sent
        assert invoice.number
        assert invoice.url
        assert desk.levers.mailed() == [(invoice.stripe_id, EMAIL)]

    def test_mails_once_for_one_key_and_again_for_another(self, desk: Desk) -> None:
        invoice = sent(desk)
        desk.billing.send(invoice.stripe_id, key="inv_1:send")
        assert len(desk.levers.mailed()) == 1
        desk.billing.send(invoice.stripe_id, key="inv_1:again")
        assert len(desk.levers.mailed()) == 2

    def test_takes_the_credit_into_what_is_due(self, desk: Desk) -> None:
        customer = desk.levers.add_customer("Acme", EMAIL, credit=usd(200_000))
        invoice = sent(desk, customer)
        assert (invoice.total, invoice.due) == (PRICE, usd(1_000_000))

    def test_that_leaves_nothing_due_is_paid(self, desk: Desk) -> None:
        customer = desk.levers.add_customer("Acme", EMAIL, credit=usd(2_000_000))
        invoice = sent(desk, customer)
        assert (invoice.status, invoice.due) == (InvoiceStatus.PAID, usd(0))

    def test_refuses_what_is_void(self, desk: Desk) -> None:
        invoice = sent(desk)
        desk.levers.void(invoice.stripe_id)
        with pytest.raises(VendorError) as refused:
            desk.billing.send(invoice.stripe_id, key="again")
        assert refused.value.trouble is Trouble.REFUSED

    def test_of_an_open_invoice_leaves_it_undiscardable(self, desk: Desk) -> None:
        invoice = sent(desk)
        with pytest.raises(VendorError) as refused:
            desk.billing.discard(invoice.stripe_id)
        assert refused.value.trouble is Trouble.REFUSED


class TestDueToday:
    def test_is_still_ahead(self, desk: Desk, settings: Settings) -> None:
        today = date_in(settings.billing_timezone, desk.clock.now())
        wanted = order(desk).model_copy(update={"due_date": today})
        stripe_id = desk.billing.draft(wanted, key="k1")
        assert desk.billing.snapshot(stripe_id).due_date == today
