from datetime import timedelta

import pytest

from bot.deps import Deps
from bot.ledger.payments import PaymentRow
from bot.status import InvoiceStatus
from bot.workflows.tracking.track import (
    track,
)
from tests.fakes.billing import FakeBilling
from tests.fakes.books import Books
from tests.fakes.engine import FakeEngine
from tests.fakes.slack import FakeDirectory, FakeMessenger
from tests.workflows.tracked import dollars, of, poll, registered


@pytest.fixture(autouse=True)
def _registered(deps: Deps, engine: FakeEngine) -> None:
    registered(deps, engine)


class TestTrack:
    def test_tells_a_part_payment_in_words(
        self, deps: Deps, books: Books, billing: FakeBilling, engine: FakeEngine
    ) -> None:
        invoice = books.invoice()
        billing.pay(of(invoice), dollars(12_000))
        poll(deps, engine)

        row = books.row(invoice)
        assert (row.status, row.balance) == (InvoiceStatus.OPEN, dollars(36_000))
        assert books.told(invoice.deal_id) == [
            "Stripe: Paid $12,000.00 by card; balance $36,000.00."
        ]
        with deps.ledger.reading() as s:
            [payment] = s.query(PaymentRow).all()
        assert (payment.amount_minor, payment.kind) == (1_200_000, "card")

    def test_tells_that_it_is_paid_in_full_and_the_owner_too(
        self,
        deps: Deps,
        books: Books,
        billing: FakeBilling,
        engine: FakeEngine,
        messenger: FakeMessenger,
    ) -> None:
        invoice = books.invoice()
        billing.pay(of(invoice), dollars(12_000))
        poll(deps, engine)
        billing.pay(of(invoice), kind="customer_balance")
        poll(deps, engine)

        row = books.row(invoice)
        assert (row.status, row.balance_minor) == (InvoiceStatus.PAID, 0)
        assert row.paid_at == deps.now()
        assert books.told(invoice.deal_id)[-1] == (
            "Stripe: Paid in full: $36,000.00 by bank transfer."
        )
        [said] = messenger.directs("UDANA")
        assert "fully paid: $48,000.00" in said.message.text

    def test_says_nothing_to_the_owner_before_all_of_the_deal_is_paid(
        self,
        deps: Deps,
        books: Books,
        billing: FakeBilling,
        engine: FakeEngine,
        messenger: FakeMessenger,
    ) -> None:
        deal = books.deal()
        first, second = books.invoice(deal=deal), books.invoice(deal=deal, item=2)
        billing.pay(of(first))
        poll(deps, engine)
        assert messenger.directs("UDANA") == []
        billing.pay(of(second))
        poll(deps, engine)
        assert len(messenger.directs("UDANA")) == 1

    def test_tells_nobody_when_the_owner_has_no_account(
        self,
        deps: Deps,
        books: Books,
        billing: FakeBilling,
        engine: FakeEngine,
        messenger: FakeMessenger,
        directory: FakeDirectory,
    ) -> None:
        directory.leave("UDANA")
        billing.pay(of(books.invoice()))
        poll(deps, engine)

        assert messenger.said == []

    @pytest.mark.parametrize(("how", "words"), [("void", "Voided"), ("write_off", "Written off")])
    def test_names_the_dashboard_for_what_was_done_there(
        self, how: str, words: str, deps: Deps, books: Books, billing: FakeBilling,
        engine: FakeEngine,
    ) -> None:  # fmt: skip
        invoice = books.invoice()
        getattr(billing, how)(of(invoice))
        poll(deps, engine)

        assert books.told(invoice.deal_id) == [
            f"Stripe Dashboard: {words} in the Stripe Dashboard."
        ]

    def test_does_not_name_the_dashboard_for_what_another_program_did(
        self, deps: Deps, books: Books, billing: FakeBilling
    ) -> None:
        invoice = books.invoice()
        billing.void(of(invoice))
        track(deps, of(invoice), "api invoice.voided")

        assert books.told(invoice.deal_id) == ["Stripe: Voided at Stripe."]

    def test_tells_a_recovery_after_a_write_off(
        self, deps: Deps, books: Books, billing: FakeBilling, engine: FakeEngine
    ) -> None:
        invoice = books.invoice(10_000)
        billing.write_off(of(invoice))
        poll(deps, engine)
        billing.pay(of(invoice), kind="out_of_band")
        poll(deps, engine)

        assert books.told(invoice.deal_id)[-1] == (
            "Stripe: Paid in full: $100.00 outside Stripe. It had been written off."
        )

    def test_tells_an_overpayment(
        self, deps: Deps, books: Books, billing: FakeBilling, engine: FakeEngine
    ) -> None:
        invoice = books.invoice(10_000)
        billing.pay(of(invoice), dollars(150), kind="sepa_debit")
        poll(deps, engine)

        assert books.row(invoice).overpaid_minor == 5_000
        [told] = books.told(invoice.deal_id)
        assert told.startswith("Stripe: Paid in full: $100.00 by sepa debit. Overpaid by $50.00")

    def test_tells_that_a_bank_payment_began_and_failed(
        self, deps: Deps, books: Books, billing: FakeBilling
    ) -> None:
        invoice = books.invoice()
        billing.process(of(invoice))
        track(deps, of(invoice), "refresh")
        assert books.row(invoice).processing
        still = billing.invoices[of(invoice)].model_copy(update={"processing": False})
        billing.invoices[of(invoice)] = still
        track(deps, of(invoice), "refresh")

        assert books.told(invoice.deal_id) == [
            "Stripe: A bank payment is under way.",
            "Stripe: The bank payment that was under way did not succeed.",
        ]

    def test_tells_that_it_was_sent_again_by_hand(self, deps: Deps, books: Books) -> None:
        invoice = books.invoice()
        track(deps, of(invoice), "dashboard invoice.sent")

        assert books.told(invoice.deal_id) == [
            "Stripe Dashboard: Sent by hand in the Stripe Dashboard."
        ]

    def test_does_not_tell_a_hand_of_what_time_sent_and_was_seen_before(
        self, deps: Deps, books: Books
    ) -> None:
        invoice = books.invoice()  # out, and noted by whoever looked first
        track(deps, of(invoice), "dashboard invoice.finalized invoice.sent")

        assert books.told(invoice.deal_id) == []

    def test_tells_a_credit_note_by_the_balance_it_leaves(
        self, deps: Deps, books: Books, billing: FakeBilling
    ) -> None:
        invoice = books.invoice(10_000)
        less = {"balance": dollars(80), "due": dollars(80)}
        billing.invoices[of(invoice)] = billing.invoices[of(invoice)].model_copy(update=less)
        track(deps, of(invoice), "dashboard invoice.updated")

        assert books.told(invoice.deal_id) == [
            "Stripe Dashboard: The balance is $80.00 now, it was $100.00."
        ]

    def test_tells_that_credit_settled_it(
        self, deps: Deps, books: Books, billing: FakeBilling
    ) -> None:
        invoice = books.invoice(10_000)
        settled = {"status": InvoiceStatus.PAID, "balance": dollars(0)}
        billing.invoices[of(invoice)] = billing.invoices[of(invoice)].model_copy(update=settled)
        track(deps, of(invoice), "api invoice.paid")

        assert books.told(invoice.deal_id) == ["Stripe: Settled by credit, without a payment."]
        assert books.row(invoice).paid_at == deps.now()

    def test_changes_nothing_with_an_older_view(
        self, deps: Deps, books: Books, billing: FakeBilling, engine: FakeEngine
    ) -> None:
        part, whole = books.invoice(), books.invoice()
        older = {of(row): billing.invoices[of(row)] for row in (part, whole)}
        billing.pay(of(part), dollars(100))
        billing.pay(of(whole))
        poll(deps, engine)
        billing.invoices.update(older)
        for invoice in (part, whole):
            track(deps, of(invoice), "dashboard invoice.updated")

        assert books.row(part).paid_minor == 10_000
        assert books.row(whole).status is InvoiceStatus.PAID

    def test_told_twice_tells_once(self, deps: Deps, books: Books, billing: FakeBilling) -> None:
        invoice = books.invoice()
        billing.pay(of(invoice), dollars(100))
        for _ in range(3):
            track(deps, of(invoice), "dashboard invoice_payment.paid")

        assert len(books.told(invoice.deal_id)) == 1

    def test_takes_over_a_new_due_date_quietly(
        self, deps: Deps, books: Books, billing: FakeBilling
    ) -> None:
        invoice = books.invoice()
        later = deps.today() + timedelta(days=9)
        moved = billing.invoices[of(invoice)].model_copy(update={"due_date": later})
        billing.invoices[of(invoice)] = moved
        track(deps, of(invoice), "dashboard invoice.updated")

        assert books.row(invoice).due_date == later
        assert books.told(invoice.deal_id) == []
