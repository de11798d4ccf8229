"""What each of the three local vendors offers the server that hosts them."""

from collections import Counter
from contextlib import AbstractContextManager
from typing import Any, Protocol

from sandbox.faults import Fault
from sandbox.wire import Answer, Call


class Vendor(Protocol):
    """One vendor's whole world: its objects, its API and the levers people pull on it."""

    name: str
    """Also the path prefix: /slack, /stripe, /salesforce."""

    @property
    def refused_by_rate(self) -> Counter[str]:
        """Return how often what was refused because there was too much of it."""
        ...

    def under_way(self, call: Call) -> AbstractContextManager[None]:
        """Let an API call in until its answer begins; entering it may raise `Refused` instead.

        A call that is refused here never reaches `answer`, nor any fault.
        """
        ...

    def answer(self, call: Call) -> Answer:
        """Answer an API call. Synchronous, so that each call happens whole or not at all."""
        ...

    async def control(self, call: Call) -> Answer:
        """Answer a lever of the control API, /control/<name>/<call.path>."""
        ...

    def fault_answer(self, fault: Fault, call: Call) -> Answer:
        """Say `fault` (its status, code, message, retry_after) as this vendor words it."""
        ...

    def recorded(self, call: Call) -> dict[str, Any]:
        """Return the `method`, `path` and `request` of the call as the record shows them."""
        ...
