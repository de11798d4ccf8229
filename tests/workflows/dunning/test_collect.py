from collections.abc import Callable
from datetime import date

import pytest

from bot.actor import Actor
from bot.deps import Deps
from bot.errors import Conflict, Invalid, NotAllowed
from bot.ledger.holds import HoldRow
from bot.money import Money
from bot.policy import DunningRules
from bot.status import InvoiceStatus
from bot.views.ids import FieldId
from bot.workflows.dunning.collect import do_not_chase, promise, remind_now, snooze
from tests.fakes.billing import FakeBilling
from tests.fakes.books import Books
from tests.fakes.clock import FixedClock
from tests.fakes.engine import FakeEngine
from tests.fakes.slack import FakeMessenger
from tests.workflows.reminding import change, mornings, of, rows, with_rules

ALEX = Actor(id="UALEX", name="Alex", email="alex@seller.test")
DANA = Actor(id="UDANA", name="Dana", email="dana@example.com")
SAM = Actor(id="USAM", name="Sam", email="sam@seller.test")
SOON = date(2026, 12, 1)


def dollars(amount: int) -> Money:
    return Money(minor=amount * 100, currency="USD")


@pytest.fixture
def morning(deps: Deps, engine: FakeEngine) -> Callable[[], None]:
    return mornings(deps, engine)


@pytest.mark.usefixtures("morning")
class TestRemindNow:
    def test_has_stripe_mail_the_client_in_the_name_of_who_asked(
        self, deps: Deps, books: Books, billing: FakeBilling, engine: FakeEngine
    ) -> None:
        invoice = books.invoice(days_late=1)
        change(deps, invoice, handed_to="UALEX")
        remind_now(deps, invoice.id, ALEX)
        engine.run_all()

        assert billing.mails == [(of(invoice), "ap@acme.example")]
        assert books.told(invoice.deal_id) == [
            f"Alex: The client was e-mailed a reminder of invoice {invoice.number}."
        ]
        row = books.row(invoice)
        assert (row.touched_at, row.handed_to) == (deps.now(), "")

    def test_sends_one_when_it_is_clicked_twice(
        self, deps: Deps, books: Books, billing: FakeBilling, engine: FakeEngine
    ) -> None:
        invoice = books.invoice(days_late=1)
        remind_now(deps, invoice.id, ALEX)
        with pytest.raises(Conflict, match="e-mailed today already"):
            remind_now(deps, invoice.id, ALEX)
        engine.run_all()

        assert len(billing.mails) == 1

    def test_keeps_the_gap_that_the_policy_asks_for(
        self, deps: Deps, books: Books, clock: FixedClock
    ) -> None:
        invoice = books.invoice(days_late=1)
        remind_now(deps, invoice.id, ALEX)
        clock.move(days=1)
        with pytest.raises(Conflict, match=r"on Nov 23\. The policy allows the next .* on Nov 25"):
            remind_now(deps, invoice.id, ALEX)
        clock.move(days=1)
        remind_now(deps, invoice.id, ALEX)

        assert [row.step for row in rows(deps, invoice)] == [
            "manual:2026-11-23",
            "manual:2026-11-25",
        ]

    def test_counts_for_the_ladder(
        self, deps: Deps, books: Books, billing: FakeBilling, engine: FakeEngine,
        clock: FixedClock,
    ) -> None:  # fmt: skip
        mailing = with_rules(deps, DunningRules(email_clients=True))
        morning = mornings(mailing, engine)
        invoice = books.invoice(days_late=3)
        remind_now(deps, invoice.id, ALEX)
        engine.run_all()
        morning()
        assert len(billing.mails) == 1
        clock.move(days=2)
        morning()
        assert len(billing.mails) == 2

    def test_says_what_is_in_the_way(self, deps: Deps, books: Books) -> None:
        invoice = books.invoice(days_late=1)
        with deps.ledger.transaction() as s:
            hold = HoldRow(
                subject=invoice.id, deal_id=invoice.deal_id, reason="dispute", by="UKIM",
                by_name="Kim", at=deps.now(),
            )  # fmt: skip
            s.add(hold)
        with pytest.raises(Conflict, match=r"Nothing was sent\. It is on hold\."):
            remind_now(deps, invoice.id, ALEX)

    def test_is_for_those_who_may(self, deps: Deps, books: Books) -> None:
        with pytest.raises(NotAllowed, match="finance or ar"):
            remind_now(deps, books.invoice().id, SAM)


class TestPromise:
    def test_of_all_of_it_is_noted(self, deps: Deps, books: Books) -> None:
        invoice = books.invoice(days_late=3)
        for _ in range(2):
            promise(deps, invoice.id, SOON, None, "Lee Wong", ALEX)

        row = books.row(invoice)
        assert (row.promised_date, row.promised_minor) == (SOON, 4_800_000)
        assert books.told(invoice.deal_id) == [
            "Alex: Payment of $48,000.00 is promised by Lee Wong for Dec 1."
        ]

    def test_of_a_part_says_so(self, deps: Deps, books: Books) -> None:
        invoice = books.invoice(days_late=3)
        promise(deps, invoice.id, SOON, dollars(100), "", DANA)

        assert books.told(invoice.deal_id) == ["Dana: $100.00 of $48,000.00 is promised for Dec 1."]

    @pytest.mark.parametrize("day", [date(2026, 11, 22), date(2028, 1, 1)])
    def test_is_for_a_day_that_makes_sense(self, day: date, deps: Deps, books: Books) -> None:
        with pytest.raises(Invalid) as wrong:
            promise(deps, books.invoice().id, day, None, "", ALEX)
        assert wrong.value.field == FieldId.PROMISED_DATE

    @pytest.mark.parametrize(
        "amount", [dollars(0), dollars(48_001), Money(minor=100, currency="EUR")]
    )
    def test_is_of_an_amount_that_is_owed(self, amount: Money, deps: Deps, books: Books) -> None:
        with pytest.raises(Invalid, match=r"\$48,000\.00") as wrong:
            promise(deps, books.invoice().id, SOON, amount, "", ALEX)
        assert wrong.value.field == FieldId.PROMISED_AMOUNT

    def test_is_refused_once_nothing_is_owed(self, deps: Deps, books: Books) -> None:
        invoice = books.invoice()
        change(deps, invoice, status=InvoiceStatus.PAID)
        with pytest.raises(Conflict, match="is paid"):
            promise(deps, invoice.id, SOON, None, "", ALEX)

    def test_settles_the_reminder_for_now(
        self, deps: Deps, books: Books, engine: FakeEngine, messenger: FakeMessenger,
        morning: Callable[[], None],
    ) -> None:  # fmt: skip
        invoice = books.invoice(days_late=3)
        morning()
        promise(deps, invoice.id, SOON, None, "", ALEX)
        engine.run_all()

        assert messenger.roots("#ar")[0].message.text == "Acme Corporation: promised for Dec 1"


class TestSnooze:
    def test_stops_reminders_until_the_day(self, deps: Deps, books: Books) -> None:
        invoice = books.invoice(days_late=3)
        for _ in range(2):
            snooze(deps, invoice.id, SOON, ALEX)

        assert books.row(invoice).snoozed_until == SOON
        assert books.told(invoice.deal_id) == ["Alex: No reminders before Dec 1."]

    @pytest.mark.parametrize("day", [date(2026, 11, 23), date(2028, 1, 1)])
    def test_is_until_a_day_that_makes_sense(self, day: date, deps: Deps, books: Books) -> None:
        with pytest.raises(Invalid) as wrong:
            snooze(deps, books.invoice().id, day, ALEX)
        assert wrong.value.field == FieldId.UNTIL


class TestDoNotChase:
    def test_stops_reminders_and_lets_them_go_on(self, deps: Deps, books: Books) -> None:
        invoice = books.invoice(days_late=3)
        do_not_chase(deps, invoice.id, on=True, actor=ALEX)
        assert books.row(invoice).do_not_chase
        with pytest.raises(Conflict, match="off already"):
            do_not_chase(deps, invoice.id, on=True, actor=ALEX)
        do_not_chase(deps, invoice.id, on=False, actor=ALEX)
        with pytest.raises(Conflict, match="on already"):
            do_not_chase(deps, invoice.id, on=False, actor=ALEX)

        assert books.told(invoice.deal_id) == [
            "Alex: No more reminders: somebody calls.",
            "Alex: Reminders go on.",
        ]

    def test_works_for_an_invoice_without_a_number(self, deps: Deps, books: Books) -> None:
        invoice = books.invoice()
        change(deps, invoice, number="")
        do_not_chase(deps, invoice.id, on=True, actor=ALEX)

        assert books.row(invoice).do_not_chase
