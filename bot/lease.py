"""The lease: until when a process may be sure that nobody else does its work.

A process that stood still (a frozen machine, a long swap) does not know it when it goes on. So no
effect begins but under a lease, which each heartbeat renews and which runs out by clocks that go
on meanwhile.
"""

import threading
import time

from bot.errors import Trouble, VendorError

LOOK_AGAIN_AFTER = 1.0
"""Seconds; a renewal wakes whoever waits for it at once."""
_SINCE_BOOT = getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC)
"""Goes on while the machine sleeps, where the system has such a clock."""


class Stopped(BaseException):
    """The engine went away under a workflow: no failure, it is carried on after a restart."""


def clocks() -> tuple[float, float]:
    """Return the seconds of two clocks: the one of them that stood still does not matter."""
    return time.clock_gettime(_SINCE_BOOT), time.time()


class Lease:
    """Whether effects may begin. Without ever being renewed it lasts: who is alone needs none."""

    def __init__(self) -> None:
        """Begin without an end."""
        self._until: tuple[float, float] | None = None
        self._closed = False
        self._changed = threading.Condition()

    def renew(self, asked_at: tuple[float, float], seconds: float) -> None:
        """Let it last until `seconds` after the heartbeat was asked for, at `asked_at`."""
        since_boot, real = asked_at
        with self._changed:
            self._until = (since_boot + seconds, real + seconds)
            self._changed.notify_all()

    def close(self) -> None:
        """End it for good."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()

    def holds(self) -> bool:
        """Return whether effects may begin."""
        until = self._until
        return not self._closed and (
            until is None or all(now < end for now, end in zip(clocks(), until, strict=True))
        )

    def wait(self) -> None:
        """Return when effects may begin.

        Raises:
            Stopped: if they never may again.

        """
        with self._changed:
            while not self.holds():
                if self._closed:
                    raise Stopped
                self._changed.wait(LOOK_AGAIN_AFTER)

    def check(self) -> None:
        """Let a call go out to a vendor, or not: asked right before it is sent.

        Raises:
            VendorError: if the lease is over; what led to the call has to be looked at anew.

        """
        if not self.holds():
            raise VendorError(
                "closedwon",
                "closedwon stood still for a while; it looks again before it goes on.",
                trouble=Trouble.DOWN,
                code="lease_over",
            )
