"""A running sandbox with a furnished Slack, and a real Bolt app connected to it."""

import contextlib
import logging
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import Any

import requests
from slack_bolt import App
from slack_bolt.adapter.socket_mode import SocketModeHandler
from slack_sdk import WebClient

from sandbox.control import crowd
from sandbox.serving import serving
from sandbox.world import World

START = datetime(2026, 11, 23, 15, 0, tzinfo=UTC)


class House:
    """The addresses of a running sandbox, and its levers."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.client = WebClient("xoxb-sandbox", base_url=f"{url}/slack/api/")

    def pull(self, method: str, path: str, **body: object) -> requests.Response:
        """Pull a lever; GET arguments go into the query."""
        given: dict[str, Any] = {"params": body} if method == "GET" else {"json": body}
        return requests.request(method, f"{self.url}/control/slack/{path}", timeout=20, **given)

    def look(self, path: str, **query: object) -> Any:
        answer = self.pull("GET", path, **query)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def act(self, path: str, **body: object) -> dict[str, Any]:
        answer = self.pull("POST", path, **body)
        assert answer.status_code == 200, answer.text
        result: dict[str, Any] = answer.json()
        return result

    def calls(self) -> list[dict[str, Any]]:
        """Return every recorded call to Slack."""
        answer = requests.get(f"{self.url}/control/calls?vendor=slack", timeout=20)
        rows: list[dict[str, Any]] = answer.json()
        return rows


def furnish(house: House) -> None:
    """Put four people, a group, a private and a public channel into the workspace."""
    for name in ("kim", "lee", "dana"):
        house.act("users", id=f"U_{name.upper()}", name=name, email=f"{name}@example.com")
    house.act("users", id="U_EVE", name="eve", team_id="T_OTHER")
    house.act("usergroups", id="S_FIN", handle="finance", members=["kim", "lee"])
    house.act("channels", id="C_APPROVALS", name="approvals", is_private=True, members=["kim"])
    house.act("channels", id="C_GENERAL", name="general", members=["kim", "lee", "dana"])


@contextlib.contextmanager
def open_house() -> Iterator[House]:
    """Serve a furnished sandbox."""
    with serving(World(START)) as url:
        house = House(url)
        furnish(house)
        yield house


@contextlib.contextmanager
def connected(house: House, app: App) -> Iterator[SocketModeHandler]:
    """Connect a Bolt app over Socket Mode."""
    handler = SocketModeHandler(app, "xapp-sandbox", ping_interval=1)
    handler.connect()
    try:
        wait_for(lambda: house.look("sockets")["connected"] > 0)
        yield handler
    finally:
        # The client waits three seconds for its socket unless the other side hangs up first.
        handler.client.auto_reconnect_enabled = False
        house.act("disconnect", politely=False)
        wait_for(lambda: not handler.client.is_connected())
        handler.client.close()


def bolt(house: House) -> App:
    """Return a Bolt app that talks to the sandbox, with nothing registered yet."""
    logger = logging.getLogger("test.bolt")
    return App(
        client=WebClient("xoxb-sandbox", base_url=f"{house.url}/slack/api/"),
        logger=logger,
        listener_executor=ThreadPoolExecutor(8),
    )


def wait_for(condition: Callable[[], object], seconds: float = 10.0) -> None:
    """Poll until `condition` holds."""
    began = time.monotonic()
    pause = threading.Event()
    while not condition():
        assert time.monotonic() - began < seconds * crowd(), "waited in vain"
        pause.wait(0.02)
