"""How much Salesforce takes: so many calls a day, and so many long ones at once.

A call that has been under way for 20 real seconds or more is a long one. Production orgs and
sandboxes may have 25 of them, Developer Edition and trial orgs 5. While there are as many no other
call is carried out, however short it would be; there may be any number of short ones
(developer.salesforce.com/docs/platform/salesforce-app-limits-cheatsheet/guide/
salesforce-app-limits-platform-api.html). Either limit is a 403 REQUEST_LIMIT_EXCEEDED that does not
say when to come again (developer.salesforce.com/docs/platform/api-rest/guide/errorcodes.html): its
words alone tell which limit it was.
"""

import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

from sandbox.salesforce.errors import ApiError
from sandbox.salesforce.org import Org
from sandbox.wire import Answer, Call, Refused

A_DAY = "TotalRequests"
AT_ONCE = "ConcurrentRequests (Concurrent API Requests)"
"""What Salesforce calls its limits."""


class Limits:
    """Counts the calls of the day, and those under way."""

    def __init__(self, org: Org) -> None:
        """Count as the settings of `org` say; nothing is under way."""
        self.refused: Counter[str] = Counter()
        """How often a call was refused for which limit."""
        self._org = org
        self._under_way: list[float] = []
        """When each of them came (monotonic)."""

    def count(self) -> None:
        """Count one call of the day.

        Raises:
            ApiError: REQUEST_LIMIT_EXCEEDED, when the day has no more.

        """
        settings = self._org.settings
        if settings.usage >= settings.usage_limit:
            raise self._exceeded(A_DAY)
        settings.usage += 1

    @contextmanager
    def under_way(self, call: Call) -> Iterator[None]:
        """Let `call` in for as long as this lasts.

        Raises:
            Refused: REQUEST_LIMIT_EXCEEDED, when there are too many long ones.

        """
        settings, now = self._org.settings, time.monotonic()
        long = [came for came in self._under_way if now - came >= settings.long_after]
        if len(long) >= settings.long_calls:
            raise Refused(self.told(self._exceeded(AT_ONCE).answer()))
        self._under_way.append(call.began)
        try:
            yield
        finally:
            self._under_way.remove(call.began)

    def told(self, answer: Answer) -> Answer:
        """Return `answer` with what every answer tells of the day's calls."""
        settings = self._org.settings
        answer.headers["Sforce-Limit-Info"] = f"api-usage={settings.usage}/{settings.usage_limit}"
        return answer

    def _exceeded(self, limit: str) -> ApiError:
        self.refused[limit] += 1
        return ApiError("REQUEST_LIMIT_EXCEEDED", f"{limit} Limit exceeded.", status=403)
