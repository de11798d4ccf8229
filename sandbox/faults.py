"""Trouble on demand: which call fails, how, and how often."""

import re
from dataclasses import dataclass
from enum import StrEnum

from pydantic import BaseModel, ConfigDict

from sandbox.changes import Changes


class FaultKind(StrEnum):
    """What happens to the call. "before" means without the effect, "after" means with it."""

    STATUS_BEFORE = "status_before"
    STATUS_AFTER = "status_after"
    HANG_BEFORE = "hang_before"
    HANG_AFTER = "hang_after"
    RESET_BEFORE = "reset_before"
    RESET_AFTER = "reset_after"
    KILL_BEFORE = "kill_before"
    KILL_AFTER = "kill_after"
    SLOW = "slow"

    @property
    def has_effect(self) -> bool:
        """Whether the vendor still carries the call out."""
        return self.value.endswith("_after") or self is FaultKind.SLOW


class Fault(BaseModel):
    """One switched-on fault; `where` is a regular expression searched in "METHOD path"."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    vendor: str
    where: str
    kind: FaultKind
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
    """How long a hang or a slow answer takes (real seconds)."""
    pid: int | None = None
    """Whom to SIGKILL, for the kill kinds."""


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

    def add(self, fault: Fault) -> None:
        """Switch `fault` on."""
        self._armed.append(_Armed(fault, fault.skip, fault.times))
        self._changes.tell("faults")

    def clear(self) -> None:
        """Switch all faults off."""
        self._armed.clear()
        self._changes.tell("faults")

    def pending(self) -> list[Fault]:
        """Return what is still switched on, with the hits that are left."""
        return [a.fault.model_copy(update={"skip": a.skip, "times": a.left}) for a in self._armed]

    def take(self, vendor: str, line: str) -> Fault | None:
        """Return the fault that hits this call ("METHOD path"), using up one hit."""
        for armed in self._armed:
            if armed.fault.vendor != vendor or not re.search(armed.fault.where, line):
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
