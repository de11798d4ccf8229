"""The figures, each measured at the vendors' end of the wire."""

import re
import statistics
import time
from collections import Counter
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime

import psutil

from sandbox.control import Obj
from sandbox.process import Bot
from tests.benchmarks.place import CLICKERS, Place

ROUNDS = 3
APART = 0.05
"""Seconds between two of 20 people who click within a second."""
LOST = 3000.0
"""What a click that was not acknowledged counts as."""
DEALS = 10
IDLE_SECONDS = 20
SETTLE_SECONDS = 5
PRODUCTION = {
    "TICK_SECONDS": "5",
    "QUEUE_POLL_SECONDS": "0.4",
    "PAYMENTS_EVERY_MINUTES": "10",
    "SLACK_SECONDS_APART": "1",
}


@dataclass(frozen=True)
class Figure:
    """One measured number, and what it is to stay below or to reach (0: nothing)."""

    name: str
    value: float
    unit: str
    limit: float = 0
    digits: int = 2
    least: float = 0

    @property
    def is_over(self) -> bool:
        """Return whether it is more, or less, than it should be."""
        return (bool(self.limit) and self.value >= self.limit) or self.value < self.least

    @property
    def keeps(self) -> str:
        """Return what it is to keep to, in words."""
        if self.limit:
            return f"below {self.limit:,g} {self.unit}".rstrip()
        return f"at least {self.least:,g} {self.unit}".rstrip() if self.least else ""


def start(place: Place) -> list[Figure]:
    """Start the bot on a new database, and again on the same."""
    first = place.bot.start()
    place.bot.kill()
    again = place.bot.start()
    return [
        Figure("start to connected, new database", first, "s", 3),
        Figure("start to connected, after a kill", again, "s", 3),
    ]


def latencies(place: Place) -> list[Figure]:
    """Follow some deals from the moment they are seen, one after the other."""
    shown, sent = [], []
    for _ in range(DEALS):
        begin = len(place.calls())
        [(deal_id, card)] = place.cards(1)
        seen = _first(place.calls()[begin:], "salesforce", "composite", deal_id)
        shown.append(float(card["ts"]) - _at(seen))
        clicked = place.people.now()
        place.people.click("kim", "Approve & send", card)
        invoice = place.people.invoice(deal_id)
        row = _first(place.calls()[begin:], "stripe", f"{invoice['id']}/send", "")
        sent.append(_at(row) - clicked.timestamp())
    return [
        *_spread("won deal seen to card posted", shown, 2),
        *_spread("click to invoice sent", sent, 2),
    ]


def acks(place: Place) -> list[Figure]:
    """Let everybody click within a second, and all in one moment, each on a card of their own."""
    within, together = _clicks(place, APART), _clicks(place, 0)
    return [
        *_acknowledged("within a second", within, 100),
        *_acknowledged("in one moment", together, 0),
    ]


def _clicks(place: Place, apart: float) -> list[float]:
    took: list[float] = []
    for _ in range(ROUNDS):
        cards = place.cards(len(CLICKERS))
        _quiet(place)
        with ThreadPoolExecutor(len(CLICKERS)) as pool:
            clicks = []
            for who, (_, card) in zip(CLICKERS, cards, strict=True):
                clicks.append(pool.submit(place.people.click, who, "Approve & send", card))
                time.sleep(apart)
        took += [float(click.result()["ack_ms"] or LOST) for click in clicks]
        for deal_id, _ in cards:
            place.people.invoice(deal_id)
    return sorted(took)


def _acknowledged(when: str, took: list[float], limit: float) -> list[Figure]:
    return [
        Figure(f"20 people {when}: p50", statistics.median(took), "ms", limit, 0),
        Figure(f"20 people {when}: p99", took[int(len(took) * 0.99) - 1], "ms", limit, 0),
        Figure(f"20 people {when}: the slowest", took[-1], "ms", limit, 0),
    ]


def calls(place: Place) -> list[Figure]:
    """Count what one approval costs, from the click until all is quiet."""
    [(deal_id, card)] = place.cards(1)
    _quiet(place)
    begin = len(place.calls())
    place.people.click("kim", "Approve & send", card)
    place.people.invoice(deal_id)
    _quiet(place)
    rows = [row for row in place.calls()[begin:] if row["path"] and not _is_feed(row)]
    counted = Counter((row["vendor"], _kind(row)) for row in rows)
    return [
        Figure(f"{vendor}: {kind}", number, "", digits=0)
        for (vendor, kind), number in sorted(counted.items())
    ]


def idle(place: Place, database_url: str) -> list[Figure]:
    """Watch a bot that has nothing to do."""
    place.bot.stop()
    bot = Bot(place.people, place.folder / "idle", database_url, **PRODUCTION)
    try:
        bot.start()
        process = psutil.Process(bot.pid)
        time.sleep(SETTLE_SECONDS)
        used = sum(process.cpu_times()[:2])
        time.sleep(IDLE_SECONDS)
        share = (sum(process.cpu_times()[:2]) - used) / IDLE_SECONDS * 100
        memory = process.memory_info().rss / 1024**2
    finally:
        bot.stop()
    return [
        Figure("memory (RSS)", memory, "MB", 150, 0),
        Figure("CPU, of one core, the clock's follower included", share, "%", 5, 1),
    ]


def _spread(name: str, seconds: list[float], limit: float) -> list[Figure]:
    return [
        Figure(f"{name}, median of {len(seconds)}", statistics.median(seconds), "s", limit),
        Figure(f"{name}, the slowest", max(seconds), "s", limit),
    ]


def _first(rows: Iterable[Obj], vendor: str, path: str, said: str) -> Obj:
    return next(
        row
        for row in rows
        if row["vendor"] == vendor and path in row["path"] and said in str(row["response"])
    )


def _at(row: Obj) -> float:
    return datetime.fromisoformat(row["at"]).timestamp()


def _quiet(place: Place) -> None:
    """Wait until no call has come for a second."""
    before = -1
    while (now := len(place.calls())) != before:
        before = now
        time.sleep(1)


def _is_feed(row: Obj) -> bool:
    return bool(re.search("/v1/events|/oauth", row["path"]))


def _kind(row: Obj) -> str:
    if row["vendor"] == "slack":
        return str(row["method"])
    path = re.sub(r"(in|cus)_\w+", "…", str(row["path"]).partition("?")[0])
    return f"{row['method']} {path.removeprefix('/services/data/')}"
