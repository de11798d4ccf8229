"""Slack's rate limits, in real seconds; off until somebody wants them.

A message a second in each channel with a small burst, and each other method of the Web API so many
times a minute by its tier (docs.slack.dev/apis/web-api/rate-limits), whose least is taken here.
"""

import math
import time
from collections import Counter, defaultdict, deque
from dataclasses import dataclass, field

from sandbox.wire import Answer, Refused

MESSAGES_A_SECOND, MESSAGES_AT_ONCE = 1.0, 3
MINUTE = 60.0
TIER_2, TIER_3, TIER_4 = 20, 50, 100
"""Calls a minute of one method."""
TIERS = {
    "chat.delete": TIER_3,
    "chat.postEphemeral": TIER_4,
    "chat.update": TIER_3,
    "conversations.history": TIER_3,
    "conversations.info": TIER_3,
    "conversations.list": TIER_2,
    "conversations.members": TIER_4,
    "conversations.open": TIER_3,
    "conversations.replies": TIER_3,
    "files.completeUploadExternal": TIER_4,
    "files.getUploadURLExternal": TIER_4,
    "usergroups.list": TIER_2,
    "usergroups.users.list": TIER_2,
    "users.info": TIER_4,
    "users.list": TIER_2,
    "users.lookupByEmail": TIER_3,
    "views.open": TIER_4,
    "views.publish": TIER_4,
    "views.push": TIER_4,
    "views.update": TIER_4,
}
"""What is not here has a limit of its own, which nobody meets."""


@dataclass
class RateLimit:
    """How fast one channel takes messages."""

    per_second: float
    burst: int
    buckets: dict[str, tuple[float, float]] = field(default_factory=dict)

    def wait(self, channel: str) -> float:
        """Take one message out of the channel's bucket; return the seconds to wait, or 0."""
        now = time.monotonic()
        tokens, since = self.buckets.get(channel, (float(self.burst), now))
        tokens = min(float(self.burst), tokens + (now - since) * self.per_second)
        short = tokens < 1
        self.buckets[channel] = (tokens if short else tokens - 1, now)
        return (1 - tokens) / self.per_second if short else 0.0


@dataclass
class Rates:
    """What is limited, and what was refused for it."""

    messages: RateLimit | None = None
    """Of chat.postMessage."""
    minute: float | None = None
    """How long the minute of the tiers lasts; None: they have no limit."""
    refused: Counter[str] = field(default_factory=Counter)
    """How often each method was refused."""
    _seen: dict[str, deque[float]] = field(default_factory=lambda: defaultdict(deque))

    def enforce(self, second: float) -> None:
        """Enforce Slack's limits, with a `second` of so many real ones; 0: none of them."""
        rate = RateLimit(MESSAGES_A_SECOND / second, MESSAGES_AT_ONCE) if second else None
        self.messages, self.minute = rate, MINUTE * second if second else None

    def post(self, channel: str) -> None:
        """Count one message in a channel, refusing it when they come too fast."""
        if self.messages is not None and (wait := self.messages.wait(channel)):
            raise self._too_many("chat.postMessage", wait)

    def call(self, method: str) -> None:
        """Count one call of a method, refusing it when there were too many."""
        most = TIERS.get(method)
        if self.minute is None or most is None:
            return
        now, seen = time.monotonic(), self._seen[method]
        while seen and seen[0] <= now - self.minute:
            seen.popleft()
        if len(seen) >= most:
            raise self._too_many(method, seen[0] + self.minute - now)
        seen.append(now)

    def _too_many(self, method: str, wait: float) -> Refused:
        self.refused[method] += 1
        headers = {"retry-after": str(math.ceil(wait))}
        return Refused(Answer(429, {"ok": False, "error": "ratelimited"}, headers))
