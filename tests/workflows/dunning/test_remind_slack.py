from collections.abc import Callable
from datetime import date

import pytest

from bot.deps import Deps
from bot.errors import Trouble, VendorError
from bot.ledger.holds import HoldRow
from bot.policy import DunningRules
from bot.status import InvoiceStatus
from bot.views.ids import HoldReason
from bot.workflows.dunning.remind import remind_customer
from bot.workflows.dunning.remind_slack import note_posted, show_reminder
from bot.workflows.holding.hold import HoldWish, hold_deal, hold_invoice, release_invoice
from tests.fakes.books import Books
from tests.fakes.clock import FixedClock
from tests.fakes.engine import FakeEngine
from tests.fakes.slack import FakeDirectory, FakeMessenger
from tests.pending import KIM
from tests.workflows.reminding import change, mornings, rows, text, with_rules


@pytest.fixture
def deps(deps: Deps) -> Deps:
    return with_rules(deps, DunningRules(hand_to="UALEX"))


@pytest.fixture
def morning(deps: Deps, engine: FakeEngine) -> Callable[[], None]:
    return mornings(deps, engine)


class TestOwner:
    def test_hears_of_the_last_step_before_it(
        self, deps: Deps, books: Books, messenger: FakeMessenger, morning: Callable[[], None]
    ) -> None:
        invoice = books.invoice(days_late=13)
        morning()

        [said] = messenger.directs("UDANA")
        assert "A firm reminder follows on Nov 24" in text(said.message)
        assert {row.step for row in rows(deps, invoice)} == {"+7", "+14"}
        morning()
        assert len(messenger.directs("UDANA")) == 1

    def test_is_not_looked_for_when_they_have_left(
        self, deps: Deps, books: Books, directory: FakeDirectory, messenger: FakeMessenger,
        morning: Callable[[], None],
    ) -> None:  # fmt: skip
        directory.leave("UDANA")
        invoice = books.invoice(days_late=13)
        morning()

        assert messenger.directs("UDANA") == []
        [row] = [row for row in rows(deps, invoice) if row.channel == "owner"]
        assert "no active Slack account" in row.skipped

    def test_not_heard_of_is_not_noted(
        self, deps: Deps, books: Books, messenger: FakeMessenger, morning: Callable[[], None]
    ) -> None:
        invoice = books.invoice(days_late=13)
        messenger.fail_next(VendorError("Slack", "no", trouble=Trouble.REFUSED))
        morning()

        [row] = [row for row in rows(deps, invoice) if row.channel == "owner"]
        assert (row.sent_at, row.skipped) == (None, "")


class TestShowReminder:
    def test_settles_when_all_is_paid(
        self, deps: Deps, books: Books, messenger: FakeMessenger, morning: Callable[[], None]
    ) -> None:
        invoice = books.invoice(days_late=3)
        morning()
        change(deps, invoice, status=InvoiceStatus.PAID, paid_at=deps.now(), balance_minor=0)
        show_reminder(deps, invoice.customer_id)

        [said] = messenger.roots("#ar")
        assert said.message.text == "Acme Corporation: paid on Nov 23"

    @pytest.mark.parametrize(
        ("changes", "words"),
        [
            ({"status": InvoiceStatus.VOID}, "void"),
            ({"processing": True}, "a payment is under way"),
            ({"promised_date": date(2026, 12, 1)}, "promised for Dec 1"),
            ({"do_not_chase": True}, "not to be chased"),
            ({"snoozed_until": date(2026, 12, 2)}, "snoozed until Dec 2"),
        ],
    )
    def test_says_why_there_is_nothing_to_do(
        self, changes: dict[str, object], words: str, deps: Deps, books: Books,
        messenger: FakeMessenger, morning: Callable[[], None],
    ) -> None:  # fmt: skip
        invoice = books.invoice(days_late=3)
        morning()
        change(deps, invoice, **changes)
        show_reminder(deps, invoice.customer_id)

        assert messenger.roots("#ar")[0].message.text == f"Acme Corporation: {words}"

    @pytest.mark.parametrize("whole_deal", [False, True])
    def test_is_redrawn_by_each_hold_and_release(
        self, deps: Deps, books: Books, messenger: FakeMessenger, engine: FakeEngine,
        morning: Callable[[], None], *, whole_deal: bool,
    ) -> None:  # fmt: skip
        invoice = books.invoice(days_late=3)
        engine.register("confirm_hold", lambda _deps, _hold, _change: None, deps, queue="stripe")
        morning()
        for note in ("once", "and again"):
            wish = HoldWish(reason=HoldReason.DISPUTE, note=note)
            if whole_deal:
                hold_deal(deps, invoice.deal_id, wish, KIM)
            else:
                hold_invoice(deps, invoice.id, wish, KIM)
            engine.run_all()
            assert messenger.roots("#ar")[0].message.text == "Acme Corporation: on hold"
            release_invoice(deps, invoice.id, KIM)
            engine.run_all()
            assert "3 days overdue" in text(messenger.roots("#ar")[0].message)

    def test_says_that_it_is_on_hold(
        self, deps: Deps, books: Books, messenger: FakeMessenger, morning: Callable[[], None]
    ) -> None:
        invoice = books.invoice(days_late=3)
        morning()
        with deps.ledger.transaction() as s:
            hold = HoldRow(
                subject=invoice.id, deal_id=invoice.deal_id, reason="dispute", by="UKIM",
                by_name="Kim", at=deps.now(),
            )  # fmt: skip
            s.add(hold)
        show_reminder(deps, invoice.customer_id)

        assert messenger.roots("#ar")[0].message.text == "Acme Corporation: on hold"

    def test_keeps_its_buttons_while_anything_is_left_to_do(
        self, deps: Deps, books: Books, messenger: FakeMessenger, morning: Callable[[], None]
    ) -> None:
        one, _ = books.invoice(days_late=3), books.invoice(days_late=4)
        morning()
        change(deps, one, snoozed_until=date(2026, 12, 1))
        show_reminder(deps, one.customer_id)

        [said] = messenger.roots("#ar")
        assert "owes" in said.message.text
        assert "snoozed until Dec 1" in text(said.message)

    def test_says_in_short_that_nothing_is_left_when_the_reasons_differ(
        self, deps: Deps, books: Books, messenger: FakeMessenger, morning: Callable[[], None]
    ) -> None:
        one, two = books.invoice(days_late=3), books.invoice(days_late=4)
        morning()
        change(deps, one, snoozed_until=date(2026, 12, 1))
        change(deps, two, do_not_chase=True, promises_broken=1)
        show_reminder(deps, one.customer_id)

        assert "nothing to chase now" in messenger.roots("#ar")[0].message.text

    def test_is_retired_by_the_next_one(
        self, deps: Deps, books: Books, clock: FixedClock, messenger: FakeMessenger,
        morning: Callable[[], None],
    ) -> None:  # fmt: skip
        invoice = books.invoice(days_late=3)
        settled = books.invoice(days_late=4)
        morning()
        change(deps, settled, status=InvoiceStatus.PAID)
        clock.move(days=4)
        morning()

        first, second = messenger.roots("#ar")
        assert first.message.text == "Acme Corporation: reminded again below"
        assert "7 days overdue" in second.message.text
        assert settled.number not in text(second.message)
        assert books.told(invoice.deal_id)[-1].startswith("closedwon: Second reminder")

    def test_is_left_alone_when_somebody_deleted_it_or_it_never_was(
        self, deps: Deps, books: Books, messenger: FakeMessenger, morning: Callable[[], None]
    ) -> None:
        invoice = books.invoice(days_late=3)
        show_reminder(deps, invoice.customer_id)
        morning()
        messenger.delete(messenger.roots("#ar")[0].place)
        show_reminder(deps, invoice.customer_id)

        assert messenger.said == []

    def test_shows_a_step_that_the_policy_no_longer_has(
        self, deps: Deps, books: Books, messenger: FakeMessenger, morning: Callable[[], None]
    ) -> None:
        invoice = books.invoice(days_late=3)
        morning()
        changed = with_rules(deps, DunningRules(steps=(5,)))
        show_reminder(changed, invoice.customer_id)

        assert "3 days overdue" in messenger.roots("#ar")[0].message.text


class TestNotePosted:
    def test_notes_a_reminder_once(
        self, deps: Deps, books: Books, messenger: FakeMessenger
    ) -> None:
        invoice = books.invoice(days_late=3)
        remind_customer(deps, invoice.customer_id)
        [row] = rows(deps, invoice)
        place = messenger.roots("#ar")[0].place.to_json()
        note_posted(deps, invoice.customer_id, [row.id], {"kind": "done", "value": place})

        assert len(books.told(invoice.deal_id)) == 1
