"""The local Salesforce."""

from typing import Any

from sandbox.clock import WorldClock
from sandbox.faults import Fault
from sandbox.wire import Answer, Call


class SalesforceWorld:
    """Salesforce's objects, its API and the levers people pull on it."""

    name = "salesforce"

    def __init__(self, clock: WorldClock) -> None:
        """Begin empty, living by `clock`."""
        self.clock = clock

    def answer(self, call: Call) -> Answer:
        """Answer an API call."""
        return Answer(404, {"path": call.path})

    async def control(self, call: Call) -> Answer:
        """Answer a lever of the control API."""
        return Answer(404, {"path": call.path})

    def fault_answer(self, fault: Fault, call: Call) -> Answer:
        """Say `fault` as Salesforce words it."""
        return Answer(fault.status, {"path": call.path})

    def recorded(self, call: Call) -> dict[str, Any]:
        """Return the call as the record shows it."""
        return {"method": call.method, "path": call.path, "request": None}
