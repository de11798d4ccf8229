"""A sandbox with the real bot on it, where all is waited for until nothing is left to be done."""

import contextlib
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path

from bot.ledger import Ledger, deals, desk
from bot.ledger.unfinished import told, unfinished
from sandbox.company import OPS, ZONE, furnish, user_id
from sandbox.control import PATIENCE, LeverError, VainWaitError, crowd
from sandbox.faults import Fault, FaultKind
from sandbox.people import People
from sandbox.process import Bot, QuickBot
from sandbox.serving import serving
from sandbox.world import World

DRIFT, STUCK, FAILED = "drift", "stuck", "failed"
"""Trouble that is over when the next night's sweep finds nothing; when a vendor is back; never."""
WATCH = "watch"
"""Trouble that is over when the feed of deals is read again, in the next minute."""
BY_THEMSELVES = (DRIFT, STUCK, FAILED)
MIDNIGHT = datetime(2027, 3, 1, 0, 20, tzinfo=ZONE)
"""Early on a Monday: twenty-one hours later it is the same day, and keys are too old to trust."""
HOURS = timedelta(hours=21)
HELD = 8.0
"""Real seconds after which the bot is killed though others still come: it gives calls up itself."""
PAUSE = 0.25
"""Real seconds between two looks at whether something is left to be done."""
STANDS = 1.5
"""Real seconds without anything new after which all that can be reached is."""
PRESSED = 0.5
"""The same where nothing is held, and Retry is shown that was not pressed yet."""
LATE = 0.012
"""Real seconds for an answer that was held to leave the vendor: then the bot is killed."""
LASTING = 6
"""Hits after which a vendor has been away for longer than nobody is told of it."""
LONGEST = 90.0
"""Real seconds that one act may take to come to rest on a machine with nothing else to do."""
SHORT_OF_BREATH = {
    "RETRY_FIRST_SECONDS": "0.2",
    "RETRY_LONGEST_SECONDS": "0.6",
    "SLACK_SECONDS_APART": "0",
    "QUEUE_POLL_SECONDS": "0.5",
    "TICK_SECONDS": "0.3",
    "POLICY_FILE": str(Path(__file__).with_name("policy.toml")),
}


@dataclass
class Stage:
    """What a story is played on."""

    world: World
    people: People
    bot: Bot
    ledger: Ledger
    hours: set[str] = field(default_factory=set)
    """Names of faults that last for hours, and have not ended yet."""
    kills: bool = False
    """Whether the bot is killed as soon as calls are held."""
    killed: set[str] = field(default_factory=set)
    """Names of the faults whose calls were held when the bot was killed."""

    def morning(self) -> None:
        """Begin another day, unless this one has just begun."""
        now = self.people.now()
        if now.hour > 0:
            self.people.until(now.date() + timedelta(days=1), 0, 20)
            self.rest()

    def until(self, day: date, hour: int, minute: int = 0) -> None:
        """Let time pass, and all that it brings be done."""
        self.people.until(day, hour, minute)
        self.rest()

    def next_minute(self) -> None:
        """Let the bot look at the feeds, and what it finds be done."""
        self.people.next_minute()
        self.rest()

    def rest(self) -> None:
        """Wait until nothing is left to be done, whatever has to be done for that."""
        for _ in range(12):
            self._come_to_rest()
            if self._is_due():
                self.people.next_minute()
            elif not self._mend() and not self._retry():
                return
        raise VainWaitError(f"trouble comes again and again: {self.troubles()}")

    def troubles(self) -> list[str]:
        """Return what is in trouble, in words."""
        with self.ledger.reading() as s:
            return [f"{row.kind} ({row.subject}): {row.words}" for row in desk.open_troubles(s)]

    def close(self) -> None:
        """Let a night pass if the last one found something that was under way: it looks again."""
        if any(words.startswith(DRIFT) for words in self.troubles()):
            self.until(self.people.now().date() + timedelta(days=1), 5, 30)

    def _come_to_rest(self) -> None:
        began = since = held_since = time.monotonic()
        marked: object = None
        pressed: set[str] = set()
        while left := self._left():
            now = time.monotonic()
            if (mark := (left, *self._hits())) != marked:
                marked, since, began = mark, now, now
                held_since = held_since if self.world.faults.held else now
            reached, fresh = self._reached(), self._to_retry() - pressed
            stands = (PRESSED if fresh and not reached else STANDS) * min(crowd(), 4)
            if now - since > stands or (self.kills and now - held_since > HELD):
                if (fresh or not reached) and self._retry():
                    pressed |= fresh
                elif reached:  # what was pressed may wait for that very vendor
                    self._let_go(reached)
                marked = None if reached else marked
                since = held_since = time.monotonic()
            if now - began > LONGEST * crowd():
                raise VainWaitError(f"it does not come to rest: {self.under_way()}")
            time.sleep(PAUSE)

    def _hits(self) -> tuple[int, ...]:
        """Return how often what lasts has hit, up to what counts as lasting, and what is held."""
        lasting = (min(MANY - one.times, LASTING) for one in self._lasting())
        return (len(self.world.faults.held), *lasting)

    def _reached(self) -> set[str]:
        """Return the faults that hold calls now, and those that last and have hit."""
        if self.kills:
            return {fault.name for fault in self.world.faults.held}
        return {fault.name for fault in self._lasting() if fault.times < MANY}

    def _lasting(self) -> list[Fault]:
        """Return the faults that last until they are ended; what comes before one hits once."""
        pending = self.world.faults.pending()
        return [fault for fault in pending if fault.name in self.hours and fault.times > 1]

    def _let_go(self, reached: set[str]) -> None:
        """Kill the bot where calls are held, or let the hours pass that a vendor is away."""
        if self.kills:
            faults = self.world.faults
            faults.release(FaultKind.LATE)
            time.sleep(LATE)
            self.bot.kill()
            self.killed |= reached | {fault.name for fault in faults.held}  # some came just now
            faults.release()
            self.bot.start()
            return
        self.people.advance(HOURS)
        for name in reached:
            self.world.faults.clear(name)
            self.hours.discard(name)

    def _left(self) -> int:
        """Return how much is left to be done; 1 at least before the clockwork saw this minute."""
        if left := unfinished(self.ledger).total():
            return left
        minute = self.world.clock.now().replace(second=0, microsecond=0)
        with self.ledger.reading() as s:
            ticked = desk.cursor(s, "tick")
        if ticked is None or datetime.fromisoformat(ticked["until"]) < minute:
            return 1
        return unfinished(self.ledger).total()  # what it began by that

    def under_way(self) -> object:
        """Return what is not done."""
        calls = [(c["workflow"], c["step"], c["status"]) for c in list(self.world.recorder.calls)]
        return told(unfinished(self.ledger)), self.troubles()[:3], calls[-5:]

    def _is_due(self) -> bool:
        """Return whether something waits for the next minute: Salesforce was busy, or not read."""
        with self.ledger.reading() as s:
            kinds = {row.kind for row in desk.open_troubles(s)}
            return WATCH in kinds or (bool(deals.to_write_back(s, 1)) and not kinds)

    def _mend(self) -> bool:
        """Take away the rules of Salesforce that something ran into."""
        guards = self.people.get("salesforce/guards")
        if not guards["rules"] or not self.troubles():
            return False
        self.people.delete("salesforce/guards")
        return True

    def _to_retry(self) -> set[str]:
        """Return the ids of the trouble that has a Retry."""
        with self.ledger.reading() as s:
            rows = desk.open_troubles(s)
            return {row.id for row in rows if row.retry and row.kind not in BY_THEMSELVES}

    def _retry(self) -> bool:
        """Press Retry wherever trouble is shown; return whether there was any."""
        with self.ledger.reading() as s:
            kinds = {
                row.kind: desk.message(s, "trouble", row.kind)
                for row in desk.open_troubles(s)
                if row.retry and row.kind not in BY_THEMSELVES
            }
        for place in kinds.values():
            if place is not None:
                self._press_retry(place.ts)
        return bool(kinds)

    def _press_retry(self, ts: str) -> None:
        """Press it unless the message has just been redrawn: the next look is of what it says."""
        [card] = [card for card in self.people.cards("", OPS) if card["ts"] == ts]
        label = "Retry all" if "Retry all" in str(card["blocks"]) else "Retry now"
        try:
            self.people.post(
                "slack/act/click", user=user_id("kim"), label=label, channel=OPS, ts=ts
            )
        except LeverError as error:
            if not error.is_missing:
                raise


MANY = 1_000_000
"""How often a fault hits that lasts until it is ended."""


@contextlib.contextmanager
def open_stage(
    folder: Path, database_url: str = "", start: datetime = MIDNIGHT, patience: float = 3.0
) -> Iterator[Stage]:
    """Serve a furnished sandbox with a connected bot, which waits `patience` seconds for answers.

    0: as long as the product does.
    """
    world = World(start)
    with serving(world) as url:
        people = People(url)
        furnish(people)
        people.post("slack/timing", ack_seconds=PATIENCE * 3, trigger_seconds=PATIENCE * 3)
        settings = dict(SHORT_OF_BREATH)
        if patience:
            settings["SANDBOX_PATIENCE"] = str(patience)
        bot = QuickBot(people, folder, database_url, **settings)
        try:
            bot.start()
            ledger = Ledger(bot.database_url)
            yield Stage(world, people, bot, ledger)
            ledger.close()
        finally:
            world.faults.release()
            bot.stop()
