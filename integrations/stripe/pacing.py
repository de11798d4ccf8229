"""Pacing: requests are spread out, so that Stripe's rate limits are not met by our own bursts."""

import threading
import time
from collections.abc import Callable
from urllib.parse import urlsplit

LIVE_PER_SECOND, LIVE_BURST = 80, 19
"""Stripe allows 100 a second in live mode; in any second we send at most rate + burst + 1."""
TEST_PER_SECOND, TEST_BURST = 20, 4
"""Stripe allows 25 a second in test mode, and to one endpoint in either mode."""


class Pace:
    """A rate with some room for bursts, kept as the moment the next request is due."""

    def __init__(self, per_second: float, burst: int) -> None:
        """Allow `per_second` in the long run and `burst` more after a pause."""
        self._gap = 1 / per_second
        self._slack = burst * self._gap
        self._due = 0.0

    def reserve(self, now: float) -> float:
        """Take the next slot; return how many seconds to wait for it."""
        slot = max(self._due, now - self._slack)
        self._due = slot + self._gap
        return max(0.0, slot - now)


class Pacing:
    """Lets threads through at the account's pace and at that of each endpoint."""

    def __init__(
        self,
        *,
        is_live: bool,
        now: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        """Keep the limits of live or test mode."""
        rate = (LIVE_PER_SECOND, LIVE_BURST) if is_live else (TEST_PER_SECOND, TEST_BURST)
        self._account = Pace(*rate)
        self._endpoints: dict[str, Pace] = {}
        self._lock = threading.Lock()
        self._now = now
        self._sleep = sleep

    def wait(self, method: str, url: str) -> None:
        """Return when a request to `url` may go out."""
        endpoint = endpoint_of(method, url)
        with self._lock:
            pace = self._endpoints.setdefault(endpoint, Pace(TEST_PER_SECOND, TEST_BURST))
            now = self._now()
            delay = max(self._account.reserve(now), pace.reserve(now))
        if delay:
            self._sleep(delay)


def endpoint_of(method: str, url: str) -> str:
    """Return the endpoint a request counts for, e.g. "post invoices/{}/send"."""
    _, _, path = urlsplit(url).path.rpartition("/v1/")
    resource, *rest = path.split("/")
    return " ".join((method.lower(), "/".join((resource, *("{}" for _ in rest[:1]), *rest[1:]))))
