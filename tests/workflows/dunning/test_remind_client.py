from collections.abc import Callable

import pytest

from bot.deps import Deps
from bot.ledger import desk
from bot.policy import DunningRules
from bot.workflows.dunning.remind import decide
from bot.workflows.dunning.remind_client import mail, remind_client
from bot.workflows.dunning.remind_slack import redraw
from tests.fakes.billing import FakeBilling
from tests.fakes.billing_world import refusal
from tests.fakes.books import Books
from tests.fakes.clock import FixedClock
from tests.fakes.engine import FakeEngine
from tests.fakes.slack import FakeMessenger
from tests.workflows.reminding import mornings, of, rows, text, with_rules


@pytest.fixture
def deps(deps: Deps) -> Deps:
    return with_rules(deps, DunningRules(email_clients=True))


@pytest.fixture
def morning(deps: Deps, engine: FakeEngine) -> Callable[[], None]:
    return mornings(deps, engine)


class TestEmail:
    def test_goes_to_the_client_with_the_step(
        self, books: Books, billing: FakeBilling, messenger: FakeMessenger,
        morning: Callable[[], None],
    ) -> None:  # fmt: skip
        invoice = books.invoice(days_late=3)
        morning()
        morning()

        assert billing.mails == [(of(invoice), "ap@acme.example")]
        assert "The client was e-mailed" in text(messenger.roots("#ar")[0].message)
        number = invoice.number
        assert books.told(invoice.deal_id)[0] == (
            f"closedwon: The client was e-mailed the first reminder of invoice {number}."
        )

    def test_stays_told_of_when_the_message_is_drawn_on_a_later_day(
        self, deps: Deps, books: Books, clock: FixedClock, messenger: FakeMessenger,
        morning: Callable[[], None],
    ) -> None:  # fmt: skip
        invoice = books.invoice(days_late=3)
        morning()
        clock.move(days=1)
        redraw(deps, invoice.customer_id)

        assert "The client was e-mailed." in text(messenger.roots("#ar")[0].message)

    def test_is_left_out_when_the_payment_came_in_between(
        self, deps: Deps, books: Books, billing: FakeBilling
    ) -> None:
        invoice = books.invoice(days_late=3)
        [reminder_id] = decide(deps, invoice.customer_id, [of(invoice)])["email"]
        billing.pay(of(invoice))
        remind_client(deps, reminder_id)

        assert billing.mails == []
        [row] = [row for row in rows(deps, invoice) if row.channel == "email"]
        assert "Nothing is owed" in row.skipped
        assert "No reminder" in books.told(invoice.deal_id)[0]

    def test_goes_once_though_it_is_asked_for_twice(
        self, deps: Deps, books: Books, billing: FakeBilling
    ) -> None:
        invoice = books.invoice(days_late=3)
        [reminder_id] = decide(deps, invoice.customer_id, [of(invoice)])["email"]
        for _ in range(2):
            remind_client(deps, reminder_id)

        assert len(billing.mails) == 1
        assert len(books.told(invoice.deal_id)) == 1

    @pytest.mark.parametrize("hours", [0, 21], ids=["at once", "the next day"])
    def test_counts_as_sent_though_stripe_did_it_and_failed(
        self, deps: Deps, books: Books, billing: FakeBilling, clock: FixedClock, hours: int
    ) -> None:
        invoice = books.invoice(days_late=3)
        [reminder_id] = decide(deps, invoice.customer_id, [of(invoice)])["email"]
        billing.send(of(invoice), key="of the attempt that failed")
        clock.move(hours=hours)
        remind_client(deps, reminder_id)

        assert len(billing.mails) == 1
        [row] = [row for row in rows(deps, invoice) if row.channel == "email"]
        assert (row.skipped, row.sent_at) == ("", deps.now())

    def test_is_not_repeated_once_stripe_may_have_forgotten_the_first_try(
        self, deps: Deps, books: Books, billing: FakeBilling, clock: FixedClock
    ) -> None:
        invoice = books.invoice(days_late=3)
        [reminder_id] = decide(deps, invoice.customer_id, [of(invoice)])["email"]
        clock.move(hours=21)

        assert "most of a day" in mail(deps, reminder_id)
        assert billing.mails == []

    def test_waits_for_a_person_when_stripe_refuses(
        self, deps: Deps, books: Books, billing: FakeBilling
    ) -> None:
        invoice = books.invoice(days_late=3)
        [reminder_id] = decide(deps, invoice.customer_id, [of(invoice)])["email"]
        billing.fail_next(refusal("no e-mail address"))
        remind_client(deps, reminder_id)
        with deps.ledger.reading() as s:
            [trouble] = desk.open_troubles(s)
        assert (trouble.kind, trouble.retry["workflow"]) == ("remind", "remind_client")

        remind_client(deps, reminder_id)
        with deps.ledger.reading() as s:
            assert desk.open_troubles(s) == []
        assert len(billing.mails) == 1
