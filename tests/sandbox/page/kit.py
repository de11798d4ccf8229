"""A page that is served over a furnished company, and somebody who listens to its feed."""

import contextlib
import json
import queue
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import requests

from sandbox.company import MORNING, furnish, invite_stranger
from sandbox.page.app import Page
from sandbox.people import People
from sandbox.serving import serving
from sandbox.world import World

SOON = 5.0
"""Real seconds in which an event has to come on a busy machine."""


class Ear:
    """Hears the feed, in a thread of its own."""

    def __init__(self, url: str) -> None:
        self._answer = requests.get(f"{url}/control/page/live", stream=True, timeout=30)
        self._heard: queue.Queue[tuple[float, str, Any]] = queue.Queue()
        self.ended = threading.Event()
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self) -> None:
        kind = ""
        with contextlib.suppress(requests.RequestException, AttributeError):
            for line in self._answer.iter_lines(chunk_size=1):
                name, _, said = line.decode().partition(": ")
                if name == "event":
                    kind = said
                elif name == "data":
                    self._heard.put((time.monotonic(), kind, json.loads(said)))
        self.ended.set()

    def next(self, kind: str) -> Any:
        """Return the data of the next event of this kind."""
        return self.timed(kind)[1]

    def timed(self, kind: str) -> tuple[float, Any]:
        """Return when the next event of this kind came, and its data."""
        until = time.monotonic() + SOON
        while True:
            at, heard, data = self._heard.get(timeout=max(0.01, until - time.monotonic()))
            if heard == kind:
                return at, data

    def pending(self) -> list[str]:
        """Return the kinds of what was heard and not asked for yet."""
        return [kind for _, kind, _ in self._heard.queue]


@dataclass
class House:
    """A served page."""

    url: str
    page: Page
    people: People

    def ear(self) -> Ear:
        """Return somebody who listens from now on."""
        before = self.page.feed.listeners
        ear = Ear(self.url)
        self.people.wait(lambda: self.page.feed.listeners > before, "the ear to be known")
        return ear

    def say(self, who: str, channel: str, text: str, **more: object) -> str:
        """Let somebody write a message; return its timestamp."""
        given = {"user": who, "channel": channel, "text": text, **more}
        return str(self.people.post("slack/act/message", **given)["ts"])


@contextlib.contextmanager
def open_house() -> Iterator[House]:
    """Serve a furnished company with its page."""
    page = Page(World(MORNING))
    with serving(page.kit.world, page) as url:
        people = People(url)
        furnish(people)
        invite_stranger(people)
        yield House(url, page, people)
