"""What the larger modals show, as values."""

from datetime import date

from bot.money import Money
from bot.readiness import Finding
from bot.value import Value


class FormLine(Value):
    """One line of the plan as it stands in the modal, typed but not yet understood."""

    description: str = ""
    quantity: str = "1"
    unit_price: str = ""
    key: str
    """Stable within the modal: part of the block ids."""


class ModifyState(Value):
    """What the modal of `Modify` shows."""

    customer: str
    currency: str
    way: str
    """What will happen on submit, in words; the state of the deal decides it."""
    lines: tuple[FormLine, ...]
    send_date: date | None = None
    net_days: int = 30
    due_date: date | None = None
    bill_to_name: str = ""
    bill_to_email: str = ""
    po_number: str = ""
    memo: str = ""
    today: date


class ReviewState(Value):
    """The review step of `Modify`: nothing is changed before it is submitted."""

    customer: str
    before: Money
    after: Money
    changes: tuple[str, ...]
    """One sentence a change."""
    way: str
    needs_approval: bool = True


class CustomerChoice(Value):
    """A Stripe customer that may be this account's, or an invoice that looks like this deal's."""

    id: str
    label: str
    detail: str = ""


class FixState(Value):
    """What the modal of `Fix` asks for: exactly what is missing."""

    customer: str
    findings: tuple[Finding, ...]
    bill_to_name: str = ""
    bill_to_email: str = ""
    po_number: str = ""
    customers: tuple[CustomerChoice, ...] = ()
    look_alikes: tuple[CustomerChoice, ...] = ()
    currency: str = ""
    lines: tuple[FormLine, ...] = ()
