from datetime import date
from decimal import Decimal

import pytest

from bot.deal import Contact, Terms
from bot.deps import Deps
from bot.errors import Trouble, VendorError
from bot.status import InvoiceStatus, ProposalStatus
from bot.workflows.hold import release_invoice
from bot.workflows.issue import issue
from bot.workflows.watch import see
from tests.fakes.deals import DEAL_ID, deal_id
from tests.workflows.house import KIM, NO_ANSWER, REFUSED, STORED_500, House

THREE_WRITES = ["draft", "add_lines", "send"]


@pytest.fixture
def house(deps: Deps) -> House:
    return House(deps)


class TestIssue:
    def test_needs_three_writes_and_no_read_for_a_known_customer(self, house: House) -> None:
        house.known_customer()
        house.ordered()
        house.calls()
        house.run()
        assert house.calls() == THREE_WRITES
        assert house.status() is InvoiceStatus.OPEN

    def test_makes_a_new_customer_with_one_more(self, house: House) -> None:
        house.ordered()
        house.calls()
        house.run()
        assert house.calls() == ["create_customer", *THREE_WRITES]

    def test_sends_exactly_what_was_approved(self, house: House) -> None:
        house.ordered()
        house.run()
        row = house.invoice()
        [seen] = house.billing.invoices.values()
        assert row.stripe_id == seen.stripe_id
        assert str(seen.total) == "$48,000.00"
        assert house.billing.mails == [(seen.stripe_id, "ap@acme.example")]
        assert (row.number, row.balance_minor) == (seen.number, 4_800_000)
        assert f"Invoice {row.number} over $48,000.00 was sent" in house.told()[-1]

    def test_does_nothing_when_it_is_started_again(self, house: House) -> None:
        row = house.ordered()
        house.run()
        house.calls()
        with house.deps.ledger.transaction() as s:
            house.engine.enqueue(s, "issue", row.id, id="again")
        house.run()
        assert house.calls() == []
        assert len(house.billing.mails) == 1

    def test_notes_a_credit_that_pays_it_at_once(self, house: House) -> None:
        ident = house.known_customer()
        row = house.ordered()
        customer = house.billing.customers[ident]
        credit = row.money(5_000_000)
        house.billing.customers[ident] = customer.model_copy(update={"credit": (credit,)})
        house.run()
        assert house.status() is InvoiceStatus.PAID
        assert house.invoice().balance_minor == 0


class TestDueDate:
    def test_counts_from_the_day_it_goes_out(self, house: House) -> None:
        house.ordered(terms=Terms(text="Net 30"))
        house.clock.move(days=2)  # the queue was long
        house.run()
        assert house.invoice().due_date == date(2026, 12, 25)

    def test_counts_anew_when_a_draft_of_an_earlier_day_is_sent_at_last(self, house: House) -> None:
        house.known_customer()
        house.ordered(terms=Terms(text="Net 30"))
        house.billing.fail_next(REFUSED)
        house.run()
        house.clock.move(days=9)
        house.retry()
        row = house.invoice()
        [seen] = house.billing.invoices.values()
        assert row.due_date == seen.due_date == date(2027, 1, 1)
        assert row.issue_date == date(2026, 12, 2)

    def test_counts_anew_for_a_draft_that_waits_filled(self, house: House) -> None:
        house.known_customer()
        row = house.ordered(terms=Terms(text="due on receipt"))
        house.hold_at_sending(row.id)
        house.clock.move(days=30)
        release_invoice(house.deps, row.id, KIM)
        house.run()
        [seen] = house.billing.invoices.values()
        assert (house.status(), seen.due_date) == (InvoiceStatus.OPEN, date(2026, 12, 23))

    def test_waits_for_a_send_date(self, house: House) -> None:
        house.ordered(terms=Terms(text="Net 10", send_date=date(2026, 11, 25)))
        house.run()
        assert house.calls().count("draft") == 0
        house.next_day()
        assert house.status() is InvoiceStatus.APPROVED
        house.next_day()
        assert house.status() is InvoiceStatus.OPEN
        assert house.invoice().due_date == date(2026, 12, 5)


class TestTheDealIsReadAgain:
    def test_and_a_change_calls_it_off_and_asks_again(self, house: House) -> None:
        house.ordered()
        house.clock.move(minutes=1)
        house.crm.change(DEAL_ID, amount=Decimal(50_000), lines=())
        house.run()
        assert house.billing.mails == []
        assert house.status() is InvoiceStatus.CANCELED
        assert house.revision(1).status is ProposalStatus.SUPERSEDED
        assert house.latest().status is ProposalStatus.PENDING
        assert "Nothing was sent: the deal changed" in house.told()[-2]
        assert "The total is $50,000.00 instead of $48,000.00." in house.told()[-1]

    def test_and_what_does_not_matter_does_not_stop_it(self, house: House) -> None:
        house.ordered()
        house.clock.move(minutes=1)
        house.crm.change(DEAL_ID, stage="Closed Won - Booked", close_date=date(2026, 12, 1))
        house.run()
        assert house.status() is InvoiceStatus.OPEN

    def test_also_when_the_poll_saw_the_change_first(self, house: House) -> None:
        house.ordered()
        house.clock.move(minutes=1)
        changed = house.crm.change(DEAL_ID, amount=Decimal(50_000), lines=())
        with house.deps.ledger.transaction() as s:
            see(house.deps, s, changed)
        house.run()
        assert house.billing.mails == []
        assert house.revisions() == 2

    def test_and_a_deal_that_is_gone_is_not_billed(self, house: House) -> None:
        house.ordered()
        house.crm.purge(DEAL_ID)
        house.run()
        assert house.billing.mails == []
        assert house.status() is InvoiceStatus.CANCELED
        assert house.latest().status is ProposalStatus.SUPERSEDED

    def test_and_a_refusal_of_salesforce_waits_for_a_person(self, house: House) -> None:
        house.ordered()
        refused = VendorError("Salesforce", "Session expired.", trouble=Trouble.REFUSED)
        house.crm.fail_next(refused, method="deal")
        house.run()
        assert house.status() is InvoiceStatus.APPROVED
        [trouble] = house.troubles()
        assert (trouble.kind, trouble.words) == ("issue", "Session expired.")
        house.retry()
        assert house.status() is InvoiceStatus.OPEN
        assert house.troubles() == []


class TestHeld:
    @pytest.mark.parametrize("what", ["invoice", "deal"])
    def test_stays_where_it_is(self, house: House, what: str) -> None:
        row = house.ordered()
        house.hold(row.id if what == "invoice" else DEAL_ID)
        house.run()
        assert "draft" not in house.calls()
        assert house.status() is InvoiceStatus.APPROVED

    def test_goes_out_once_it_is_released(self, house: House) -> None:
        row = house.ordered()
        house.hold(row.id)
        house.run()
        release_invoice(house.deps, row.id, KIM)
        house.run()
        assert len(house.billing.mails) == 1

    def test_stays_even_if_the_hold_came_while_stripe_was_away(self, house: House) -> None:
        row = house.ordered()
        house.hold_at_sending(row.id)
        assert house.billing.mails == []
        assert house.troubles() == []
        release_invoice(house.deps, row.id, KIM)
        house.run()
        assert len(house.billing.mails) == len(house.billing.invoices) == 1

    def test_is_out_if_it_was_sent_before_the_hold_came(self, house: House) -> None:
        row = house.ordered()
        house.hold_at_sending(row.id, sent=True)
        assert house.status() is InvoiceStatus.OPEN
        assert len(house.billing.mails) == 1


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
