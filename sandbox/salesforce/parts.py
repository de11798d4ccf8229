"""The parts of a deal, for levers: its products with their schedules, and its milestones."""

from decimal import Decimal
from typing import Any

from sandbox.salesforce.org import Actor, Org
from sandbox.salesforce.said import Installment, Line, LineEdit, Milestone
from sandbox.salesforce.schema import SObject
from sandbox.salesforce.store import Row
from sandbox.salesforce.writing import Writer

LINE, SCHEDULE = "OpportunityLineItem", "OpportunityLineItemSchedule"
MILESTONE = "Closedwon_Milestone__c"
MONEY = "CurrencyIsoCode"


class Parts:
    """Adds parts to deals, and changes and copies them."""

    def __init__(self, org: Org, writer: Writer) -> None:
        """Work in `org`."""
        self._org = org
        self._writer = writer

    def add(self, name: str, values: dict[str, Any], actor: Actor) -> str:
        """Make a record and return its id."""
        return self._writer.create(self._org.entity(name), values, actor)

    def find(self, name: str, **wanted: object) -> str | None:
        """Return the id of the first record that has these values."""
        for row in self._org.store.rows(name):
            if not row["IsDeleted"] and all(row.get(key) == wanted[key] for key in wanted):
                return str(row["Id"])
        return None

    def below(self, name: str, by: str, key: object) -> list[Row]:
        """Return the records of object `name` whose field `by` refers to `key`."""
        entity = self._org.schema.find(name)
        if entity is None:
            return []
        rows = self._org.store.by(name, entity.fields[by.lower()], str(key))
        return [row for row in rows if not row["IsDeleted"]]

    def lines(self, deal: object) -> list[Row]:
        """Return the line items of a deal."""
        return self.below(LINE, "OpportunityId", deal)

    def milestones(self, deal: object) -> list[Row]:
        """Return the milestones of a deal."""
        return self.below(MILESTONE, "Opportunity__c", deal)

    def schedule(self, line: object) -> list[Row]:
        """Return the schedule of a line item."""
        return self.below(SCHEDULE, "OpportunityLineItemId", line)

    def add_line(self, deal: str, line: Line, actor: Actor) -> str:
        """Add a product to a deal."""
        row = self._org.store.get("Opportunity", deal) or {}
        values = {
            "OpportunityId": deal,
            "PricebookEntryId": self._entry(line, row.get(MONEY), actor),
            "Quantity": line.quantity,
            "SortOrder": len(self.lines(deal)) + 1,
            **line.values(),
        }
        key = self.add(LINE, values, actor)
        self._spread(key, line.schedule or [], actor)
        return key

    def change_line(self, key: str, edit: LineEdit, actor: Actor) -> None:
        """Change a product of a deal; its schedule, when there is a new one, as a whole."""
        for row in self.schedule(key) if edit.schedule is not None else []:
            self._writer.delete(self._org.entity(SCHEDULE), str(row["Id"]), actor)
        self._writer.update(self._org.entity(LINE), key, edit.values(), actor)
        self._spread(key, edit.schedule or [], actor)

    def _spread(self, key: str, schedule: list[Installment], actor: Actor) -> None:
        line = self._org.store.get(LINE, key) or {}
        for one in schedule:
            values = one.values()
            wanted = {
                f"CanUse{part}Schedule": True
                for part in ("Revenue", "Quantity")
                if values[part] is not None
            }
            product = str(line["Product2Id"])
            self._writer.update(self._org.schema["Product2"], product, wanted, actor)
            self.add(SCHEDULE, {"OpportunityLineItemId": key, **values}, actor)

    def _entry(self, line: Line, currency: object, actor: Actor) -> str:
        product = self.find("Product2", Name=line.product) or self.add(
            "Product2", {"Name": line.product, "ProductCode": line.code}, actor
        )
        return self._priced(product, line.unit_price, currency, actor)

    def _priced(self, product: str, price: object, currency: object, actor: Actor) -> str:
        money = {} if currency is None else {MONEY: currency}
        values = {"Product2Id": product, "Pricebook2Id": self.find("Pricebook2")}
        return self.find("PricebookEntry", Product2Id=product, **money) or self.add(
            "PricebookEntry", {**values, "UnitPrice": price, **money}, actor
        )

    def add_milestone(self, deal: str, milestone: Milestone, actor: Actor) -> str:
        """Add a milestone to a deal."""
        row = self._org.store.get("Opportunity", deal) or {}
        money = {MONEY: row[MONEY]} if MONEY in row else {}
        there = (one.get("Sequence__c") for one in self.milestones(deal))
        numbers = [number for number in there if isinstance(number, Decimal)]
        values = {
            "Opportunity__c": deal,
            "Sequence__c": max(numbers, default=Decimal(0)) + 1,
            **money,
            **milestone.values(),
        }
        return self.add(MILESTONE, values, actor)

    def copy_line(self, line: Row, schedule: list[Row], deal: str, actor: Actor) -> str:
        """Add to `deal` a product as another deal has, or had, it."""
        row = self._org.store.get("Opportunity", deal) or {}
        product, price = str(line["Product2Id"]), line["UnitPrice"]
        values = copied(self._org.schema[LINE], line) | {
            "OpportunityId": deal,
            "PricebookEntryId": self._priced(product, price, row.get(MONEY), actor),
        }
        values.pop("TotalPrice", None)  # it follows from the others
        key = self.add(LINE, values, actor)
        for one in schedule:
            again = copied(self._org.schema[SCHEDULE], one) | {"OpportunityLineItemId": key}
            self.add(SCHEDULE, again, actor)
        return key

    def copy_milestone(self, milestone: Row, deal: str, actor: Actor) -> str:
        """Add to `deal` a milestone as another deal has it."""
        values = copied(self._org.schema[MILESTONE], milestone)
        return self.add(MILESTONE, values | {"Opportunity__c": deal}, actor)


def copied(entity: SObject, row: Row) -> dict[str, Any]:
    """Return what of a record goes into a copy of it: all that people can write."""
    return {
        one.name: row[one.name]
        for one in entity.fields.values()
        if one.create and not one.unique and row.get(one.name) is not None
    }
