from decimal import Decimal

import pytest

from bot.deal import Contact
from bot.deps import Deps
from bot.status import InvoiceStatus
from bot.workflows.issuing.issue import issue
from tests.fakes.deals import deal_id
from tests.workflows.house import NO_ANSWER, STORED_500, House

THREE_WRITES = ["draft", "add_lines", "send"]


@pytest.fixture
def house(deps: Deps) -> House:
    return House(deps)


class TestCustomers:
    def test_of_one_account_are_one_for_two_deals_at_once(self, house: House) -> None:
        one, two = deal_id(1), deal_id(2)
        house.propose(id=one)
        house.propose(id=two, lines=(), amount=Decimal(100))
        house.approve(deal_id=one)
        house.approve(deal_id=two)
        house.run()
        assert len(house.billing.customers) == 1
        assert len(house.billing.mails) == 2

    def test_are_found_rather_than_made_again_after_a_failure(self, house: House) -> None:
        house.ordered()
        house.billing.fail_next(STORED_500, after=True)
        house.run()
        assert len(house.billing.customers) == 1
        assert house.status() is InvoiceStatus.OPEN

    def test_are_made_after_a_failure_that_made_none(self, house: House) -> None:
        house.ordered()
        house.billing.fail_next(STORED_500)
        house.billing.fail_next(STORED_500)
        house.run()
        assert len(house.billing.customers) == 1
        assert house.status() is InvoiceStatus.OPEN

    def test_keep_the_one_of_their_address(self, house: House) -> None:
        house.ordered()
        house.run()
        other = Contact(id="003000000000009AAA", name="New", email="new@acme.example")
        house.ordered(id=deal_id(7), contacts=(other,))
        house.run()
        assert {c.email for c in house.billing.customers.values()} == {
            "ap@acme.example",
            "new@acme.example",
        }


class TestUnknown:
    @pytest.mark.parametrize("after", [False, True])
    @pytest.mark.parametrize("call", ["create_customer", *THREE_WRITES])
    def test_repeats_the_call_with_the_same_key(
        self, house: House, call: str, *, after: bool
    ) -> None:
        house.ordered()
        house.billing.fail_at(call, NO_ANSWER, after=after)
        house.run()
        assert len(house.billing.customers) == 1
        assert len(house.billing.invoices) == len(house.billing.mails) == 1
        assert house.invoice().attempt == 1

    def test_for_days_waits_for_a_person(self, house: House) -> None:
        house.known_customer()
        house.ordered()
        for _ in range(3):
            house.billing.fail_next(NO_ANSWER)
        house.run()
        assert house.troubles()[0].words == "Stripe did not answer."
        house.retry()
        assert house.status() is InvoiceStatus.OPEN


class TestServerError:
    @pytest.mark.parametrize("after", [False, True])
    @pytest.mark.parametrize("call", THREE_WRITES)
    def test_is_looked_up_before_the_next_try(
        self, house: House, call: str, *, after: bool
    ) -> None:
        house.known_customer()
        house.ordered()
        house.billing.fail_at(call, STORED_500, after=after)
        house.run()
        assert house.status() is InvoiceStatus.OPEN
        assert len(house.billing.invoices) == len(house.billing.mails) == 1
        [lines] = house.billing.lines.values()
        assert len(lines.lines) == 2

    def test_after_finalizing_still_sends_the_mail(self, house: House) -> None:
        house.known_customer()
        house.ordered()
        house.billing.finalize_only(STORED_500)
        house.run()
        assert house.status() is InvoiceStatus.OPEN
        assert len(house.billing.mails) == 1


class TestOldKeys:
    @pytest.mark.parametrize("call", THREE_WRITES)
    def test_are_not_trusted_after_most_of_a_day(self, house: House, call: str) -> None:
        house.known_customer()
        house.clock.move(hours=-9)  # to stay within the day
        house.ordered()
        house.billing.fail_at(call, NO_ANSWER, after=True, times=3)
        house.run()
        house.billing.forget_keys()
        house.clock.move(hours=20.5)
        house.retry()
        assert len(house.billing.invoices) == len(house.billing.mails) == 1


class TestLaterRun:
    def test_takes_over_and_the_earlier_one_stops_quietly(self, house: House) -> None:
        house.known_customer()
        row = house.ordered()
        house.billing.at("draft", lambda: issue(house.deps, row.id))
        house.run()
        assert len(house.billing.mails) == 1
        assert house.status() is InvoiceStatus.OPEN
        assert house.troubles() == []
