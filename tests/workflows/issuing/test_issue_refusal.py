import pytest

from bot.deps import Deps
from bot.status import InvoiceStatus
from tests.workflows.house import REFUSED, House

THREE_WRITES = ["draft", "add_lines", "send"]


@pytest.fixture
def house(deps: Deps) -> House:
    return House(deps)


class TestMismatch:
    def test_of_the_recipient_discards_the_draft_and_waits_for_a_person(self, house: House) -> None:
        ident = house.known_customer()
        house.ordered()
        customer = house.billing.customers[ident]
        other = customer.model_copy(update={"email": "someone@else.example"})
        house.billing.customers[ident] = other
        house.run()
        assert house.billing.invoices == {}
        [trouble] = house.troubles()
        assert "Stripe would send it to someone@else.example" in trouble.words
        house.billing.customers[ident] = customer
        house.retry()
        assert house.billing.mails == [(house.invoice().stripe_id, "ap@acme.example")]
        assert house.invoice().attempt > 1
        assert house.troubles() == []

    def test_of_a_total_or_a_currency_stops_it_too(self, house: House) -> None:
        house.known_customer()
        row = house.ordered()
        house.edit(row.id, amount_minor=1)
        house.run()
        assert house.billing.invoices == {}
        assert "but $0.01 was approved" in house.troubles()[0].words


class TestRefusal:
    def test_is_told_with_stripes_words_and_can_be_retried(self, house: House) -> None:
        house.known_customer()
        house.ordered()
        house.billing.fail_next(REFUSED)
        house.run()
        [trouble] = house.troubles()
        assert (trouble.vendor, trouble.words) == ("Stripe", "Not with this account.")
        house.retry()
        assert house.status() is InvoiceStatus.OPEN
        assert house.troubles() == []

    @pytest.mark.parametrize("call", THREE_WRITES)
    def test_leaves_one_invoice_whichever_call_it_was(self, house: House, call: str) -> None:
        house.known_customer()
        house.ordered()
        house.billing.fail_at(call, REFUSED)
        house.run()
        house.retry()
        assert len(house.billing.invoices) == len(house.billing.mails) == 1

    def test_of_a_deleted_customer_asks_again(self, house: House) -> None:
        ident = house.known_customer()
        house.ordered()
        house.billing.drop_customer(ident)
        house.run()
        assert house.status() is InvoiceStatus.CANCELED
        assert "its customer was deleted in Stripe" in " ".join(house.told())
        house.approve()
        house.run()
        assert house.status() is InvoiceStatus.OPEN

    def test_because_the_draft_was_deleted_makes_another_on_retry(self, house: House) -> None:
        house.known_customer()
        house.ordered()
        house.billing.fail_at("add_lines", REFUSED)
        house.run()
        house.billing.discard(house.invoice().stripe_id or "")
        house.retry()
        assert len(house.billing.invoices) == len(house.billing.mails) == 1

    def test_is_over_when_a_person_sent_it_by_hand(self, house: House) -> None:
        house.known_customer()
        row = house.ordered()
        house.billing.fail_at("send", REFUSED)
        house.run()
        house.edit(row.id, status=InvoiceStatus.OPEN)
        house.retry()
        assert house.troubles() == []
