from datetime import date, timedelta

import pytest

from bot.errors import NotFound
from bot.ledger import Ledger, LostRace, customers, invoices, reminders
from bot.ledger.customers import CustomerRow
from bot.ledger.payments import PaymentRow
from bot.ledger.reminders import ReminderRow
from bot.money import Money
from bot.status import LIVE, InvoiceStatus
from tests.fakes.deals import deal_id
from tests.ledger.rows import NOW, deal_row, invoice_row, proposal_row

ONE = deal_id(1)


@pytest.fixture(autouse=True)
def rows(ledger: Ledger) -> None:
    with ledger.transaction() as s:
        s.add(deal_row())
        s.flush()
        s.add(proposal_row())
        s.flush()
        s.add(invoice_row(item=2, due_date=date(2026, 12, 1), stripe_id="in_2", number="ACME-2"))
        s.add(invoice_row(item=1, revision=2, due_date=date(2026, 12, 9), balance_minor=55))
        s.add(invoice_row(item=1, status=InvoiceStatus.VOID))


class TestInvoices:
    def test_are_found_by_deal_in_the_order_of_the_plan(self, ledger: Ledger) -> None:
        with ledger.reading() as s:
            found = [(row.item, row.revision) for row in invoices.of_deal(s, ONE)]
        assert found == [(1, 1), (1, 2), (2, 1)]

    def test_are_found_by_stripes_names(self, ledger: Ledger) -> None:
        with ledger.reading() as s:
            by_id = invoices.by_stripe_id(s, "in_2")
            assert by_id is not None
            assert invoices.by_number(s, "acme-2") is by_id
            assert invoices.by_stripe_id(s, "in_9") is None
            assert invoices.by_number(s, "acme") is None

    def test_are_found_by_status_the_longest_due_first(self, ledger: Ledger) -> None:
        with ledger.reading() as s:
            found = invoices.in_status(s, InvoiceStatus.OPEN, InvoiceStatus.PAID)
        assert [row.item for row in found] == [2, 1]

    def test_are_not_found_when_there_are_none(self, ledger: Ledger) -> None:
        with ledger.reading() as s, pytest.raises(NotFound, match="This invoice is not known"):
            invoices.get(s, "inv_x")

    def test_know_their_money(self, ledger: Ledger) -> None:
        with ledger.reading() as s:
            row = invoices.get(s, "inv_1_1_2", lock=True)
        assert row.balance == Money(minor=55, currency="USD")
        assert row.money(7) == Money(minor=7, currency="USD")

    @pytest.mark.parametrize("status", InvoiceStatus)
    def test_are_live_while_they_count_as_billed(self, status: InvoiceStatus) -> None:
        assert invoice_row(status=status).is_live is (status in LIVE)


def test_a_customer_is_one_for_an_account_and_an_email(ledger: Ledger) -> None:
    with ledger.transaction() as s:
        s.add(CustomerRow(stripe_id="cus_1", account_id="001", email="ap@acme.example"))
    with ledger.reading() as s:
        assert customers.customer_of(s, "001", "AP@acme.example") == "cus_1"
        assert customers.customer_of(s, "001", "other@acme.example") is None
        assert customers.customer_of(s, "002", "ap@acme.example") is None
    with pytest.raises(LostRace), ledger.transaction() as s:
        s.add(CustomerRow(stripe_id="cus_2", account_id="001", email="ap@acme.example"))


class TestReminders:
    def reminder(self, step: str, seconds: int = 0, channel: str = "slack") -> ReminderRow:
        at = NOW + timedelta(seconds=seconds)
        return ReminderRow(invoice_id="inv_1_2_1", step=step, channel=channel, at=at)

    def test_come_oldest_first(self, ledger: Ledger) -> None:
        with ledger.transaction() as s:
            s.add_all(
                [self.reminder("+7", 9), self.reminder("+3"), self.reminder("+3", 1, "email")]
            )
        with ledger.reading() as s:
            found = [(row.step, row.channel) for row in reminders.reminders_of(s, "inv_1_2_1")]
        assert found == [("+3", "slack"), ("+3", "email"), ("+7", "slack")]

    def test_are_found_by_id(self, ledger: Ledger) -> None:
        with ledger.transaction() as s:
            reminder = self.reminder("+3")
            s.add(reminder)
        with ledger.reading() as s:
            assert reminders.get_reminder(s, reminder.id).step == "+3"
            with pytest.raises(NotFound, match="This reminder is not known here"):
                reminders.get_reminder(s, "rem_x")

    def test_are_sent_once_by_each_channel(self, ledger: Ledger) -> None:
        with ledger.transaction() as s:
            s.add(self.reminder("+3"))
        with pytest.raises(LostRace), ledger.transaction() as s:
            s.add(self.reminder("+3", 1))


def test_a_payment_is_kept_once(ledger: Ledger) -> None:
    def payment() -> PaymentRow:
        return PaymentRow(
            id="inpay_1", invoice_id="inv_1_2_1", amount_minor=1, currency="USD", paid_at=NOW
        )

    with ledger.transaction() as s:
        s.add(payment())
    with pytest.raises(LostRace), ledger.transaction() as s:
        s.add(payment())
