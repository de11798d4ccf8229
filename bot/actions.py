"""What people can do, who may do it unless the policy says otherwise, and how it reads."""

from collections.abc import Mapping
from enum import StrEnum

OWNER = "owner"
"""Stands for the deal's owner wherever a list of groups is asked for."""


class Action(StrEnum):
    """What people can do."""

    APPROVE = "approve"
    REJECT = "reject"
    NOT_BILLED = "not_billed"
    REOPEN = "reopen"
    HOLD = "hold"
    RELEASE = "release"
    MODIFY = "modify"
    FIX = "fix"
    ASK = "ask"
    REMIND = "remind"
    PROMISE = "promise"
    SNOOZE = "snooze"
    DO_NOT_CHASE = "do_not_chase"
    REFRESH = "refresh"
    RETRY = "retry"
    SEE_ALL = "see_all"
    AMEND = "amend"
    """Choose how an approved plan follows a changed deal; others approve it."""
    MOVE = "move"
    """Move the day on which an installment is sent."""
    DELIVER = "deliver"
    """Say that the condition of an installment is met."""
    USAGE = "usage"
    """Give the quantities of a period."""
    CREDIT = "credit"
    VOID = "void"
    WRITE_OFF = "write_off"
    RECORD_PAYMENT = "record_payment"
    SECOND = "second"
    """Approve a correction that somebody else asked for."""
    PAUSE = "pause"
    """Stop everything that goes out to customers, and let it go on."""
    LET_THROUGH = "let_through"
    """Let through what waits for a limit: cards of many deals at once, invoices."""


DEFAULT_MAY: Mapping[Action, tuple[str, ...]] = {
    Action.APPROVE: ("finance",),
    Action.REJECT: ("finance",),
    Action.NOT_BILLED: ("finance",),
    Action.REOPEN: ("finance",),
    Action.HOLD: ("finance", "ar", OWNER),
    Action.RELEASE: ("finance",),
    Action.MODIFY: ("finance",),
    Action.FIX: ("finance", OWNER),
    Action.ASK: ("finance", "ar"),
    Action.REMIND: ("finance", "ar"),
    Action.PROMISE: ("finance", "ar", OWNER),
    Action.SNOOZE: ("finance", "ar"),
    Action.DO_NOT_CHASE: ("finance", "ar"),
    Action.REFRESH: ("finance", "ar"),
    Action.RETRY: ("finance", "ar"),
    Action.SEE_ALL: ("finance", "ar"),
    Action.AMEND: ("finance",),
    Action.MOVE: ("finance", OWNER),
    Action.DELIVER: ("finance", OWNER),
    Action.USAGE: ("finance", "ar", OWNER),
    Action.CREDIT: ("finance", "ar"),
    Action.VOID: ("finance", "ar"),
    Action.WRITE_OFF: ("finance", "ar"),
    Action.RECORD_PAYMENT: ("finance", "ar"),
    Action.SECOND: ("finance",),
    Action.PAUSE: ("finance",),
    Action.LET_THROUGH: ("finance",),
}

IN_WORDS: Mapping[Action, str] = {
    Action.APPROVE: "approve this",
    Action.REJECT: "reject this",
    Action.NOT_BILLED: "say that a deal is not to be billed",
    Action.REOPEN: "re-open this",
    Action.HOLD: "hold this",
    Action.RELEASE: "release this",
    Action.MODIFY: "modify this",
    Action.FIX: "fix this",
    Action.ASK: "ask the deal owner from here",
    Action.REMIND: "remind the client",
    Action.PROMISE: "note a promise to pay",
    Action.SNOOZE: "pause the reminders",
    Action.DO_NOT_CHASE: "stop the reminders",
    Action.REFRESH: "refresh this",
    Action.RETRY: "retry this",
    Action.SEE_ALL: "see all deals",
    Action.AMEND: "choose what becomes of an approved plan",
    Action.MOVE: "move an installment",
    Action.DELIVER: "say that it was delivered",
    Action.USAGE: "give the quantities",
    Action.CREDIT: "ask for a credit note",
    Action.VOID: "ask for an invoice to be voided",
    Action.WRITE_OFF: "ask for an invoice to be written off",
    Action.RECORD_PAYMENT: "record a payment",
    Action.SECOND: "approve a correction",
    Action.PAUSE: "pause what goes out to customers, or resume it",
    Action.LET_THROUGH: "let through what waits for a limit",
}
"""What stands behind "may" in a refusal."""


def only(groups: tuple[str, ...], action: Action) -> str:
    """Return who may do it, as the end of a sentence."""
    names = ["the deal owner" if name == OWNER else name for name in groups]
    who = " or ".join(part for part in (", ".join(names[:-1]), *names[-1:]) if part)
    return f"{f'only {who}' if who else 'nobody'} may {IN_WORDS[action]}"
