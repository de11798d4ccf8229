from datetime import date
from decimal import Decimal

import pytest

from bot.deal import Terms
from bot.deps import Deps
from bot.errors import Trouble, VendorError
from bot.status import InvoiceStatus, ProposalStatus
from bot.workflows.holding.hold import release_invoice
from bot.workflows.tracking.watch import see
from tests.fakes.deals import DEAL_ID
from tests.workflows.house import KIM, REFUSED, House

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

    def test_counts_anew_when_only_midnight_has_passed(self, house: House) -> None:
        house.known_customer()
        row = house.ordered(terms=Terms(text="Net 30"))
        house.hold_at_sending(row.id)
        house.clock.move(hours=15)  # one in the morning in New York
        release_invoice(house.deps, row.id, KIM)
        house.run()
        [seen] = house.billing.invoices.values()
        assert seen.due_date == house.invoice().due_date == date(2026, 12, 24)

    def test_waits_for_a_send_date(self, house: House) -> None:
        house.ordered(terms=Terms(text="Net 10", send_date=date(2026, 11, 25)))
        house.poll_stripe()
        house.next_day()
        assert house.status() is InvoiceStatus.SCHEDULED
        house.next_day()
        house.poll_stripe()
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
