"""Rate limits, in real seconds; off until somebody wants them.

A hundred requests a second in live mode and 25 in test mode, and 25 to any one endpoint in either
(docs.stripe.com/rate-limits).
"""

import time
from collections import Counter, defaultdict, deque

from sandbox.stripe.errors import error_answer
from sandbox.wire import Answer, Refused

TEST, LIVE, PER_ENDPOINT = 25, 100, 25
"""Requests a second."""


class Limits:
    """Counts the requests of the last second."""

    def __init__(self) -> None:
        """Start with nothing seen."""
        self.refused: Counter[str] = Counter()
        """How often each endpoint was refused."""
        self._seen: dict[str, deque[float]] = defaultdict(deque)

    def count(self, endpoint: str, *, is_live: bool) -> None:
        """Count one request to `endpoint`, refusing it when there were too many."""
        now = time.monotonic()
        total = LIVE if is_live else TEST
        rules = (("", total, "global-rate"), (endpoint, PER_ENDPOINT, "endpoint-rate"))
        for name, most, reason in rules:
            seen = self._seen[name]
            while seen and seen[0] <= now - 1:
                seen.popleft()
            if len(seen) >= most:
                self.refused[endpoint] += 1
                raise Refused(too_many(reason))
        for name, _, _ in rules:
            self._seen[name].append(now)


def too_many(reason: str, message: str = "") -> Answer:
    """Return the answer to one request too many."""
    return error_answer(
        429,
        message
        or "Request rate limit exceeded. You can learn more about rate limits here"
        " https://stripe.com/docs/rate-limits.",
        code="rate_limit",
        headers={"Stripe-Rate-Limited-Reason": reason},
    )
