"""Findings: what an approver should know about a deal; it blocks, warns, or just tells."""

from collections.abc import Sequence
from enum import StrEnum

from bot.value import Value


class Level(StrEnum):
    """Whether approval is possible with it."""

    BLOCK = "block"
    WARN = "warn"
    FACT = "fact"
    """Nothing to be careful about: the card has it among its facts."""


class Fix(StrEnum):
    """What a person can do about a finding from Slack."""

    NONE = ""
    BILL_TO = "bill_to"
    PO_NUMBER = "po_number"
    CUSTOMER = "customer"
    """Several Stripe customers fit: pick one."""
    LOOK_ALIKE = "look_alike"
    """An open Stripe invoice looks like this deal's: link it or dismiss it."""
    LINES = "lines"
    SCHEDULE = "schedule"
    """What goes out when, or what repeats, is not clear: Modify says it."""


class Finding(Value):
    """One thing an approver should know."""

    kind: str
    """Stable name, e.g. "no_bill_to_email"."""
    level: Level
    sentence: str
    fix: Fix = Fix.NONE
    refers_to: tuple[str, ...] = ()
    """Ids at the vendor that the fix chooses among."""


def blocks(found: Sequence[Finding]) -> bool:
    """Return whether approval has to wait."""
    return any(finding.level is Level.BLOCK for finding in found)


def block(kind: str, sentence: str, fix: Fix = Fix.NONE) -> Finding:
    """Return a finding that keeps a plan from being approved."""
    return Finding(kind=kind, level=Level.BLOCK, sentence=sentence, fix=fix)


def warn(kind: str, sentence: str) -> Finding:
    """Return a finding that an approver reads."""
    return Finding(kind=kind, level=Level.WARN, sentence=sentence)


def fact(kind: str, sentence: str) -> Finding:
    """Return a finding that is good to know, and nothing to be careful about."""
    return Finding(kind=kind, level=Level.FACT, sentence=sentence)
