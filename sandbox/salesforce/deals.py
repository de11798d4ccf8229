"""Whole deals, for levers: an account, a contact, products and an opportunity in one go."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

from sandbox.salesforce.org import Actor, Org
from sandbox.salesforce.parts import LINE, MILESTONE, Parts, copied
from sandbox.salesforce.people import LOST, WON, as_person, user_for
from sandbox.salesforce.said import Copy, Line, NewDeal, Terms
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


class Deals:
    """Makes deals and moves them, as people in sales do."""

    def __init__(self, org: Org, writer: Writer) -> None:
        """Make them in `org`."""
        self._org = org
        self._writer = writer
        self.parts = Parts(org, writer)

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
        key = self.parts.add("Opportunity", values, actor)
        if deal.contact is not None:
            self._contact(deal, account, key, actor)
        self._add_parts(key, deal, actor)
        return key

    def add(self, key: str, terms: Terms, actor: Actor) -> None:
        """Add to a deal what people in sales agree on before they win it."""
        if terms.fields:
            self._writer.update(self._org.schema["Opportunity"], key, terms.fields, actor)
        self._add_parts(key, terms, actor)

    def _add_parts(self, key: str, terms: Terms, actor: Actor) -> None:
        for line in terms.lines:
            self.parts.add_line(key, line, actor)
        for milestone in terms.milestones:
            self.parts.add_milestone(key, milestone, actor)

    def clone(self, key: str, copy: Copy, actor: Actor) -> str:
        """Clone a deal with its products, and with every field the bot wrote; return its id."""
        entity = self._org.schema["Opportunity"]
        values = copied(entity, self._writer.existing(entity, key))
        said = {"Name": copy.name, "StageName": copy.stage}
        values |= {name: value for name, value in said.items() if value} | copy.fields
        made = self.parts.add(entity.name, values, actor)
        for line in self.parts.lines(key):
            self.parts.copy_line(line, self.parts.schedule(line["Id"]), made, actor)
        for milestone in self.parts.milestones(key) if copy.milestones else []:
            self.parts.copy_milestone(milestone, made, actor)
        return made

    def recast(self, key: str, currency: str, actor: Actor) -> None:
        """Put a deal into another currency with the same figures.

        The products are taken off and added again, as people have to do it.
        """
        lines = [(line, self.parts.schedule(line["Id"])) for line in self.parts.lines(key)]
        for line, _ in lines:
            self._writer.delete(self._org.schema[LINE], str(line["Id"]), actor)
        money = {"CurrencyIsoCode": currency}
        self._writer.update(self._org.schema["Opportunity"], key, money, actor)
        for line, schedule in lines:
            self.parts.copy_line(line | money, [one | money for one in schedule], key, actor)
        for row in self.parts.milestones(key):
            self._writer.update(self._org.schema[MILESTONE], str(row["Id"]), money, actor)

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
        for line in shown["OpportunityLineItems"]:
            schedule = self.parts.schedule(line["Id"])
            line["OpportunityLineItemSchedules"] = [
                {key: wire(one[key]) for key in one} for one in schedule
            ]
        return shown

    def _account(self, deal: NewDeal, actor: Actor) -> str:
        address = ADDRESS if deal.address is None else deal.address
        values = {"Name": deal.account, **address}
        return self.parts.find("Account", Name=deal.account) or self.parts.add(
            "Account", values, actor
        )

    def _contact(self, deal: NewDeal, account: str, key: str, actor: Actor) -> None:
        email = deal.contact or None
        name = deal.contact_name or str(email or "Pat Payer").partition("@")[0].replace(".", " ")
        first, _, last = name.title().rpartition(" ")
        values = {"FirstName": first, "LastName": last, "Email": email, "AccountId": account}
        found = self.parts.find("Contact", Email=email, AccountId=account) if email else None
        contact = found or self.parts.add("Contact", values, actor)
        role = {"OpportunityId": key, "ContactId": contact, "Role": deal.role, "IsPrimary": True}
        self.parts.add("OpportunityContactRole", role, actor)


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
