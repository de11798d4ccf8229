"""One world: three vendors that live by the same clock."""

from datetime import datetime
from pathlib import Path

from sandbox.changes import Changes
from sandbox.clock import WorldClock
from sandbox.faults import FaultBox
from sandbox.record import Recorder
from sandbox.salesforce import SalesforceWorld
from sandbox.slack import SlackWorld
from sandbox.stripe import StripeWorld
from sandbox.vendor import Vendor


class World:
    """All that the sandbox knows, in memory; it is gone when the process ends."""

    def __init__(self, start: datetime, record: Path | None = None) -> None:
        """Begin at `start` (aware), recording calls under `record` if given."""
        self.clock = WorldClock(start)
        self.changes = Changes()
        self.faults = FaultBox(self.changes)
        self.recorder = Recorder(record, self.changes)
        self.slack = SlackWorld(self.clock, self.changes)
        self.stripe = StripeWorld(self.clock, self.changes)
        self.salesforce = SalesforceWorld(self.clock, self.changes)
        self.clock.on_move(lambda: self.changes.tell("clock"))
        self.vendors: dict[str, Vendor] = {
            vendor.name: vendor for vendor in (self.slack, self.stripe, self.salesforce)
        }
