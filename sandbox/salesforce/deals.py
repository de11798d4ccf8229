"""Whole deals, for levers: an account, a contact, products and an opportunity in one go."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

from pydantic import BaseModel, ConfigDict

from sandbox.salesforce.org import Actor, Org
from sandbox.salesforce.people import LOST, WON, as_person, user_for
from sandbox.salesforce.store import Row
from sandbox.salesforce.values import wire
from sandbox.salesforce.writing import Writer

OPEN = "Negotiation"
ADDRESS = {
    "BillingStreet": "1 Main Street",
    "BillingCity": "Springfield",
    "BillingState": "IL",
    "BillingPostalCode": "62701",
    "BillingCountry": "United States",
}


class Line(BaseModel):
    """One product of a deal."""

    model_config = ConfigDict(extra="forbid")

    product: str
    quantity: Decimal = Decimal(1)
    unit_price: Decimal
    discount: Decimal | None = None
    """Percent."""
    code: str = ""
    description: str = ""
    service_date: str = ""


class NewDeal(BaseModel):
    """What a lever says about a deal; everything but the account may be left out."""

    model_config = ConfigDict(extra="forbid")

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
    lines: list[Line] = []
    owner: str = "dana@example.com"
    """An e-mail address; the user is made if there is none."""
    name: str = ""
    terms: str | None = None
    stage: str = OPEN
    close_date: str = ""
    fields: dict[str, Any] = {}
    """Any other fields of the opportunity."""


class Deals:
    """Makes deals and moves them, as people in sales do."""

    def __init__(self, org: Org, writer: Writer) -> None:
        """Make them in `org`."""
        self._org = org
        self._writer = writer

    def create(self, deal: NewDeal) -> str:
        """Make a deal with all that belongs to it; return the opportunity's id."""
        owner = user_for(self._org, self._writer, deal.owner)
        actor = as_person(self._org, str(owner["Id"]))
        account = self._account(deal, actor)
        values: dict[str, Any] = {
            "Name": deal.name or f"{deal.account} deal",
            "AccountId": account,
            "StageName": deal.stage,
            "CloseDate": deal.close_date or self._org.now().date().isoformat(),
            "Amount": deal.amount,
            **deal.fields,
        }
        if deal.terms is not None:
            values["Closedwon_Terms__c"] = deal.terms
        if deal.currency is not None:
            values["CurrencyIsoCode"] = deal.currency
        key = self._add("Opportunity", values, actor)
        if deal.contact is not None:
            self._contact(deal, account, key, actor)
        for place, line in enumerate(deal.lines, 1):
            self._line(line, place, key, deal.currency, actor)
        return key

    def move(self, key: str, verb: str, actor: Actor) -> None:
        """Win, lose or re-open a deal."""
        entity = self._org.schema["Opportunity"]
        stage = {"win": WON, "lose": LOST, "reopen": OPEN}[verb]
        today = self._org.clock.now().astimezone(self._org.zone(actor.user)).date()
        values = {"StageName": stage}
        if verb == "win":
            values["CloseDate"] = today.isoformat()
        elif verb == "reopen":
            values["CloseDate"] = (today + timedelta(days=30)).isoformat()
        self._writer.update(entity, key, values, actor)

    def show(self, row: Row) -> dict[str, Any]:
        """Return a deal with what belongs to it, all fields by their names."""
        shown: dict[str, Any] = {name: wire(value) for name, value in row.items()}
        for name, relation in (("AccountId", "Account"), ("OwnerId", "Owner")):
            found = self._org.record(row.get(name))
            shown[relation] = found and {one: wire(value) for one, value in found.items()}
        for child, field in self._org.schema.referring("Opportunity"):
            if field.children:
                name = field.children + ("__r" if field.custom else "")
                rows = self._org.store.by(child.name, field, row["Id"])
                left = [one for one in rows if not one["IsDeleted"]]
                shown[name] = [{key: wire(one[key]) for key in one} for one in left]
        return shown

    def _add(self, name: str, values: dict[str, Any], actor: Actor) -> str:
        return self._writer.create(self._org.schema[name], values, actor)

    def _find(self, entity: str, **wanted: object) -> str | None:
        for row in self._org.store.rows(entity):
            if not row["IsDeleted"] and all(row.get(key) == wanted[key] for key in wanted):
                return str(row["Id"])
        return None

    def _account(self, deal: NewDeal, actor: Actor) -> str:
        address = ADDRESS if deal.address is None else deal.address
        values = {"Name": deal.account, **address}
        return self._find("Account", Name=deal.account) or self._add("Account", values, actor)

    def _contact(self, deal: NewDeal, account: str, key: str, actor: Actor) -> None:
        email = deal.contact or None
        name = deal.contact_name or str(email or "Pat Payer").partition("@")[0].replace(".", " ")
        first, _, last = name.title().rpartition(" ")
        values = {"FirstName": first, "LastName": last, "Email": email, "AccountId": account}
        found = self._find("Contact", Email=email, AccountId=account) if email else None
        contact = found or self._add("Contact", values, actor)
        role = {"OpportunityId": key, "ContactId": contact, "Role": deal.role, "IsPrimary": True}
        self._add("OpportunityContactRole", role, actor)

    def _line(self, line: Line, place: int, key: str, currency: str | None, actor: Actor) -> None:
        values: dict[str, Any] = {
            "OpportunityId": key,
            "PricebookEntryId": self._entry(line, currency, actor),
            "Quantity": line.quantity,
            "UnitPrice": line.unit_price,
            "Discount": line.discount,
            "Description": line.description,
            "ServiceDate": line.service_date,
            "SortOrder": place,
        }
        self._add("OpportunityLineItem", values, actor)

    def _entry(self, line: Line, currency: str | None, actor: Actor) -> str:
        product = self._find("Product2", Name=line.product) or self._add(
            "Product2", {"Name": line.product, "ProductCode": line.code}, actor
        )
        money = {} if currency is None else {"CurrencyIsoCode": currency}
        return self._find("PricebookEntry", Product2Id=product, **money) or self._add(
            "PricebookEntry",
            {
                "Product2Id": product,
                "Pricebook2Id": self._find("Pricebook2"),
                "UnitPrice": line.unit_price,
                **money,
            },
            actor,
        )


SEED = (
    NewDeal(
        account="Acme Corporation",
        name="Acme - Platform 2026",
        contact="ap@acme.example",
        contact_name="Lee Wong",
        terms="Net 30",
        lines=[
            Line(product="Platform", unit_price=Decimal(36000), code="PLAT", description="2026"),
            Line(product="Onboarding", unit_price=Decimal(12000), code="ONB"),
        ],
        fields={"Closedwon_PO_Number__c": "PO-88213"},
    ),
    NewDeal(
        account="Globex",
        name="Globex - Support",
        contact="billing@globex.example",
        amount=Decimal("4999.90"),
        owner="sam@example.com",
    ),
    NewDeal(account="Initech", name="Initech - Pilot", amount=Decimal(1500), contact=None),
)
"""A small company's pipeline: a full deal, a plain one, and one without a contact."""
