"""What the larger modals show, as values."""

from datetime import date
from datetime import date as date_  # for a value that has a field of this name

from bot.money import Money
from bot.readiness import Finding
from bot.value import Value
from bot.views.ids import BillingWay


class FormLine(Value):
    """One line of the plan as it stands in the modal, typed but not yet understood."""

    description: str = ""
    quantity: str = "1"
    unit_price: str = ""
    key: str
    """Stable within the modal: part of the block ids."""


class FormPart(Value):
    """One part of a schedule as it stands in the modal."""

    key: str
    """Stable within the modal: part of the block ids."""
    label: str = ""
    share: str = ""
    """"25 %" or an amount."""
    date: date_ | None = None
    condition: str = ""


class BillingForm(Value):
    """How the deal is billed, as it stands in the modal."""

    way: BillingWay = BillingWay.ONE
    keeps: tuple[str, ...] = ()
    """What `KEEP` would keep: a line an invoice, in mrkdwn; () where there is nothing to keep."""
    total: str = ""
    """What the parts divide, in words."""
    deposit: str = ""
    rest_date: date_ | None = None
    rest_condition: str = ""
    count: str = ""
    interval: str = "monthly"
    start_date: date_ | None = None
    parts: tuple[FormPart, ...] = ()
    retainer: str = ""
    """Number of the retainer that the form changes; "": there is no other."""
    retainers: tuple[tuple[str, str], ...] = ()
    """Number and name of each, where there are several."""
    label: str = ""
    amount: str = ""
    periods: str = ""
    renews: bool = False


class ShareForm(Value):
    """The second payer as it stands in the modal."""

    name: str
    percent: str = ""
    email: str = ""


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
    footer: str = ""
    billing: BillingForm = BillingForm()
    share: ShareForm | None = None
    """None: nobody is known who could pay a part."""
    today: date


class ReviewState(Value):
    """The review step of `Modify`: nothing is changed before it is submitted."""

    customer: str
    before: Money
    after: Money
    changes: tuple[str, ...]
    """One sentence a change."""
    schedule: tuple[str, ...] = ()
    """All that would go out, in mrkdwn; () for a single invoice."""
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
