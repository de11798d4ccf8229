"""Trouble on demand: which call fails, how, and how often."""

import re
from dataclasses import dataclass
from enum import StrEnum

from pydantic import BaseModel, ConfigDict

from sandbox.changes import Changes
from sandbox.kin import Kin
from sandbox.wire import Call


class FaultKind(StrEnum):
    """What happens to the call. "before" means without the effect, "after" means with it.

    "During" is with it, too: half of the answer arrives. LATE is a whole answer that arrives late.
    """

    STATUS_BEFORE = "status_before"
    STATUS_AFTER = "status_after"
    HANG_BEFORE = "hang_before"
    HANG_DURING = "hang_during"
    HANG_AFTER = "hang_after"
    RESET_BEFORE = "reset_before"
    RESET_DURING = "reset_during"
    RESET_AFTER = "reset_after"
    KILL_BEFORE = "kill_before"
    KILL_AFTER = "kill_after"
    SLOW = "slow"
    LATE = "late"

    @property
    def has_effect(self) -> bool:
        """Whether the vendor still carries the call out."""
        return not self.value.endswith("_before")


class Fault(BaseModel):
    """One switched-on fault; `where` is a regular expression searched in "METHOD path"."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    vendor: str
    where: str
    kind: FaultKind
    name: str = ""
    """By which one is told from others."""
    about: tuple[str, ...] = ()
    """Only calls about this: words of one subject, e.g. a customer's name and the deal's id."""
    cause: str = ""
    """Only calls from there: a regular expression searched in "workflow;step" of the bot."""
    times: int = 1
    """How many calls it hits before it is used up."""
    skip: int = 0
    """How many matching calls pass unharmed first."""
    status: int = 500
    code: str = ""
    """The vendor's own error code, e.g. UNABLE_TO_LOCK_ROW or rate_limit; "" = the usual one."""
    message: str = ""
    retry_after: int | None = None
    seconds: float = 3.0
    """How long a hang or a slow answer takes (real seconds), unless it is released."""
    pid: int | None = None
    """Whom to SIGKILL, for the kill kinds."""

    def hits(self, call: Call, kin: Kin) -> bool:
        """Return whether it is a fault of this call."""
        if self.vendor != call.vendor or not re.search(self.where, f"{call.method} {call.path}"):
            return False
        if self.cause and not re.search(self.cause, ";".join(call.cause)):
            return False
        return not self.about or self.about[0] in kin.of(call)


@dataclass
class _Armed:
    fault: Fault
    skip: int
    left: int


class FaultBox:
    """The faults that are switched on, used up in the order they were added."""

    def __init__(self, changes: Changes) -> None:
        """Start with none; tell `changes` when there are others."""
        self._armed: list[_Armed] = []
        self._changes = changes
        self.held: list[Fault] = []
        """Those that have calls hang now."""
        self.kin = Kin()
        """Which calls are about what the faults are about."""

    def add(self, fault: Fault) -> None:
        """Switch `fault` on."""
        if fault.about:
            self.kin.watch(*fault.about)
        self._armed.append(_Armed(fault, fault.skip, fault.times))
        self._changes.tell("faults")

    def clear(self, name: str = "") -> None:
        """Switch all faults off, or those of this name."""
        self._armed = [armed for armed in self._armed if name and armed.fault.name != name]
        self._changes.tell("faults")

    def pending(self) -> list[Fault]:
        """Return what is still switched on, with the hits that are left."""
        return [a.fault.model_copy(update={"skip": a.skip, "times": a.left}) for a in self._armed]

    def take(self, call: Call) -> Fault | None:
        """Return the fault that hits this call, using up one hit."""
        for armed in self._armed:
            if not armed.fault.hits(call, self.kin):
                continue
            self._changes.tell("faults")
            if armed.skip:
                armed.skip -= 1
                continue
            armed.left -= 1
            if not armed.left:
                self._armed.remove(armed)
            return armed.fault
        return None

    def release(self, *kinds: FaultKind) -> None:
        """Let go all that hangs, or what hangs for faults of these kinds."""
        self.held = [fault for fault in self.held if kinds and fault.kind not in kinds]
