"""A deal: a closed-won opportunity as Salesforce tells it, and what makes it the same deal."""

from collections.abc import Mapping
from datetime import date, datetime
from datetime import date as date_  # for values that have a field of this name
from decimal import Decimal

from bot.value import Value


class Address(Value):
    """A postal address as Salesforce keeps it; empty parts are ""."""

    street: str = ""
    city: str = ""
    state: str = ""
    postal_code: str = ""
    country: str = ""


class Account(Value):
    """A customer company, with what an invoice to it needs."""

    id: str
    """18 characters."""
    name: str
    address: Address = Address()
    tax_exempt: str = ""
    """As people wrote it: "Exempt", "Reverse charge"; "" or "None": taxed."""
    tax_id: str = ""
    tax_id_type: str = ""
    """Stripe's name of its kind, e.g. "eu_vat"."""
    language: str = ""
    """Of its invoices, e.g. "de"."""
    email: str = ""
    """Where its own invoices go, if the account itself says."""


class Contact(Value):
    """A person at the customer, with the role they play in this deal."""

    id: str
    name: str
    email: str = ""
    role: str = ""
    is_primary: bool = False


class Owner(Value):
    """The Salesforce user who owns the deal."""

    id: str
    name: str
    email: str = ""
    is_active: bool = True


class ScheduledPart(Value):
    """One part of a product line's revenue schedule."""

    date: date_
    amount: Decimal
    description: str = ""


class DealLine(Value):
    """One product line, in the deal's currency and whole units."""

    description: str
    quantity: Decimal
    unit_price: Decimal
    total: Decimal
    """Of the whole term where the line repeats; an estimate where it is variable."""
    id: str = ""
    start: date | None = None
    """First day of service."""
    end: date | None = None
    """Last day of service."""
    interval: str = ""
    """How often it repeats, as people wrote it ("Monthly"); "" = it does not."""
    periods: int | None = None
    """How many periods `total` covers."""
    variable: bool = False
    """The quantity of a period is known only afterwards (hours, usage)."""
    usage: Decimal | None = None
    """Quantity of the period that begins on `usage_for`, once it is known."""
    usage_for: date | None = None
    schedule: tuple[ScheduledPart, ...] = ()
    """Its revenue schedule."""


class Milestone(Value):
    """A billing milestone of the deal."""

    id: str
    description: str
    percent: Decimal | None = None
    """Of what does not repeat."""
    amount: Decimal | None = None
    """Whole units of the deal's currency."""
    currency: str = ""
    """Of `amount`, where the record says another one than the deal's; "" = the deal's."""
    date: date_ | None = None
    """The day it is to be sent; None: on approval, or when the condition is met."""
    condition: str = ""
    met: bool = False


class Terms(Value):
    """How the deal says it is to be billed; None or "" where it does not say."""

    text: str = ""
    """Payment terms as people wrote them, e.g. "Net 30"."""
    po_number: str = ""
    po_required: bool = False
    bill_to_contact_id: str = ""
    send_date: date | None = None
    memo: str = ""
    no_invoice: bool = False
    """Salesforce says that this deal is billed elsewhere."""
    model: str = ""
    """How it is billed, as people wrote it: "One invoice", "Milestones", "Retainer", "Mixed"."""
    start: date | None = None
    """First day of a retainer."""
    interval: str = ""
    periods: int | None = None
    renews: bool = False
    deposit_percent: Decimal | None = None
    """Billed on approval, before everything else."""
    footer: str = ""
    custom_fields: Mapping[str, str] = {}
    """Printed on the invoice: name -> value."""
    second_share: Decimal | None = None
    """Percent that `Deal.second_payer` pays."""
    bill_parent: bool = False
    """The account's parent pays."""


class Deal(Value):
    """What Salesforce says about one opportunity, at one moment."""

    id: str
    """Opportunity id, 18 characters."""
    name: str
    url: str
    stage: str
    is_won: bool
    is_deleted: bool = False
    amount: Decimal | None
    """Whole units of `currency`; None when the opportunity has no amount."""
    currency: str
    """ISO 4217, upper case."""
    close_date: date
    won_at: datetime
    """When it entered its present stage (aware UTC)."""
    modified_at: datetime
    """SystemModstamp (aware UTC)."""
    record_type: str = ""
    account: Account | None
    owner: Owner
    contacts: tuple[Contact, ...] = ()
    lines: tuple[DealLine, ...] = ()
    milestones: tuple[Milestone, ...] = ()
    """In their order."""
    parent: Account | None = None
    """Of the account."""
    second_payer: Account | None = None
    terms: Terms = Terms()

    @property
    def source_hash(self) -> str:
        """Return what tells a changed deal: everything that matters for billing, and no more."""
        return self.digest(without={"url", "stage", "modified_at", "won_at", "close_date", "owner"})


def short_id(salesforce_id: str) -> str:
    """Return the 15-character form of a Salesforce id: the same record in either form."""
    return salesforce_id[:15]
