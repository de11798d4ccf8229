"""Where a soak happens: a sandbox, people, and one bot or several on one database."""

import contextlib
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from sandbox.company import MORNING, furnish
from sandbox.people import People
from sandbox.process import Bot, QuickBot
from sandbox.serving import serving
from sandbox.world import World

ACK_SECONDS = 6.0
"""How long Slack waits here: a frozen bot is not waited for long, a busy machine is no slow bot."""
QUICK = {"DEALS_EVERY_MINUTES": "1"}


@dataclass
class Place:
    """The people, the bots, and which of the bots stand still."""

    people: People
    bots: Sequence[Bot]
    database_url: str
    frozen: set[int] = field(default_factory=set)
    kills: int = 0
    freezes: int = 0
    _seen: set[int] = field(default_factory=set)

    def running(self) -> list[Bot]:
        """Return the bots that are there, frozen or not."""
        return [bot for bot in self.bots if bot.pid]

    def going(self) -> list[Bot]:
        """Return the bots that are there and do not stand still."""
        return [bot for bot in self.running() if bot.pid not in self.frozen]

    def note_dead(self) -> None:
        """Count those that were killed in the middle of a call since the last look."""
        going = {bot.pid for bot in self.running()}
        self.kills += len(self._seen - going)
        self.frozen &= going
        self._seen = going

    def kill(self, n: int) -> bool:
        """End one of those that run as a power cut would; return whether any ran."""
        if not (there := self.running()):
            return False
        bot = there[n % len(there)]
        self._disarm(bot.pid)
        self.frozen.discard(bot.pid)
        bot.kill()
        return True

    def _disarm(self, pid: int) -> None:
        """Take back the faults that would kill it: its number may soon be somebody else's."""
        armed = self.people.get("faults")
        self.people.delete("faults")
        for fault in armed:
            if fault["pid"] != pid:
                self.people.post("faults", **fault)

    def freeze(self, n: int) -> bool:
        """Let one that goes on stand still; return whether any did."""
        if not (going := self.going()):
            return False
        bot = going[n % len(going)]
        with contextlib.suppress(ProcessLookupError):  # killed in a call just now
            self.frozen.add(bot.pid)
            bot.freeze()
            self.freezes += 1
        return True

    def thaw(self) -> bool:
        """Let all that stand still go on; return whether any did."""
        still = [bot for bot in self.running() if bot.pid in self.frozen]
        for bot in still:
            with contextlib.suppress(ProcessLookupError):
                bot.thaw()
        self.frozen.clear()
        return bool(still)

    def start(self) -> bool:
        """Start all that do not run; return whether there were any."""
        away = [bot for bot in self.bots if not bot.pid]
        for bot in away:
            bot.start(beside=True)
        return bool(away)


@contextlib.contextmanager
def open_place(folder: Path, database_url: str = "", bots: int = 1) -> Iterator[Place]:
    """Serve a furnished sandbox with `bots` bots that are connected."""
    with serving(World(MORNING)) as sandbox:
        people = People(sandbox)
        furnish(people)
        people.post("slack/timing", ack_seconds=ACK_SECONDS, trigger_seconds=ACK_SECONDS)
        url = database_url or f"sqlite:///{folder / 'closedwon.db'}"
        there: list[Bot] = [QuickBot(people, folder / f"bot{n}", url, **QUICK) for n in range(bots)]
        place = Place(people, there, url)
        try:
            for bot in there:
                bot.start(beside=True)
            yield place
        finally:
            place.thaw()
            for bot in there:
                with contextlib.suppress(OSError):
                    bot.stop()


def log_of(place: Place) -> str:
    """Return the ends of all logs."""
    return os.linesep.join(bot.end_of_log() for bot in place.bots)
