"""A client of the control API: one lever, one call, and how to wait for what follows from it."""

import os
import time
from collections.abc import Callable
from typing import Any, TypeVar

import requests

Obj = dict[str, Any]
"""A JSON object."""
T = TypeVar("T")
PATIENCE = 20.0
"""How long a condition is waited for on a machine that has nothing else to do, in real seconds."""
LONGEST = 4 * PATIENCE
"""How long a lever may take, in real seconds: longer than an act waits for its acknowledgement."""
PAUSE = 0.03


class LeverError(Exception):
    """The sandbox would not do it; carries what it said."""

    def __init__(self, status: int, said: Obj) -> None:
        """Carry the refusal: its sentence is under "error"."""
        super().__init__(f"{status}: {said}")
        self.status, self.said = status, said

    @property
    def is_missing(self) -> bool:
        """Return whether what was meant is not there, or not any more: nothing was done."""
        return self.status == 404


class VainWaitError(AssertionError):
    """A condition did not come true in time; says what was awaited and what there is instead."""


class Control:
    """Pulls levers of a running sandbox."""

    def __init__(self, url: str) -> None:
        """Talk to the sandbox at `url`, e.g. "http://127.0.0.1:8900"."""
        self.url = url

    def get(self, path: str, **query: object) -> Any:  # noqa: ANN401 - whatever the lever shows
        """Look at something."""
        return self._pull("GET", path, params=query)

    def post(self, path: str, **body: object) -> Any:  # noqa: ANN401 - whatever the lever shows
        """Do something."""
        return self._pull("POST", path, json=body)

    def patch(self, path: str, **body: object) -> Any:  # noqa: ANN401 - whatever the lever shows
        """Change something."""
        return self._pull("PATCH", path, json=body)

    def delete(self, path: str, **query: object) -> None:
        """Take something away."""
        self._pull("DELETE", path, params=query)

    def _pull(self, method: str, path: str, **given: Any) -> Any:  # noqa: ANN401 - JSON
        # A connection of its own for each lever: two people act at once from two threads.
        with requests.Session() as session:
            session.trust_env = False  # no proxy stands between us and loopback
            url = f"{self.url}/control/{path}"
            answer = session.request(method, url, timeout=LONGEST, **given)
        said = answer.json()
        if not answer.ok:
            raise LeverError(answer.status_code, said)
        return said


def wait_for(
    condition: Callable[[], T | None],
    what: str,
    *,
    seconds: float = PATIENCE,
    instead: Callable[[], object] = lambda: "",
) -> T:
    """Return what `condition` returns as soon as that is something.

    Raises:
        VainWaitError: saying that `what` did not come, and what there is `instead`.

    """
    began = time.monotonic()
    while True:
        found = condition()
        if found:
            return found
        waited = time.monotonic() - began
        if waited > seconds * crowd():
            raise VainWaitError(f"waited {waited:.0f} seconds for {what}; instead: {instead()}")
        time.sleep(PAUSE)


def crowd() -> float:
    """Return how many want each of the machine's cores, at least one: so much slower it is."""
    return max(1.0, os.getloadavg()[0] / (os.cpu_count() or 1))
