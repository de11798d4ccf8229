from collections.abc import Callable
from datetime import date

import pytest

from bot.deps import Deps
from bot.errors import Trouble, VendorError
from bot.ledger import audit, desk
from bot.ledger.holds import HoldRow
from bot.policy import DunningRules
from bot.status import InvoiceStatus
from bot.workflows.dunning.remind import decide, remind_customer
from tests.fakes.billing import FakeBilling
from tests.fakes.billing_world import refusal
from tests.fakes.books import Books
from tests.fakes.clock import FixedClock
from tests.fakes.deals import ACME
from tests.fakes.engine import FakeEngine
from tests.fakes.slack import FakeMessenger
from tests.workflows.reminding import change, mornings, of, rows, text, with_rules


@pytest.fixture
def deps(deps: Deps) -> Deps:
    return with_rules(deps, DunningRules(hand_to="UALEX"))


@pytest.fixture
def morning(deps: Deps, engine: FakeEngine) -> Callable[[], None]:
    return mornings(deps, engine)


class TestRemind:
    def test_posts_one_message_a_customer(
        self, books: Books, messenger: FakeMessenger, morning: Callable[[], None]
    ) -> None:
        books.invoice(days_late=3)
        books.invoice(days_late=8)
        books.invoice(days_late=2)
        other = books.deal(account=ACME.model_copy(update={"name": "Globex"}))
        books.invoice(deal=other, days_late=4)
        morning()

        texts = sorted(said.message.text for said in messenger.roots("#ar"))
        assert texts == [
            "Acme Corporation owes $96,000.00 on 2 invoices, up to 8 days overdue",
            "Globex owes $48,000.00 on an invoice, 4 days overdue",
        ]

    def test_writes_down_and_tells_each_step(
        self, deps: Deps, books: Books, morning: Callable[[], None]
    ) -> None:
        invoice = books.invoice(days_late=3)
        morning()
        morning()

        [row] = rows(deps, invoice)
        assert (row.step, row.channel, row.sent_at) == ("+3", "slack", deps.now())
        assert books.told(invoice.deal_id) == [
            "closedwon: First reminder: $48,000.00 is 3 days overdue."
        ]

    def test_is_silent_on_a_weekend(
        self, books: Books, clock: FixedClock, messenger: FakeMessenger,
        morning: Callable[[], None],
    ) -> None:  # fmt: skip
        books.invoice(days_late=3)
        clock.move(days=5)
        morning()

        assert messenger.said == []

    def test_reads_the_invoice_fresh_right_before(
        self, books: Books, billing: FakeBilling, messenger: FakeMessenger,
        morning: Callable[[], None],
    ) -> None:  # fmt: skip
        invoice = books.invoice(days_late=3)
        billing.pay(of(invoice))
        morning()

        assert messenger.said == []
        assert books.row(invoice).status is InvoiceStatus.PAID

    def test_sends_nothing_for_what_is_held(
        self, deps: Deps, books: Books, messenger: FakeMessenger, morning: Callable[[], None]
    ) -> None:
        of_invoice, of_deal = books.invoice(days_late=3), books.invoice(days_late=3)
        with deps.ledger.transaction() as s:
            for subject, deal_id in (
                (of_invoice.id, of_invoice.deal_id),
                (of_deal.deal_id, of_deal.deal_id),
            ):
                hold = HoldRow(
                    subject=subject, deal_id=deal_id, reason="dispute", by="UKIM", by_name="Kim",
                    at=deps.now(),
                )  # fmt: skip
                s.add(hold)
        morning()

        assert messenger.said == []

    def test_sends_only_the_latest_step_after_a_gap(
        self, deps: Deps, books: Books, morning: Callable[[], None]
    ) -> None:
        invoice = books.invoice(days_late=20)
        morning()

        assert {(row.step, row.channel) for row in rows(deps, invoice)} == {
            ("+14", "owner"),
            ("+14", "slack"),
        }

    def test_says_so_when_stripe_does_not_show_an_invoice_and_goes_on_with_the_others(
        self, deps: Deps, books: Books, billing: FakeBilling, messenger: FakeMessenger,
        morning: Callable[[], None],
    ) -> None:  # fmt: skip
        hidden, shown = books.invoice(days_late=4), books.invoice(days_late=3)
        billing.fail_next(refusal("not allowed"))
        morning()

        [said] = messenger.roots("#ar")
        assert shown.number in text(said.message)
        assert rows(deps, hidden) == []
        with deps.ledger.reading() as s:
            [trouble] = desk.open_troubles(s)
        assert trouble.kind == "track"

    def test_takes_up_what_an_interrupted_run_wrote_down(
        self, deps: Deps, books: Books, messenger: FakeMessenger
    ) -> None:
        invoice = books.invoice(days_late=3)
        assert decide(deps, invoice.customer_id, [of(invoice)])["slack"]
        assert messenger.said == []
        remind_customer(deps, invoice.customer_id)

        assert len(messenger.roots("#ar")) == 1
        assert rows(deps, invoice)[0].sent_at == deps.now()

    def test_gives_up_what_could_not_be_sent_for_a_day(
        self, deps: Deps, books: Books, clock: FixedClock
    ) -> None:
        invoice = books.invoice(days_late=3)
        decide(deps, invoice.customer_id, [of(invoice)])
        clock.move(days=1, hours=1)

        assert decide(deps, invoice.customer_id, [of(invoice)]) == {}
        assert "a day" in rows(deps, invoice)[0].skipped

    def test_says_so_when_slack_refuses(
        self, deps: Deps, books: Books, messenger: FakeMessenger, morning: Callable[[], None]
    ) -> None:
        invoice = books.invoice(days_late=3)
        error = VendorError("Slack", "no", trouble=Trouble.REFUSED, code="channel_not_found")
        messenger.fail_next(error)
        morning()
        with deps.ledger.reading() as s:
            [trouble] = desk.open_troubles(s)
        assert trouble.retry == {"workflow": "remind_customer", "args": [invoice.customer_id]}
        assert books.told(invoice.deal_id) == []

        remind_customer(deps, invoice.customer_id)
        with deps.ledger.reading() as s:
            assert desk.open_troubles(s) == []
        assert len(books.told(invoice.deal_id)) == 1


class TestPromise:
    def test_that_is_broken_is_flagged_and_the_ladder_goes_on(
        self, deps: Deps, books: Books, morning: Callable[[], None]
    ) -> None:
        invoice = books.invoice(days_late=8)
        change(deps, invoice, promised_date=date(2026, 11, 20), promised_minor=100)
        morning()

        row = books.row(invoice)
        assert (row.promises_broken, row.promised_date) == (1, None)
        told = books.told(invoice.deal_id)
        assert told[0] == (
            "closedwon: The promise to pay by Nov 20 was not kept: $48,000.00 is still owed."
        )
        assert told[1].startswith("closedwon: Second reminder")

    def test_that_is_broken_after_the_last_step_is_handed_over_again(
        self, deps: Deps, books: Books, clock: FixedClock, morning: Callable[[], None]
    ) -> None:
        invoice = books.invoice(days_late=14)
        morning()
        change(deps, invoice, promised_date=date(2026, 11, 24), handed_to="")
        clock.move(days=2)
        morning()

        assert books.row(invoice).handed_to == "UALEX"

    def test_is_not_broken_while_the_payment_is_under_way(
        self, deps: Deps, books: Books, billing: FakeBilling, morning: Callable[[], None]
    ) -> None:
        invoice = books.invoice(days_late=8)
        billing.process(of(invoice))
        change(deps, invoice, promised_date=date(2026, 11, 20), processing=True)
        morning()

        assert books.row(invoice).promises_broken == 0


class TestHandOver:
    def test_names_who_takes_over_after_the_last_step(
        self, books: Books, messenger: FakeMessenger, morning: Callable[[], None]
    ) -> None:
        invoice = books.invoice(days_late=14)
        morning()

        assert books.row(invoice).handed_to == "UALEX"
        assert "<@UALEX> takes over" in text(messenger.roots("#ar")[0].message)

    def test_falls_back_to_the_group_of_the_policy(
        self, deps: Deps, books: Books, messenger: FakeMessenger
    ) -> None:
        nobody = with_rules(deps, DunningRules())
        invoice = books.invoice(days_late=14)
        remind_customer(nobody, invoice.customer_id)

        assert books.row(invoice).handed_to == "finance"
        assert "finance takes over" in text(messenger.roots("#ar")[0].message)


def test_the_trail_stays_whole(
    deps: Deps, books: Books, clock: FixedClock, morning: Callable[[], None]
) -> None:
    books.invoice(days_late=3)
    for _ in range(12):
        morning()
        clock.move(days=1)
    with deps.ledger.reading() as s:
        assert audit.verify(s) is None


def test_two_runs_at_once_decide_the_same(deps: Deps, books: Books) -> None:
    invoice = books.invoice(days_late=3)
    first = decide(deps, invoice.customer_id, [of(invoice)])
    second = decide(deps, invoice.customer_id, [of(invoice)])

    assert first == second
