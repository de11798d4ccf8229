"""The real bot, and a Slack that goes away: what was decided stands, what was not is said."""

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from bot.ledger import Ledger, desk
from bot.views.away import DID_NOT_HEAR
from bot.workflows.showing.away import CURSOR
from sandbox.company import APPROVALS
from sandbox.control import Obj, wait_for
from sandbox.people import flat
from tests.clicks.crowd import press
from tests.journeys.house import House, open_house
from tests.lanes import PAGES

pytestmark = PAGES
LONG = re.compile(r"\((59|6\d|[7-9]\d) minutes\)|\(1\d\d minutes\)")


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    with open_house(tmp_path) as house:
        yield house


def approve_until_it_works(house: House, name: str, card: Obj) -> None:
    """Click as people do: again, until Slack shows no error."""
    house.people.post("slack/timing", ack_seconds=2)

    def acked() -> bool:
        return bool(press(house.people, "kim", card)["acked"])

    wait_for(acked, "a click to arrive", seconds=60)  # a try may hang, and the next one waits
    house.people.post("slack/timing", ack_seconds=20)
    house.settle(name)


def forget_for(house: House, gap: timedelta) -> None:
    """Let the ledger say that Slack was heard last so long ago; the bot is stopped."""
    ledger = Ledger(house.bot.database_url)
    with ledger.transaction() as s:
        last = desk.cursor(s, CURSOR)
        assert last is not None, "the bot did not note that it heard Slack"
        moved = {name: datetime.fromisoformat(at) - gap for name, at in last.items()}
        desk.set_cursor(s, CURSOR, {name: at.isoformat() for name, at in moved.items()})
    ledger.close()


def notices(house: House) -> list[str]:
    """Return what was said of the long gap; a busy machine may make short ones by itself."""
    said = [flat(message) for message in house.people.messages(APPROVALS)]
    return [words for words in said if DID_NOT_HEAR in words and LONG.search(words)]


@pytest.mark.parametrize(
    "lever", [("disconnect", {"politely": False}), ("disconnect", {"politely": True}),
              ("cut", {}), ("silence", {})],
    ids=["a drop", "a refresh", "a cut", "a wedge"],
)  # fmt: skip
def test_after_a_connection_that_ended_clicks_count(house: House, lever: tuple[str, Obj]) -> None:
    name, _, card = house.card()
    where, how = lever
    house.people.post(f"slack/{where}", **how)
    approve_until_it_works(house, name, card)


def test_a_slack_that_refuses_connections_is_asked_again(house: House) -> None:
    name, _, card = house.card()
    house.people.fault("slack", "apps.connections.open", "status_before", status=503, times=3)
    house.people.fault("slack", "apps.connections.open", "hang_before", seconds=12)
    house.people.post("slack/disconnect", politely=False)
    approve_until_it_works(house, name, card)


def test_a_bot_that_is_killed_when_it_acknowledges_has_decided(house: House) -> None:
    name, deal_id, card = house.card()
    house.people.post("slack/kill_at_ack", pid=house.bot.pid)
    assert press(house.people, "kim", card)["acked"]
    house.restart()
    house.settle(name)
    assert len(house.people.invoices(deal_id)) == 1


def test_clicks_in_vain_are_told_of_once_and_cards_shown_again(house: House) -> None:
    name, _, card = house.card()
    house.bot.stop()
    assert not press(house.people, "kim", card)["acked"]  # in vain
    forget_for(house, timedelta(minutes=60))
    house.bot.start()
    house.people.wait(lambda: notices(house), "people to be told")
    house.bot.stop()
    house.bot.start()
    approve_until_it_works(house, name, card)
    [notice] = notices(house)
    assert "1 card waits for a decision and is shown as it is now" in notice


def test_a_start_without_slack_connects_when_it_is_back(house: House) -> None:
    name, _, card = house.card()
    house.bot.kill()
    house.people.fault("slack", "apps.connections.open", "status_before", status=500, times=3)
    house.bot.start()
    approve_until_it_works(house, name, card)
