"""What every implementation of the billing port keeps to when it reads."""

from datetime import timedelta

from bot.status import InvoiceStatus
from tests.contracts.billing_desk import Desk
from tests.contracts.billing_orders import EMAIL, PRICE, drafted, order, sent, usd


class TestSnapshot:
    def test_shows_partial_and_full_payment(self, desk: Desk) -> None:
        stripe_id = sent(desk).stripe_id
        desk.levers.pay(stripe_id, usd(200_000), kind="out_of_band")
        seen = desk.billing.snapshot(stripe_id)
        assert seen.status is InvoiceStatus.OPEN
        assert (seen.paid, seen.balance) == (usd(200_000), usd(1_000_000))
        desk.levers.pay(stripe_id)
        seen = desk.billing.snapshot(stripe_id)
        assert (seen.status, seen.balance) == (InvoiceStatus.PAID, usd(0))
        assert seen.paid_at is not None
        assert {(fact.amount, fact.kind) for fact in seen.payments} == {
            (usd(200_000), "out_of_band"),
            (usd(1_000_000), "card"),
        }

    def test_shows_what_was_paid_too_much(self, desk: Desk) -> None:
        stripe_id = sent(desk).stripe_id
        desk.levers.pay(stripe_id, usd(1_250_000))
        seen = desk.billing.snapshot(stripe_id)
        assert (seen.paid, seen.overpaid) == (PRICE, usd(50_000))

    def test_shows_money_on_its_way(self, desk: Desk) -> None:
        stripe_id = sent(desk).stripe_id
        desk.levers.process(stripe_id)
        seen = desk.billing.snapshot(stripe_id)
        assert (seen.processing, seen.status) == (True, InvoiceStatus.OPEN)
        assert seen.payments == ()

    def test_shows_what_was_written_off(self, desk: Desk) -> None:
        stripe_id = sent(desk).stripe_id
        desk.levers.write_off(stripe_id)
        assert desk.billing.snapshot(stripe_id).status is InvoiceStatus.UNCOLLECTIBLE

    def test_shows_notes_and_forgets_cleared_ones(self, desk: Desk) -> None:
        stripe_id = sent(desk).stripe_id
        desk.billing.note(stripe_id, {"held": "", "changed": "PO added"}, key="note:1")
        notes = desk.billing.snapshot(stripe_id).notes
        assert "held" not in notes
        assert notes["changed"] == "PO added"
        assert notes["closedwon_invoice_id"] == "inv_1"


class TestFinding:
    def test_finds_nothing_of_another_customer_or_invoice(self, desk: Desk) -> None:
        invoice, since = sent(desk), desk.clock.now()
        other = desk.levers.add_customer("Other", "other@acme.test")
        assert desk.billing.find_invoice(other, "inv_1", since) is None
        assert desk.billing.find_invoice(invoice.customer_id, "inv_2", since) is None
        later = since + timedelta(days=1)
        assert desk.billing.find_invoice(invoice.customer_id, "inv_1", later) is None

    def test_prefers_the_invoice_that_is_not_void(self, desk: Desk) -> None:
        customer = desk.levers.add_customer("Acme", EMAIL)
        first = sent(desk, customer)
        desk.levers.void(first.stripe_id)
        second = desk.billing.draft(order(desk, customer), key="inv_1:2:create")
        found = desk.billing.find_invoice(customer, "inv_1", desk.clock.now())
        assert found is not None
        assert found.stripe_id == second

    def test_lists_what_is_open(self, desk: Desk) -> None:
        customer = desk.levers.add_customer("Acme", EMAIL)
        first, second = sent(desk, customer), sent(desk, customer, "inv_2")
        other = sent(desk, invoice="inv_3")
        drafted(desk, customer, "inv_4")
        desk.levers.pay(first.stripe_id)
        everything = {invoice.stripe_id for invoice in desk.billing.open_invoices()}
        assert everything == {second.stripe_id, other.stripe_id}
        ours = [invoice.stripe_id for invoice in desk.billing.open_invoices(customer)]
        assert ours == [second.stripe_id]

    def test_lists_the_drafts_that_are_ours(self, desk: Desk) -> None:
        customer = desk.levers.add_customer("Acme", EMAIL)
        sent(desk, customer)
        waiting = drafted(desk, customer, "inv_2")
        drafted(desk, customer, "")
        [found] = desk.billing.drafts()
        assert (found.stripe_id, found.invoice_id, found.status) == (
            waiting.stripe_id,
            "inv_2",
            None,
        )


class TestEvents:
    def test_tell_what_happened_oldest_first_and_by_whom(self, desk: Desk) -> None:
        since = desk.clock.now()
        invoice = sent(desk)
        desk.levers.pay(invoice.stripe_id)
        page = desk.billing.events(since)
        assert {event.stripe_id for event in page.events} == {invoice.stripe_id}
        told = [event.type for event in page.events]
        assert told.index("invoice.finalized") < told.index("invoice.sent")
        assert told.index("invoice.sent") < told.index("invoice_payment.paid")
        by_api = {event.type: event.by_api for event in page.events}
        assert by_api["invoice.sent"]
        assert not by_api["invoice.paid"]
        assert page.read_until == max(event.at for event in page.events)

    def test_are_none_where_nothing_happened(self, desk: Desk) -> None:
        sent(desk)
        page = desk.billing.events(desk.clock.now() + timedelta(hours=1))
        assert (page.events, page.read_until) == ((), None)


class TestEMails:
    def test_are_known_of_one_invoice_and_since_when(self, desk: Desk) -> None:
        since = desk.clock.now()
        mailed = sent(desk)
        draft = drafted(desk, mailed.customer_id, "inv_2")
        assert desk.billing.was_e_mailed(mailed.stripe_id, since)
        assert not desk.billing.was_e_mailed(mailed.stripe_id, since + timedelta(hours=1))
        assert not desk.billing.was_e_mailed(draft.stripe_id, since)


class TestChecks:
    def test_pass_with_a_good_key(self, desk: Desk) -> None:
        assert all(check.ok for check in desk.billing.checks())
        assert not desk.billing.is_live()

    def test_know_whose_key_it_is(self, desk: Desk) -> None:
        assert desk.billing.account_id().startswith("acct_")
