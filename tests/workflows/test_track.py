import json
from datetime import UTC, datetime, timedelta

import pytest

from bot.actor import Actor
from bot.deps import Deps
from bot.errors import Conflict, NotAllowed, NotFound, Trouble, VendorError
from bot.ledger import desk, invoices, receivables
from bot.ledger.invoices import InvoiceRow, PaymentRow, ReminderRow
from bot.money import Money
from bot.status import InvoiceStatus
from bot.workflows.track import (
    notify_paid,
    read_events,
    refresh,
    track,
    watch_payments,
)
from tests.fakes.billing import FakeBilling
from tests.fakes.billing_world import refusal
from tests.fakes.books import Books
from tests.fakes.clock import FixedClock
from tests.fakes.engine import FakeEngine
from tests.fakes.slack import FakeDirectory, FakeMessenger

KIM = Actor(id="UKIM", name="Kim", email="kim@seller.test")
SAM = Actor(id="USAM", name="Sam", email="sam@seller.test")


def dollars(amount: int) -> Money:
    return Money(minor=amount * 100, currency="USD")


@pytest.fixture(autouse=True)
def _registered(deps: Deps, engine: FakeEngine) -> None:
    engine.register("watch_payments", watch_payments, deps, queue="clock")
    engine.register("track", track, deps, queue="stripe")
    engine.register("notify_paid", notify_paid, deps, queue="slack")


def poll(deps: Deps, engine: FakeEngine) -> None:
    watch_payments(deps, "slot")
    engine.run_all()


def of(invoice: InvoiceRow) -> str:
    assert invoice.stripe_id
    return invoice.stripe_id


class TestWatchPayments:
    def test_looks_once_at_each_invoice_that_something_happened_to(
        self, deps: Deps, books: Books, billing: FakeBilling, engine: FakeEngine
    ) -> None:
        one, two = books.invoice(), books.invoice()
        billing.pay(of(one), dollars(100))
        billing.pay(of(one), dollars(100))
        billing.pay(of(two))

        assert read_events(deps) == 2
        assert sorted(work.args[0] for work in engine.of("track")) == sorted([of(one), of(two)])

    def test_takes_nothing_twice_though_the_feed_repeats_itself(
        self, deps: Deps, books: Books, billing: FakeBilling, engine: FakeEngine, clock: FixedClock
    ) -> None:
        invoice = books.invoice()
        billing.pay(of(invoice), dollars(100))
        read_events(deps)
        clock.move(minutes=5)
        billing.pay(of(invoice), dollars(100))

        assert read_events(deps) == 1
        assert read_events(deps) == 0
        assert len(engine.of("track")) == 2

    def test_moves_on_with_what_it_read(
        self, deps: Deps, books: Books, billing: FakeBilling, clock: FixedClock
    ) -> None:
        started = clock.now()
        read_events(deps)
        with deps.ledger.reading() as s:
            assert desk.cursor(s, "stripe_events") == {"until": started.isoformat(), "seen": []}
        invoice = books.invoice()
        clock.move(hours=2)
        billing.void(of(invoice))
        read_events(deps)
        with deps.ledger.reading() as s:
            cursor = desk.cursor(s, "stripe_events")
        assert cursor == {"until": clock.now().isoformat(), "seen": [billing.happened[-1].id]}

    def test_says_who_did_it(
        self, deps: Deps, books: Books, billing: FakeBilling, engine: FakeEngine
    ) -> None:
        one, two = books.invoice(), books.invoice()
        billing.send(of(one), key="again")
        billing.void(of(two))
        read_events(deps)

        why = {work.args[0]: work.args[1] for work in engine.of("track")}
        assert why == {of(one): "api invoice.sent", of(two): "dashboard invoice.voided"}


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

    def test_has_the_reminder_redrawn_when_it_stands_in_one(
        self, deps: Deps, books: Books, billing: FakeBilling, engine: FakeEngine
    ) -> None:
        invoice = books.invoice(days_late=3)
        with deps.ledger.transaction() as s:
            s.add(ReminderRow(invoice_id=invoice.id, step="+3", channel="slack", at=deps.now()))
        billing.pay(of(invoice))
        track(deps, of(invoice), "dashboard invoice.paid")

        [again] = engine.of("show_reminder")
        assert again.args == (invoice.customer_id,)


class TestTrackWhileIssuing:
    def test_leaves_to_issue_what_our_own_calls_caused(self, deps: Deps, books: Books) -> None:
        invoice = books.invoice(status=InvoiceStatus.APPROVED)
        track(deps, of(invoice), "api invoice.sent")

        assert books.row(invoice).status is InvoiceStatus.APPROVED

    def test_takes_over_what_was_finalized_by_hand(self, deps: Deps, books: Books) -> None:
        invoice = books.invoice(status=InvoiceStatus.APPROVED)
        track(deps, of(invoice), "dashboard invoice.finalized invoice.sent")

        row = books.row(invoice)
        assert row.status is InvoiceStatus.OPEN
        assert row.sent_at == deps.now()
        [told] = books.told(invoice.deal_id)
        assert told.startswith("Stripe Dashboard: Finalized in the Stripe Dashboard. Sent by hand")

    @pytest.mark.parametrize(
        ("days_late", "words"), [(0, "as scheduled"), (-5, "in the Stripe Dashboard")]
    )
    def test_tells_a_scheduled_one_from_one_sent_early(
        self, days_late: int, words: str, deps: Deps, books: Books
    ) -> None:
        invoice = books.invoice(status=InvoiceStatus.SCHEDULED)
        with deps.ledger.transaction() as s:
            row = invoices.get(s, invoice.id)
            row.issue_date = deps.today() - timedelta(days=days_late)
        track(deps, of(invoice), "dashboard invoice.finalized")

        assert books.told(invoice.deal_id) == [f"Stripe Dashboard: Finalized {words}."]

    def test_does_not_mind_a_draft(self, deps: Deps, books: Books, billing: FakeBilling) -> None:
        invoice = books.invoice(status=InvoiceStatus.SCHEDULED)
        draft = billing.invoices[of(invoice)].model_copy(update={"status": None})
        billing.invoices[of(invoice)] = draft
        track(deps, of(invoice), "dashboard invoice.updated")

        assert books.row(invoice).status is InvoiceStatus.SCHEDULED

    def test_notes_a_draft_deleted_by_hand(
        self, deps: Deps, books: Books, billing: FakeBilling
    ) -> None:
        invoice = books.invoice(status=InvoiceStatus.SCHEDULED)
        del billing.invoices[of(invoice)]
        for _ in range(2):
            track(deps, of(invoice), "dashboard invoice.deleted")

        assert books.row(invoice).status is InvoiceStatus.CANCELED
        assert books.told(invoice.deal_id) == [
            "Stripe Dashboard: The draft was deleted in the Stripe Dashboard: it will not be sent."
        ]


class TestTrackOfOthers:
    def test_keeps_open_invoices_that_others_made_and_drops_them_when_they_are_over(
        self, deps: Deps, books: Books, billing: FakeBilling
    ) -> None:
        stripe_id = books.at_stripe(500, deps.today())
        for _ in range(2):
            track(deps, stripe_id, "dashboard invoice.finalized")
        with deps.ledger.reading() as s:
            [row] = receivables.outside(s)
        assert (row.customer_name, row.balance_minor) == ("Elsewhere", 500)

        billing.pay(stripe_id)
        for _ in range(2):
            track(deps, stripe_id, "dashboard invoice.paid")
        with deps.ledger.reading() as s:
            assert receivables.outside(s) == []

    def test_drops_those_that_are_gone(
        self, deps: Deps, books: Books, billing: FakeBilling
    ) -> None:
        stripe_id = books.at_stripe(500, deps.today())
        track(deps, stripe_id, "dashboard invoice.finalized")
        del billing.invoices[stripe_id]
        for _ in range(2):
            track(deps, stripe_id, "dashboard invoice.deleted")
        with deps.ledger.reading() as s:
            assert receivables.outside(s) == []


class TestTrackInTrouble:
    def test_waits_while_stripe_is_down(
        self, deps: Deps, books: Books, billing: FakeBilling
    ) -> None:
        invoice = books.invoice()
        billing.pay(of(invoice), dollars(100))
        billing.fail_next(VendorError("Stripe", "no answer", trouble=Trouble.DOWN))
        track(deps, of(invoice), "dashboard invoice_payment.paid")

        assert books.row(invoice).paid_minor == 10_000

    def test_says_so_when_stripe_refuses_and_takes_it_back(
        self, deps: Deps, books: Books, billing: FakeBilling
    ) -> None:
        invoice = books.invoice()
        elsewhere = books.at_stripe(500, deps.today())
        for stripe_id in (of(invoice), elsewhere):
            billing.fail_next(refusal("The key may not read invoices.", "more_permissions"))
            track(deps, stripe_id, "refresh")
        with deps.ledger.reading() as s:
            troubles = desk.open_troubles(s)
            assert {trouble.deal_id for trouble in troubles} == {invoice.deal_id, ""}
            assert troubles[0].retry["workflow"] == "track"

        for stripe_id in (of(invoice), elsewhere):
            track(deps, stripe_id, "retry")
        with deps.ledger.reading() as s:
            assert desk.open_troubles(s) == []


class TestPromise:
    def promised(self, deps: Deps, invoice: InvoiceRow, minor: int) -> None:
        with deps.ledger.transaction() as s:
            row = invoices.get(s, invoice.id)
            row.promised_date, row.promised_minor = deps.today() + timedelta(days=3), minor

    def test_is_kept_by_what_was_promised(
        self, deps: Deps, books: Books, billing: FakeBilling
    ) -> None:
        invoice = books.invoice()
        self.promised(deps, invoice, 30_000)
        billing.pay(of(invoice), dollars(100))
        track(deps, of(invoice), "dashboard")
        assert books.row(invoice).promised_minor == 20_000
        billing.pay(of(invoice), dollars(200))
        track(deps, of(invoice), "dashboard")

        assert books.row(invoice).promised_date is None
        assert "The promise to pay by Nov 26 is kept." in books.told(invoice.deal_id)[-1]

    def test_is_over_without_a_word_when_the_invoice_is_voided(
        self, deps: Deps, books: Books, billing: FakeBilling
    ) -> None:
        invoice = books.invoice()
        self.promised(deps, invoice, 30_000)
        billing.void(of(invoice))
        track(deps, of(invoice), "dashboard invoice.voided")

        assert books.row(invoice).promised_date is None
        assert "promise" not in books.told(invoice.deal_id)[-1]


class TestRefresh:
    def test_looks_at_stripe_now(
        self, deps: Deps, books: Books, billing: FakeBilling, engine: FakeEngine
    ) -> None:
        invoice = books.invoice()
        billing.pay(of(invoice))
        refresh(deps, invoice.id, KIM)
        engine.run_all()

        assert books.row(invoice).status is InvoiceStatus.PAID

    def test_is_refused_to_who_may_not(self, deps: Deps, books: Books) -> None:
        with pytest.raises(NotAllowed, match="finance or ar"):
            refresh(deps, books.invoice().id, SAM)

    def test_says_so_when_there_is_nothing_at_stripe(self, deps: Deps, books: Books) -> None:
        invoice = books.invoice(status=InvoiceStatus.APPROVED)
        with deps.ledger.transaction() as s:
            invoices.get(s, invoice.id).stripe_id = None
        with pytest.raises(Conflict, match="not at Stripe yet"):
            refresh(deps, invoice.id, KIM)
        with pytest.raises(NotFound):
            refresh(deps, "inv_none", KIM)


def test_the_cursor_is_json_and_its_instants_are_aware(deps: Deps) -> None:
    read_events(deps)
    with deps.ledger.reading() as s:
        cursor = desk.cursor(s, "stripe_events")
    assert cursor is not None
    assert json.loads(json.dumps(cursor)) == cursor
    assert datetime.fromisoformat(cursor["until"]).tzinfo == UTC
