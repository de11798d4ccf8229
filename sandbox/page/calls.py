"""The traffic: each call to a vendor, what caused it, and what was answered."""

from collections.abc import Iterator
from itertools import islice
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from sandbox.page.paging import Row
from sandbox.record import Recorder
from sandbox.stripe.form import decode

PAGE = 200
MOST = 1000
SHOWN = ("n", "at", "vendor", "method", "path", "status", "ms", "workflow", "step")


class Calls:
    """The recorded calls as the page shows them."""

    def __init__(self, recorder: Recorder) -> None:
        """Show those of `recorder`."""
        self._recorder = recorder

    def count(self) -> int:
        """Return how many calls there were in all."""
        calls = self._recorder.calls
        return int(calls[-1]["n"]) if calls else 0

    def page(self, asked: dict[str, str]) -> list[Row]:
        """Return calls, the newest last: the first after number `after`, else the latest ones.

        `before` gives those before a number, `vendor` those to one of the three.
        """
        limit = min(max(1, int(asked.get("limit") or PAGE)), MOST)
        vendor, after = asked.get("vendor", ""), asked.get("after", "")
        if after:
            there = self._from(int(after) + 1)
            found = list(islice((one for one in there if vendor in ("", one["vendor"])), limit))
        else:
            until = int(asked.get("before") or 0)
            latest = (
                one
                for one in reversed(self._recorder.calls)
                if (not until or one["n"] < until) and vendor in ("", one["vendor"])
            )
            found = list(islice(latest, limit))[::-1]
        return [row(one) for one in found]

    def _from(self, number: int) -> Iterator[dict[str, Any]]:
        calls = self._recorder.calls
        first = calls[0]["n"] if calls else 0
        return islice(calls, max(0, number - first), None)

    def find(self, number: int) -> dict[str, Any] | None:
        """Return the call of that number; None when it is forgotten, or not made yet."""
        found = next(self._from(number), None)
        return found if found is not None and found["n"] == number else None

    def whole(self, number: int) -> Row | None:
        """Return a call with what was asked and answered, decoded."""
        found = self.find(number)
        if found is None:
            return None
        request = found["request"]
        if found["vendor"] == "stripe":
            query = urlsplit(found["path"]).query
            request = decode(parse_qsl(str(request or query), keep_blank_values=True)) or None
        return row(found) | {"request": request, "response": found["response"]}


def row(call: dict[str, Any]) -> Row:
    """Return a call as one row."""
    return {name: call[name] for name in SHOWN}
