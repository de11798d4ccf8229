"""What a lever says of a deal and its parts, by plain names, and the fields that these are."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, ClassVar

from pydantic import BaseModel, ConfigDict


class Said(BaseModel):
    """What is said of one record; what is left out stays as it is, null or "" empties it."""

    model_config = ConfigDict(extra="forbid")

    NAMES: ClassVar[Mapping[str, str]] = {}
    """Our name -> the field."""

    fields: dict[str, Any] = {}
    """Any other fields of the record, by their own names."""

    def values(self) -> dict[str, Any]:
        """Return what was said, by the names of the fields."""
        said = self.model_dump(exclude_unset=True)
        return {field: said[ours] for ours, field in self.NAMES.items() if ours in said} | (
            self.fields
        )


class Installment(BaseModel):
    """One part of a product schedule; its type follows from what it has."""

    model_config = ConfigDict(extra="forbid")

    date: str
    revenue: Decimal | None = None
    quantity: Decimal | None = None
    description: str = ""

    def values(self) -> dict[str, Any]:
        """Return it by the names of the fields."""
        both = self.revenue is not None and self.quantity is not None
        part = "Quantity" if self.revenue is None else "Revenue"
        return {
            "ScheduleDate": self.date,
            "Type": "Both" if both else part,
            "Revenue": self.revenue,
            "Quantity": self.quantity,
            "Description": self.description,
        }


class LineEdit(Said):
    """What changes about a product of a deal."""

    NAMES = {
        "quantity": "Quantity",
        "unit_price": "UnitPrice",
        "discount": "Discount",
        "description": "Description",
        "service_date": "ServiceDate",
        "period_end": "Closedwon_Period_End__c",
        "interval": "Closedwon_Interval__c",
        "periods": "Closedwon_Periods__c",
        "start": "Closedwon_Start__c",
        "variable": "Closedwon_Variable__c",
        "usage": "Closedwon_Usage__c",
        "usage_period": "Closedwon_Usage_Period__c",
    }

    quantity: Decimal | None = None
    unit_price: Decimal | None = None
    discount: Decimal | None = None
    """Percent."""
    description: str | None = None
    service_date: str | None = None
    period_end: str | None = None
    interval: str | None = None
    """Weekly, Monthly, Quarterly, Semi-annually or Yearly; None = billed once."""
    periods: int | None = None
    start: str | None = None
    variable: bool | None = None
    """Whether the quantity of a period is known only afterwards."""
    usage: Decimal | None = None
    usage_period: str | None = None
    schedule: list[Installment] | None = None
    """Replaces the whole schedule; [] = none, and no price any more unless `unit_price` says it."""


class Line(LineEdit):
    """One product of a deal."""

    product: str
    unit_price: Decimal
    quantity: Decimal = Decimal(1)
    code: str = ""


class Milestone(Said):
    """One milestone of a deal, or what changes about it."""

    NAMES = {
        "description": "Description__c",
        "percent": "Percent__c",
        "amount": "Amount__c",
        "date": "Date__c",
        "condition": "Condition__c",
        "met": "Met__c",
        "met_date": "Met_Date__c",
        "sequence": "Sequence__c",
        "currency": "CurrencyIsoCode",
    }

    description: str | None = None
    percent: Decimal | None = None
    amount: Decimal | None = None
    """The package refuses both; a lever does not, so that an old record can be made."""
    date: str | None = None
    condition: str | None = None
    met: bool | None = None
    met_date: str | None = None
    sequence: int | None = None
    """Left out, the next one."""
    currency: str | None = None
    """Left out, the deal's; only where several currencies are switched on."""


class AccountEdit(Said):
    """What changes about an account."""

    NAMES = {
        "name": "Name",
        "parent": "ParentId",
        "tax_exempt": "Closedwon_Tax_Exempt__c",
        "tax_id": "Closedwon_Tax_Id__c",
        "tax_id_type": "Closedwon_Tax_Id_Type__c",
        "language": "Closedwon_Language__c",
        "bill_parent": "Closedwon_Bill_Parent__c",
    }

    name: str | None = None
    address: dict[str, str | None] = {}
    """Billing... and Shipping... fields."""
    parent: str | None = None
    """The id of an account."""
    tax_exempt: str | None = None
    """None, Exempt or Reverse charge, as words."""
    tax_id: str | None = None
    tax_id_type: str | None = None
    language: str | None = None
    bill_parent: bool | None = None

    def values(self) -> dict[str, Any]:
        """Return what was said, by the names of the fields."""
        return super().values() | self.address


class ContactEdit(Said):
    """What changes about a contact."""

    NAMES = {"email": "Email", "first_name": "FirstName", "last_name": "LastName"}

    email: str | None = None
    first_name: str | None = None
    last_name: str | None = None


class Terms(BaseModel):
    """What is added to a deal with one lever."""

    model_config = ConfigDict(extra="forbid")

    lines: list[Line] = []
    milestones: list[Milestone] = []
    fields: dict[str, Any] = {}
    """Any other fields of the opportunity."""


class NewDeal(Terms):
    """What a lever says about a deal; everything but the account may be left out."""

    account: str
    """A name; an account of that name is used again."""
    address: dict[str, str] | None = None
    """Billing... fields of a new account; {} = it has no address."""
    contact: str | None = None
    """An e-mail address; "" = a contact without one, None = no contact at all."""
    contact_name: str = ""
    role: str = "Billing Contact"
    amount: Decimal | None = None
    """Leave out with `lines`: they say it."""
    currency: str | None = None
    """Only where several currencies are switched on."""
    owner: str = "dana@example.com"
    """An e-mail address; the user is made if there is none."""
    name: str = ""
    terms: str | None = None
    stage: str = "Negotiation"
    close_date: str = ""


class Copy(BaseModel):
    """How a deal is cloned."""

    model_config = ConfigDict(extra="forbid")

    name: str = ""
    """ "" = the same."""
    stage: str = ""
    """ "" = the same: the clone of a won deal is won."""
    milestones: bool = False
    """Whether they come along, as with Clone with Related."""
    fields: dict[str, Any] = {}
    """What else is other in the clone."""
