"""Readiness: what stands between a deal and its invoice, as findings that block or warn."""

from enum import StrEnum

from bot.value import Value


class Level(StrEnum):
    """Whether approval is possible with it."""

    BLOCK = "block"
    WARN = "warn"


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


class Finding(Value):
    """One thing an approver should know."""

    kind: str
    """Stable name, e.g. "no_bill_to_email"."""
    level: Level
    sentence: str
    fix: Fix = Fix.NONE
    refers_to: tuple[str, ...] = ()
    """Ids at the vendor that the fix chooses among."""
