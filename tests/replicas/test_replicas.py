"""Three bots on one ledger: what one of them leaves is done by the others, once."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, timedelta

from tests.fakes.postgres import POSTGRES
from tests.replicas.fleet import BY_WHOM, Fleet

MINUTES = 3
A_MOMENT = 0.2
"""Seconds between two clicks: the bot is on its way out."""

pytestmark = list(POSTGRES.marks)


def sent(fleet: Fleet, deal_id: str) -> int:
    """Return how often the deal's invoice was e-mailed."""
    [invoice] = fleet.people.invoices(deal_id)
    return sum(mail.get("invoice") == invoice["id"] for mail in fleet.people.outbox())


class TestWork:
    def test_is_shared(self, fleet: Fleet) -> None:
        deals = [fleet.card() for _ in range(4)]
        for _, _, card in deals:
            fleet.approve(card)
        for name, _, _ in deals:
            fleet.settle(name)
        assert int(fleet.ask(BY_WHOM)[0]) > 1


class TestTheKilled:
    def test_has_its_invoice_sent_by_another_once(self, fleet: Fleet) -> None:
        name, deal_id, card = fleet.card()
        fleet.late("stripe", "POST /v1/invoices/.*/send")
        fleet.approve(card)
        fleet.caught("issue").kill()
        fleet.settle(name)
        assert sent(fleet, deal_id) == 1


class TestTheFrozen:
    def test_sends_nothing_twice_and_writes_nothing_old(self, fleet: Fleet) -> None:
        name, deal_id, card = fleet.card()
        fleet.late("stripe", "POST /v1/invoices/.*/send")
        fleet.approve(card)
        frozen = fleet.caught("issue")
        frozen.freeze()
        fleet.let_go()
        fleet.settle(name)
        fleet.people.pay(deal_id)
        fleet.people.next_minute()
        fleet.people.card(name, "paid")
        fleet.agreed()
        fleet.thaw(frozen)
        fleet.agreed()
        assert sent(fleet, deal_id) == 1

    def test_tells_salesforce_nothing_old(self, fleet: Fleet) -> None:
        name, deal_id, card = fleet.card()
        fleet.late("salesforce", "PATCH .*", cause="^write_back:.*;write_batch")
        fleet.approve(card)
        frozen = fleet.caught("write_back")  # it has more to write, as it was then
        frozen.freeze()
        fleet.let_go()
        fleet.settle(name)
        fleet.people.pay(deal_id)
        fleet.people.next_minute()
        fleet.people.card(name, "paid")
        fleet.agreed()
        fleet.thaw(frozen)
        fleet.agreed()


class TestAnInstant:
    def test_is_the_same_for_all_and_comes_once(self, fleet: Fleet) -> None:
        for _ in range(MINUTES):
            fleet.people.next_minute()
            minute = fleet.people.now().astimezone(UTC).replace(second=0, microsecond=0)
            fleet.done_once(f"watch_deals:{minute.isoformat()}")
        tomorrow = fleet.people.now().date() + timedelta(days=1)
        fleet.people.until(tomorrow, 8, 31)
        fleet.done_once(f"daily_summary:{tomorrow}")
        fleet.agreed()
        assert len(fleet.summaries()) == 1


class TestARollingRestart:
    def test_loses_no_click_that_was_acknowledged(self, fleet: Fleet) -> None:
        deals = [fleet.card() for _ in range(2 * len(fleet.bots))]
        in_vain, pause = [], threading.Event()
        with ThreadPoolExecutor(1) as hand:
            for number, bot in enumerate(fleet.bots):
                stopping = hand.submit(bot.stop)
                for deal in deals[2 * number :][:2]:
                    pause.wait(A_MOMENT)
                    if not fleet.people.click("kim", "Approve & send", deal[2])["acked"]:
                        in_vain.append(deal)
                stopping.result()
                bot.start(beside=True)
        assert len(in_vain) < len(deals)
        for _, _, card in in_vain:  # Slack has told them so
            fleet.approve(card)
        for name, deal_id, _ in deals:
            fleet.settle(name)
            assert sent(fleet, deal_id) == 1
