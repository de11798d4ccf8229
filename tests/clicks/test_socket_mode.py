"""The connection to Slack on the local Slack: whatever becomes of it, a click arrives again."""

import contextlib
import threading
from collections.abc import Callable, Iterator

import pytest
import requests
from slack_bolt import Ack, App

from handlers.socket_mode import SocketMode
from sandbox.slack.values import Obj
from tests.sandbox.slack_house import House, bolt, open_house, wait_for
from tests.sandbox.test_slack_socket import post_card

CLICK: Obj = {"user": "kim", "channel": "#approvals", "label": "Approve"}


@pytest.fixture
def house() -> Iterator[House]:
    with open_house() as house:
        post_card(house)
        yield house


@pytest.fixture
def app(house: House) -> App:
    app = bolt(house)
    app.action("invoice.approve")(_acknowledge)
    return app


def _acknowledge(ack: Ack) -> None:
    ack()


@contextlib.contextmanager
def listening(app: App) -> Iterator[SocketMode]:
    socket = SocketMode(app, "xapp-sandbox", workers=4, silence_seconds=5.0)
    try:
        socket.start()
        assert socket.connected.wait(60)
        yield socket
    finally:
        socket.stop()


def opened(house: House) -> int:
    """Return how often an address for a connection was asked for."""
    return sum("apps.connections.open" in row["path"] for row in house.calls())


def clicks(house: House) -> bool:
    return bool(house.act("act/click", **CLICK)["acked"])


def until_clicks(house: House) -> None:
    wait_for(lambda: clicks(house), seconds=60)


def fault(house: House, kind: str, **more: object) -> None:
    given = {"vendor": "slack", "where": "apps.connections.open", "kind": kind, **more}
    requests.post(f"{house.url}/control/faults", json=given, timeout=20).raise_for_status()


def drop(house: House) -> None:
    house.act("disconnect", politely=False)


def refresh(house: House) -> None:
    house.act("disconnect", politely=True)


def cut(house: House) -> None:
    house.act("cut")


def silence(house: House) -> None:
    house.act("silence")


@pytest.mark.parametrize("trouble", [drop, refresh, cut, silence])
def test_a_connection_that_ends_is_followed_by_one_that_works(
    house: House, app: App, trouble: Callable[[House], None]
) -> None:
    with listening(app):
        house.act("timing", ack_seconds=0.5)  # else each vain click takes three seconds
        trouble(house)
        until_clicks(house)


def test_before_slack_ends_a_connection_there_is_the_next(house: House, app: App) -> None:
    with listening(app) as socket:
        refresh(house)
        wait_for(lambda: house.look("sockets")["connected"] == 1)
        assert socket.connected.is_set()
        assert clicks(house)
        assert opened(house) == 2


@pytest.mark.parametrize(
    "how",
    [
        {"kind": "status_before", "status": 500, "times": 2},
        {"kind": "status_before", "status": 429, "retry_after": 1, "times": 2},
        {"kind": "reset_before", "times": 3},
        {"kind": "hang_before", "seconds": 12.0},
    ],
    ids=["500", "429", "reset", "hangs"],
)
def test_an_address_that_slack_does_not_give_is_asked_for_again(
    house: House, app: App, how: Obj
) -> None:
    with listening(app):
        fault(house, **how)
        drop(house)
        until_clicks(house)


def test_a_slack_that_is_away_at_the_start_is_waited_for(house: House, app: App) -> None:
    fault(house, "status_before", status=503, times=3)
    with listening(app):
        assert clicks(house)


# Slack's client leaves the socket to the garbage collector.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_a_connection_that_is_never_accepted_is_given_up(house: House, app: App) -> None:
    with listening(app):
        house.act("unanswered", times=1)
        drop(house)
        until_clicks(house)


def test_an_answer_goes_over_the_next_connection_when_its_own_is_gone(house: House) -> None:
    app, clicked, go_on = bolt(house), threading.Event(), threading.Event()

    @app.action("invoice.approve")
    def approve(ack: Ack) -> None:
        clicked.set()
        go_on.wait(60)
        ack()

    answers: list[Obj] = []
    house.act("timing", ack_seconds=60)
    with listening(app) as socket:
        click = threading.Thread(target=lambda: answers.append(house.act("act/click", **CLICK)))
        click.start()
        assert clicked.wait(60)
        drop(house)
        wait_for(lambda: house.look("sockets")["connected"] == 1 and socket.connected.is_set())
        go_on.set()
        click.join(60)
    assert answers[0]["acked"]


def test_what_is_being_answered_is_answered_before_the_end(house: House) -> None:
    app, clicked = bolt(house), threading.Event()

    @app.action("invoice.approve")
    def approve(ack: Ack) -> None:
        clicked.set()
        threading.Event().wait(0.3)
        ack()

    answers: list[Obj] = []
    house.act("timing", ack_seconds=60)
    with listening(app):
        click = threading.Thread(target=lambda: answers.append(house.act("act/click", **CLICK)))
        click.start()
        assert clicked.wait(60)
    click.join(60)
    assert answers[0]["acked"]


def test_a_new_connection_is_not_asked_for_in_a_hot_loop(house: House, app: App) -> None:
    with listening(app):
        before = opened(house)
        for _ in range(3):
            wait_for(lambda: house.look("sockets")["connected"] == 1)
            drop(house)
        until_clicks(house)
        assert opened(house) - before <= 4
