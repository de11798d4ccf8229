"""What every implementation of the billing port keeps to about drafts that go out by themselves."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from bot.errors import VendorError
from bot.facts import InvoiceLines, InvoiceOrder, Snapshot
from bot.money import Money
from bot.periods import Period
from bot.plan import PlanLine
from bot.status import InvoiceStatus
from tests.contracts.billing_desk import Desk
from tests.contracts.billing_orders import EMAIL, LINES, PRICE, drafted, order, sent, usd

WEEK, MONTH = timedelta(days=7), timedelta(days=30)


def scheduled(desk: Desk, day: date | None = None, invoice: str = "inv_1") -> Snapshot:
    wanted = dated(desk, day, invoice)
    stripe_id = desk.billing.draft(wanted, key=f"{invoice}:create")
    return desk.billing.add_lines(stripe_id, LINES, key=f"{invoice}:lines")


def dated(desk: Desk, day: date | None = None, invoice: str = "inv_1") -> InvoiceOrder:
    day = day or desk.today + WEEK
    changes = {"finalizes_on": day, "due_date": day + MONTH}
    return order(desk, invoice=invoice).model_copy(update=changes)


class TestScheduledDraft:
    def test_waits_for_its_day_and_goes_out_alone(self, desk_abroad: Desk) -> None:
        desk = desk_abroad
        desk.levers.mail_by_itself(on=False)
        day = desk.today + WEEK
        draft = scheduled(desk, day)
        assert (draft.status, draft.finalizes_on, draft.advances) == (None, day, True)
        assert draft.due_date == day + MONTH
        desk.levers.move(days=6)
        assert desk.billing.snapshot(draft.stripe_id).status is None
        desk.levers.move(days=1, hours=12)
        seen = desk.billing.snapshot(draft.stripe_id)
        assert (seen.status, seen.finalizes_on) == (InvoiceStatus.OPEN, None)
        assert seen.due_date == day + MONTH
        assert seen.advances
        assert seen.number
        assert desk.levers.mailed() == []

    def test_may_be_mailed_by_stripe(self, desk: Desk) -> None:
        desk.levers.mail_by_itself(on=True)
        draft = scheduled(desk)
        desk.levers.move(days=8)
        assert desk.levers.mailed() == [(draft.stripe_id, EMAIL)]

    def test_is_one_however_often_it_is_ordered(self, desk: Desk) -> None:
        wanted = dated(desk)
        desk.levers.lose_answer()
        with pytest.raises(VendorError):
            desk.billing.draft(wanted, key="k")
        first = desk.billing.draft(wanted, key="k")
        desk.levers.move(hours=20)
        assert desk.billing.draft(wanted, key="k") == first
        assert [draft.stripe_id for draft in desk.billing.drafts()] == [first]

    def test_goes_out_soon_when_its_morning_is_over(self, desk: Desk) -> None:
        draft = scheduled(desk, desk.today)
        assert (draft.finalizes_on, draft.advances) == (desk.today, True)
        desk.levers.move(hours=2)
        assert desk.billing.snapshot(draft.stripe_id).status is InvoiceStatus.OPEN

    def test_is_sent_before_its_day_when_told_to(self, desk: Desk) -> None:
        desk.levers.mail_by_itself(on=False)
        draft = scheduled(desk)
        seen = desk.billing.send(draft.stripe_id, key="send")
        assert (seen.status, seen.finalizes_on) == (InvoiceStatus.OPEN, None)
        desk.levers.move(days=8)
        assert len(desk.levers.mailed()) == 1


class TestUnschedule:
    def test_keeps_the_draft_back(self, desk: Desk) -> None:
        draft = scheduled(desk)
        held = desk.billing.unschedule(draft.stripe_id, key="hold")
        assert (held.advances, held.finalizes_on, held.status) == (False, None, None)
        desk.levers.move(days=30)
        assert desk.billing.snapshot(draft.stripe_id).status is None

    def test_is_undone_by_another_day(self, desk: Desk) -> None:
        draft = scheduled(desk)
        desk.billing.unschedule(draft.stripe_id, key="hold")
        later = desk.today + 2 * WEEK
        seen = desk.billing.schedule(draft.stripe_id, later, later + MONTH, key="release")
        assert (seen.finalizes_on, seen.due_date, seen.advances) == (later, later + MONTH, True)
        desk.levers.move(days=15)
        seen = desk.billing.snapshot(draft.stripe_id)
        assert (seen.status, seen.due_date) == (InvoiceStatus.OPEN, later + MONTH)

    def test_turns_off_what_stripe_does_with_an_open_one(self, desk: Desk) -> None:
        draft = scheduled(desk)
        desk.levers.move(days=8)
        seen = desk.billing.unschedule(draft.stripe_id, key="off")
        assert (seen.status, seen.advances) == (InvoiceStatus.OPEN, False)


class TestSchedule:
    def test_moves_the_day(self, desk: Desk) -> None:
        draft = scheduled(desk)
        day = desk.today + timedelta(days=3)
        for _ in range(2):
            seen = desk.billing.schedule(draft.stripe_id, day, day + MONTH, key="move")
            assert (seen.finalizes_on, seen.due_date) == (day, day + MONTH)
        desk.levers.move(days=4)
        assert desk.billing.snapshot(draft.stripe_id).status is InvoiceStatus.OPEN

    def test_of_a_plain_draft_sends_it_out_too(self, desk: Desk) -> None:
        draft, day = drafted(desk), desk.today + WEEK
        seen = desk.billing.schedule(draft.stripe_id, day, day + MONTH, key="k")
        assert seen.finalizes_on == day

    def test_for_a_morning_that_is_over_is_soon(self, desk: Desk) -> None:
        draft, today = scheduled(desk), desk.today
        for _ in range(2):
            seen = desk.billing.schedule(draft.stripe_id, today, today + MONTH, key="now")
            assert (seen.finalizes_on, seen.advances) == (today, True)
        desk.levers.move(hours=2)
        assert desk.billing.snapshot(draft.stripe_id).status is InvoiceStatus.OPEN

    def test_refuses_what_is_a_draft_no_more(self, desk: Desk) -> None:
        invoice, day = sent(desk), desk.today + WEEK
        with pytest.raises(VendorError) as refused:
            desk.billing.schedule(invoice.stripe_id, day, day + MONTH, key="k")
        assert not refused.value.retryable


class TestReplacedLines:
    NEW = InvoiceLines(
        lines=(
            PlanLine(description="Half", amount=usd(60_000)),
            PlanLine(description="Rest", amount=usd(5_000), quantity=Decimal(2)),
        )
    )

    def test_are_all_there_is(self, desk: Desk) -> None:
        draft = drafted(desk)
        for _ in range(2):
            seen = desk.billing.replace_lines(draft.stripe_id, self.NEW, key="change")
            assert (seen.net, seen.total) == (usd(65_000), usd(65_000))
        assert desk.billing.snapshot(draft.stripe_id).total == usd(65_000)

    def test_are_so_after_a_lost_answer_too(self, desk: Desk) -> None:
        draft = drafted(desk)
        desk.levers.lose_answer()
        with pytest.raises(VendorError):
            desk.billing.replace_lines(draft.stripe_id, self.NEW, key="change")
        desk.billing.replace_lines(draft.stripe_id, self.NEW, key="change")
        assert desk.billing.snapshot(draft.stripe_id).total == usd(65_000)

    def test_are_not_doubled_when_keys_are_forgotten(self, desk: Desk) -> None:
        draft = drafted(desk)
        desk.billing.replace_lines(draft.stripe_id, self.NEW, key="change")
        desk.levers.forget_keys()
        seen = desk.billing.replace_lines(draft.stripe_id, self.NEW, key="change")
        assert seen.total == usd(65_000)

    def test_may_be_exchanged_again(self, desk: Desk) -> None:
        draft = drafted(desk)
        desk.billing.replace_lines(draft.stripe_id, self.NEW, key="change:1")
        assert desk.billing.replace_lines(draft.stripe_id, LINES, key="change:2").total == PRICE

    def test_need_a_draft(self, desk: Desk) -> None:
        invoice = sent(desk)
        with pytest.raises(VendorError):
            desk.billing.replace_lines(invoice.stripe_id, self.NEW, key="change")


class TestOddMoney:
    @pytest.mark.parametrize(("minor", "currency"), [(1_234_567, "JPY"), (5_120, "KWD")])
    def test_is_exact(self, desk: Desk, minor: int, currency: str) -> None:
        amount = Money(minor=minor, currency=currency)
        period = Period(start=desk.today, end=desk.today + WEEK)
        line = PlanLine(description="Work", amount=amount, period=period)
        wanted = dated(desk).model_copy(update={"currency": currency})
        stripe_id = desk.billing.draft(wanted, key="k1")
        seen = desk.billing.add_lines(stripe_id, InvoiceLines(lines=(line,)), key="k2")
        assert (seen.net, seen.tax, seen.total) == (amount, Money.zero(currency), amount)
