"""Retainers, reminders and the unforeseen, under the kill switch."""

import random
from dataclasses import replace
from datetime import date

import pytest

from bot.deps import Deps
from bot.ledger import gate, reminders
from bot.ledger.reminders import ReminderRow
from bot.status import InvoiceStatus, SubscriptionStatus
from bot.workflows.dunning.remind_client import REMIND_CLIENT
from bot.workflows.gating import letting
from bot.workflows.issuing import pausing
from bot.workflows.issuing.issue import issue
from bot.workflows.sweeping.drift import check
from tests.fakes.deals import a_deal, a_line, deal_id
from tests.workflows.house import KIM, House, with_policy
from tests.workflows.retained import approved, live_until, monthly, retainers, shown


@pytest.fixture
def house(deps: Deps) -> House:
    return House(deps)


class TestRetainers:
    def test_are_not_started(self, house: House) -> None:
        pausing.pause(house.deps, "", KIM)
        approved(house, **monthly(start=date(2026, 11, 1)))
        assert house.billing.subs == {}
        pausing.resume(house.deps, KIM)
        house.run()
        assert len(house.billing.subs) == 1
        assert shown(house) == [(1, "open", 400_000)]
        assert retainers(house)[0].status is SubscriptionStatus.ACTIVE

    def test_keep_the_invoices_of_their_periods(self, house: House) -> None:
        approved(house, **monthly(start=date(2026, 11, 1)))
        now = pausing.pause(house.deps, "", KIM)
        assert now.not_yet == 1
        house.run()
        [sub] = house.billing.subscriptions()
        assert sub.paused
        later = pausing.standing(house.deps)
        assert later is not None
        assert later.not_yet == 0
        mails = len(house.billing.mails)
        live_until(house, date(2027, 1, 5))
        assert len(house.billing.mails) == mails
        assert [state for _, state, _ in shown(house)] == ["open", "scheduled", "scheduled"]
        pausing.resume(house.deps, KIM)
        house.run()
        assert [state for _, state, _ in shown(house)] == ["open", "open", "open"]
        assert len(house.billing.mails) == mails + 2
        assert not next(iter(house.billing.subscriptions())).paused
        assert not [row for row in house.troubles() if row.kind in ("retainer", "period")]


def test_a_reminder_is_e_mailed_after_the_pause(house: House) -> None:
    house.ordered()
    house.run()
    house.clock.move(days=40)
    row = ReminderRow(invoice_id=house.invoice().id, step="manual:1", channel="email",
                      at=house.deps.now(), by="UKIM")  # fmt: skip
    with house.deps.ledger.transaction() as s:
        s.add(row)
    pausing.pause(house.deps, "", KIM)
    mails = len(house.billing.mails)
    with house.deps.ledger.transaction() as s:
        house.deps.engine.enqueue(s, REMIND_CLIENT, row.id, id="remind")
    house.run()
    assert len(house.billing.mails) == mails
    pausing.resume(house.deps, KIM)
    house.run()
    assert len(house.billing.mails) == mails + 1
    with house.deps.ledger.reading() as s:
        assert reminders.get_reminder(s, row.id).sent_at is not None


def test_the_sweep_finds_nothing_wrong_with_what_waits(house: House) -> None:
    pausing.pause(house.deps, "", KIM)
    house.ordered()
    house.run()
    house.clock.move(hours=5)
    assert not [drift for drift in check(house.deps) if drift.deal_id]


@pytest.mark.parametrize("first", [True, False])
def test_work_that_is_carried_on_after_the_pause_sends_once(house: House, *, first: bool) -> None:
    """A crash between a step's commit and its checkpoint has it run again, maybe much later."""
    pausing.pause(house.deps, "", KIM)
    row = house.ordered()
    house.run()
    pausing.resume(house.deps, KIM)
    if first:
        issue(house.deps, row.id)
    house.run()
    if not first:
        issue(house.deps, row.id)
    assert house.status() is InvoiceStatus.OPEN
    assert len(list(house.billing.open_invoices())) == 1
    assert house.calls().count("send") == 1


def act(house: House, dice: random.Random, left: list[str]) -> None:
    """Have people do something, or let time pass, or work be done."""
    with house.deps.ledger.reading() as s:
        waits, stopped = gate.count_waiting(s), pausing.is_paused(s)
    match dice.randrange(6):
        case 0 if left:
            house.approve(deal_id=left.pop(dice.randrange(len(left))))
        case 1 if not stopped:
            pausing.pause(house.deps, "", KIM)
        case 2 if stopped:
            pausing.resume(house.deps, KIM)
        case 3 if waits and not stopped and dice.random() < 0.3:
            letting.let_all(house.deps, KIM)
        case 4:
            house.clock.move(minutes=dice.randrange(90))
            letting.let_go(house.deps, "slot")
        case 5:
            house.run()


def let_it_end(house: House) -> None:
    """End the pause, let days pass, and have people let through what is too much by itself."""
    with house.deps.ledger.reading() as s:
        stopped = pausing.is_paused(s)
    if stopped:
        pausing.resume(house.deps, KIM)
    for _ in range(9):
        house.run()
        house.clock.move(days=1)
        letting.let_go(house.deps, "slot")
    with house.deps.ledger.reading() as s:
        rest = {row.deal_id for row in gate.waiting(s)}
    for id_ in rest:
        letting.let_deal(house.deps, id_, KIM)
    house.run()


@pytest.mark.parametrize("seed", range(3))
def test_whatever_happens_each_goes_out_once(deps: Deps, seed: int) -> None:
    """People pause, resume, let through; time passes; work is run in part, and late."""
    limits = {"invoices_per_hour": 3, "value_per_day": {"USD": "9000"}}
    house = House(replace(deps, policy=with_policy(deps, limits=limits)))
    dice, count = random.Random(seed), 9  # noqa: S311 - the same dice for the same seed
    for n in range(count):
        price = dice.choice((500, 1_000, 2_000, 9_500))
        house.crm.win(a_deal(id=deal_id(n), amount=price, lines=(a_line(price=price),)))
    house.poll()
    house.clock.move(minutes=6)
    house.poll()
    left = [deal_id(n) for n in range(count)]
    while left or dice.random() < 0.9:
        act(house, dice, left)
    let_it_end(house)
    assert {house.status(deal_id(n)) for n in range(count)} == {InvoiceStatus.OPEN}
    assert house.calls().count("send") == len(list(house.billing.open_invoices())) == count
