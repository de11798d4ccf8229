from datetime import UTC, date, datetime, timedelta

import pytest

from bot.deps import Deps
from bot.errors import Trouble, VendorError
from bot.ledger import audit, desk
from bot.money import Money
from bot.status import InvoiceStatus
from bot.workflows.dunning.report import daily_summary, summary_now, worklist_now
from tests.fakes.billing import FakeBilling
from tests.fakes.books import Books
from tests.fakes.clock import FixedClock
from tests.fakes.slack import FakeMessenger
from tests.workflows.reminding import change, of, text

REFUSED = VendorError("Slack", "no", trouble=Trouble.REFUSED, code="channel_not_found")


def dollars(amount: int) -> Money:
    return Money(minor=amount * 100, currency="USD")


class TestDailySummary:
    def test_is_posted_once_a_business_morning_with_the_list_in_its_thread(
        self, deps: Deps, books: Books, messenger: FakeMessenger
    ) -> None:
        books.invoice(1_000_00, days_late=3)
        books.invoice(500_00, days_late=-3)
        for _ in range(2):
            daily_summary(deps, "2026-11-23")

        [said] = messenger.roots("#ar")
        shown = text(said.message)
        assert "Outstanding *$1,500.00*" in shown
        assert "overdue *$1,000.00* (67 %)" in shown
        [(place, file)] = messenger.files
        assert place == said.place
        assert file.content.count("\n") == 3

    def test_is_not_posted_on_a_holiday(
        self, deps: Deps, clock: FixedClock, messenger: FakeMessenger
    ) -> None:
        clock.set(datetime(2026, 11, 26, 15, tzinfo=UTC))
        daily_summary(deps, "2026-11-26")

        assert messenger.said == []

    def test_ties_to_stripe_to_the_cent_others_invoices_included(
        self, deps: Deps, books: Books, billing: FakeBilling, messenger: FakeMessenger
    ) -> None:
        ours = books.invoice(100_000)
        paid = books.invoice(100_000)
        yen = books.at_stripe(7_700, deps.today(), currency="JPY")
        theirs = books.at_stripe(4_211, deps.today() - timedelta(days=40))
        gone = books.at_stripe(900, deps.today())
        daily_summary(deps, "first")
        billing.pay(of(ours), Money(minor=1, currency="USD"))
        billing.pay(of(paid))
        billing.pay(gone)
        messenger.said.clear()
        with deps.ledger.transaction() as s:
            s.query(desk.MessageRow).delete()
        daily_summary(deps, "second")

        open_there = list(billing.open_invoices())
        assert {i.stripe_id for i in open_there} == {of(ours), yen, theirs}
        total = Money.total((i.balance for i in open_there if i.currency == "USD"), "USD")
        shown = text(messenger.roots("#ar")[0].message)
        assert f"Outstanding *{total}*" in shown
        assert "Outstanding *¥7,700*" in shown
        assert books.row(paid).status is InvoiceStatus.PAID

    def test_says_what_was_collected_since_the_last_one(
        self, deps: Deps, books: Books, billing: FakeBilling, clock: FixedClock,
        messenger: FakeMessenger,
    ) -> None:  # fmt: skip
        invoice = books.invoice(100_000)
        billing.pay(of(invoice), dollars(100))
        daily_summary(deps, "monday")
        clock.move(days=1)
        billing.pay(of(invoice), dollars(200))
        daily_summary(deps, "tuesday")
        clock.move(days=1)
        daily_summary(deps, "wednesday")

        monday, tuesday, wednesday = (text(said.message) for said in messenger.roots("#ar"))
        assert "collected *$0.00*" in monday
        assert "collected since Monday's summary *$200.00*" in tuesday
        assert "collected since Tuesday's summary *$0.00*" in wednesday

    def test_carries_the_head_of_the_trail(
        self, deps: Deps, books: Books, billing: FakeBilling, messenger: FakeMessenger
    ) -> None:
        invoice = books.invoice(100_000)
        billing.pay(of(invoice), dollars(100))
        daily_summary(deps, "2026-11-23")
        with deps.ledger.reading() as s:
            sequence, head = audit.head(s)

        assert f"audit {sequence} · {head[:16]}" in text(messenger.roots("#ar")[0].message)

    def test_names_owners_and_lists_what_is_new_near_and_big(
        self, deps: Deps, books: Books, messenger: FakeMessenger
    ) -> None:
        new = books.invoice(100, days_late=1)
        soon = books.invoice(200, days_late=-6)
        later = books.invoice(300, days_late=-7)
        old = books.invoice(400, days_late=2)
        daily_summary(deps, "2026-11-23")

        shown = text(messenger.roots("#ar")[0].message)
        for title, count in (("Newly overdue", 1), ("Due this week", 1), ("Biggest balances", 4)):
            assert f"*{title} ({count})*" in shown
        assert "<@UDANA>" in shown
        assert all(row.number in shown for row in (new, soon, later, old))

    def test_mentions_no_more_owners_than_are_shown(
        self, deps: Deps, books: Books, messenger: FakeMessenger
    ) -> None:
        for _ in range(12):
            books.invoice(100)
        daily_summary(deps, "2026-11-23")

        assert "*Due this week (12)*" in text(messenger.roots("#ar")[0].message)

    def test_waits_for_stripe_and_then_says_what_is_true(
        self, deps: Deps, books: Books, billing: FakeBilling, messenger: FakeMessenger
    ) -> None:
        books.invoice(100_000)
        billing.fail_next(VendorError("Stripe", "away", trouble=Trouble.DOWN))
        daily_summary(deps, "2026-11-23")

        assert "$1,000.00" in messenger.roots("#ar")[0].message.text

    def test_leaves_what_is_being_issued_to_issue(
        self, deps: Deps, books: Books, billing: FakeBilling
    ) -> None:
        invoice = books.invoice(100_000, status=InvoiceStatus.APPROVED)
        daily_summary(deps, "2026-11-23")

        assert ("snapshot", of(invoice)) not in billing.calls


class TestTroubleWithTheSummary:
    def test_waits_for_a_person_when_slack_refuses(
        self, deps: Deps, messenger: FakeMessenger
    ) -> None:
        messenger.fail_next(REFUSED)
        daily_summary(deps, "2026-11-23")
        with deps.ledger.reading() as s:
            [trouble] = desk.open_troubles(s)
        assert trouble.retry == {"workflow": "daily_summary", "args": ["2026-11-23"]}

        daily_summary(deps, "2026-11-23")
        assert len(messenger.roots("#ar")) == 1
        with deps.ledger.reading() as s:
            assert desk.open_troubles(s) == []

    def test_says_so_when_only_the_file_is_refused(
        self, deps: Deps, books: Books, messenger: FakeMessenger, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        books.invoice()

        def refuse(*_: object) -> None:
            raise REFUSED

        monkeypatch.setattr(messenger, "share", refuse)
        daily_summary(deps, "2026-11-23")
        with deps.ledger.reading() as s:
            [trouble] = desk.open_troubles(s)
            assert desk.message(s, "summary", "2026-11-23") is not None
        assert trouble.retry == {}

    def test_posts_nothing_when_it_cannot_be_made(
        self, deps: Deps, books: Books, messenger: FakeMessenger
    ) -> None:
        books.invoice()
        with deps.ledger.transaction() as s:
            desk.set_cursor(s, "summary", {"date": "2026-11-20", "paid": {}})
        broken = VendorError("Slack", "who?", trouble=Trouble.REFUSED)

        class Nobody:
            def by_email(self, *_: str) -> None:
                raise broken

        object.__setattr__(deps, "directory", Nobody())
        daily_summary(deps, "2026-11-23")
        assert messenger.said == []


class TestSummaryNow:
    def test_is_the_ledger_at_this_moment(self, deps: Deps, books: Books) -> None:
        assert "nothing outstanding" in summary_now(deps).text
        books.invoice(100_000)

        assert summary_now(deps).text == "Accounts receivable: $1,000.00 outstanding, $0.00 overdue"


class TestWorklistNow:
    def test_neutralizes_formulas(self, deps: Deps, books: Books) -> None:
        invoice = books.invoice(100_000, days_late=3)
        change(deps, invoice, account_name="=HYPERLINK(1)", promised_date=date(2026, 12, 1))

        file = worklist_now(deps)
        assert file.content.splitlines()[1] == (
            f"'=HYPERLINK(1),{invoice.number},1000.00,USD,2026-11-20,3,"
            "Acme - Platform 2026,Dana,promised for Dec 1"
        )
