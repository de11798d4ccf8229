"""A replica: one of several processes on a ledger. It beats, and buries those that do not."""

import logging
import threading
from collections.abc import Callable
from datetime import timedelta

from bot.lease import Lease, clocks
from bot.ledger import Ledger
from bot.ledger.base import new_id
from bot.ledger.replicas import Register
from bot.process import has_ended, this_process
from bot.settings import Settings
from bot.turnstile import ALONE, Share

log = logging.getLogger(__name__)

GOOD_FOR = 2 / 3
"""The share of the time until it counts as lost in which a replica may still begin effects. The
rest is for calls under way: they are over before anybody takes over."""
STEADY_AFTER = 3
"""Heartbeats after which it is known that silence is the others', and not that of a database which
just came back."""


class Alone:
    """The only process on its ledger: nobody else would take over."""

    id = "bot"
    """The same at each start, so that it finds its own work again."""
    share = ALONE

    def join(self) -> None:
        """Do nothing: there is nobody to join."""

    def start(self) -> None:
        """Do nothing: nobody listens."""

    def leave(self) -> None:
        """Do nothing: what is left undone waits for the next start."""


class Replica:
    """A process among others; `share` says how many there are, and which it is."""

    def __init__(
        self,
        ledger: Ledger,
        settings: Settings,
        lease: Lease,
        at_work: Callable[[], set[str]],
        adopt: Callable[[list[str]], None],
        end: Callable[[int], None],
    ) -> None:
        """Renew `lease` at each heartbeat; have work adopted that nobody does any more.

        `at_work` returns who has unfinished work; `end` ends the process, with an exit code, if its
        own work was adopted.
        """
        self.id = new_id("bot")
        self.share = ALONE
        self._ledger = ledger
        self._lease = lease
        self._every = settings.replica_beat_seconds
        self._lasts = timedelta(seconds=settings.replica_lost_after_seconds)
        self._register = Register(ledger, self.id, patience=timedelta(seconds=self._every))
        self._at_work, self._adopt = at_work, adopt
        self._end = end
        self._left = threading.Event()
        self._threads: list[threading.Thread] = []
        self._steady_since = 0.0
        self._beaten_at = 0.0

    def join(self) -> None:
        """Be one of them from now on."""
        asked_at = clocks()
        self._register.join(this_process(), self._lasts)
        self._renew(asked_at)
        self._ledger.fence_by(self._register.fence)

    def start(self) -> None:
        """Beat, and look after the others, each in a thread of its own: neither waits for work."""
        for name, act in (("heartbeat", self.beat), ("adoption", self.look_around)):
            thread = threading.Thread(target=self._keep, args=(act,), name=name, daemon=True)
            thread.start()
            self._threads.append(thread)

    def leave(self) -> None:
        """Begin no effect any more; let the others have what is left undone."""
        self._left.set()
        self._lease.close()
        try:
            self._register.leave()
        except Exception as error:  # noqa: BLE001 - the others see it by themselves, a little later
            log.warning("could not say that this replica stops: %s", error)
        for thread in self._threads:
            thread.join(self._every)
        self._register.close()

    def beat(self) -> None:
        """Say once that it lives; end the process if others have buried it."""
        asked_at = clocks()
        if self._register.beat(self._lasts):
            self._renew(asked_at)
        elif not self._left.is_set():
            self._lease.close()
            log.critical("this replica stood still and its work was taken over: it ends")
            self._end(1)

    def look_around(self) -> None:
        """Bury those that are lost, and have the work adopted that nobody does."""
        others = self._register.others()
        gone = [name for name, process in others.items() if has_ended(process)]
        buried = self._register.bury(gone, lost=self._is_steady())
        for name in buried:
            log.warning("replica %s was lost: its work is taken over", name)
        there = others.keys() - set(buried)
        self.share = Share(1 + len(there), sum(other < self.id for other in there))
        at_work = self._at_work() - {self.id}
        # Looked up after that: whoever has begun to work in between is known.
        if at_work and (left := sorted(at_work - self._register.others().keys())):
            log.warning("the unfinished work of %s is taken over", ", ".join(left))
            self._adopt(left)

    def _renew(self, asked_at: tuple[float, float]) -> None:
        now, good_for = asked_at[0], self._lasts.total_seconds() * GOOD_FOR
        if now - self._beaten_at > good_for:
            self._steady_since = now
        self._beaten_at = now
        self._lease.renew(asked_at, good_for)

    def _is_steady(self) -> bool:
        return clocks()[0] - self._steady_since > STEADY_AFTER * self._every

    def _keep(self, act: Callable[[], None]) -> None:
        while not self._left.is_set():
            try:
                act()
            except Exception as error:  # noqa: BLE001 - the database is away: it comes back
                if not self._left.is_set():
                    log.warning("%s failed: %s", threading.current_thread().name, error)
            self._left.wait(self._every)
