"""The outcome of a step as a value: an exception would replay as another type after a crash."""

from enum import StrEnum
from typing import Any

from bot.value import Value


class Kind(StrEnum):
    """How a step ended."""

    DONE = "done"
    REFUSED = "refused"
    """A person has to change something first."""
    LOST = "lost"
    """Somebody or something was faster."""
    DOWN = "down"
    """The vendor stayed away for days; nothing is known to have happened."""


class Outcome(Value):
    """What a step returned, or why it did not."""

    kind: Kind
    value: Any = None
    """What the step returned (JSON)."""
    vendor: str = ""
    code: str = ""
    words: str = ""
    """The refusal's own."""

    @classmethod
    def refused(cls, words: str, *, vendor: str = "", code: str = "") -> "Outcome":
        """Return the outcome of something that a person has to mend."""
        return cls(kind=Kind.REFUSED, words=words, vendor=vendor, code=code)

    @property
    def done(self) -> bool:
        """Return whether the step did what it was for."""
        return self.kind is Kind.DONE
