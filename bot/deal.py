"""A deal: a closed-won opportunity as Salesforce tells it, and what makes it the same deal."""

from datetime import date, datetime
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
    """The customer company."""

    id: str
    """18 characters."""
    name: str
    address: Address = Address()


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


class DealLine(Value):
    """One product line, in the deal's currency and whole units."""

    description: str
    quantity: Decimal
    unit_price: Decimal
    total: Decimal


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
    terms: Terms = Terms()

    @property
    def source_hash(self) -> str:
        """Return what tells a changed deal: everything that matters for billing, and no more."""
        return self.digest(without={"url", "stage", "modified_at", "won_at", "close_date", "owner"})


def short_id(salesforce_id: str) -> str:
    """Return the 15-character form of a Salesforce id: the same record in either form."""
    return salesforce_id[:15]
