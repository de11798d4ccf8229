"""Pacing: requests go out as fast as Stripe's limits allow, and not faster."""

import threading
import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from urllib.parse import urlsplit

from bot.turnstile import ALONE, Share, Turnstile, Window
from bot.urgent import is_urgent

LIVE, TEST, ENDPOINT = 100, 25, 25
"""Requests a second: of an account in live mode, in test mode, and to one endpoint in either."""


class Pacing:
    """Lets threads through at the account's pace and at that of each endpoint."""

    def __init__(
        self,
        *,
        is_live: bool,
        share: Callable[[], Share] = lambda: ALONE,
        now: Callable[[], float] = time.monotonic,
        turnstile: Turnstile | None = None,
    ) -> None:
        """Keep to our `share` of the limits of live or test mode."""
        self._account = Window(LIVE if is_live else TEST, smoothed=True)
        self._endpoints: dict[str, Window] = {}
        self._lock = threading.Lock()
        self._turnstile = turnstile or Turnstile(share=share, now=now)

    def turn(self, method: str, url: str) -> AbstractContextManager[None]:
        """Return what waits until a request to `url` may go out, and lasts until its answer."""
        endpoint = endpoint_of(method, url)
        with self._lock:
            window = self._endpoints.setdefault(endpoint, Window(ENDPOINT, smoothed=True))
        return self._turnstile.passing(self._account, window, urgent=is_urgent())


def endpoint_of(method: str, url: str) -> str:
    """Return the endpoint a request counts for, e.g. "post invoices/{}/send"."""
    _, _, path = urlsplit(url).path.rpartition("/v1/")
    resource, *rest = path.split("/")
    return " ".join((method.lower(), "/".join((resource, *("{}" for _ in rest[:1]), *rest[1:]))))
