from datetime import timedelta

import pytest

from bot.deps import Deps
from bot.errors import Trouble, VendorError
from bot.ledger import desk, invoices, receivables
from bot.ledger.invoices import InvoiceRow
from bot.ledger.reminders import ReminderRow
from bot.status import InvoiceStatus
from bot.workflows.tracking.track import (
    track,
)
from tests.fakes.billing import FakeBilling
from tests.fakes.billing_world import refusal
from tests.fakes.books import Books
from tests.fakes.engine import FakeEngine
from tests.workflows.tracked import dollars, of, registered


@pytest.fixture(autouse=True)
def _registered(deps: Deps, engine: FakeEngine) -> None:
    registered(deps, engine)


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
        ("days_late", "words"),
        [
            (0, "Stripe: Finalized as scheduled."),
            (-5, "Stripe Dashboard: Finalized in the Stripe Dashboard."),
        ],
    )
    def test_tells_a_scheduled_one_from_one_sent_early(
        self, days_late: int, words: str, deps: Deps, books: Books
    ) -> None:
        invoice = books.invoice(status=InvoiceStatus.SCHEDULED)
        with deps.ledger.transaction() as s:
            row = invoices.get(s, invoice.id)
            row.issue_date = deps.today() - timedelta(days=days_late)
        track(deps, of(invoice), "dashboard invoice.finalized")

        assert books.told(invoice.deal_id) == [words]

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


class TestTrackOfReminded:
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
