"""A row of Salesforce made a deal of ours: exact money, full ids, aware instants."""

from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime
from decimal import ROUND_HALF_UP, Decimal
from itertools import takewhile
from typing import Any

from bot.clock import date_in
from bot.deal import Account, Address, Contact, Deal, DealLine, Owner, Terms
from bot.settings import Settings
from integrations.salesforce.connection import Connection, Row
from integrations.salesforce.reading import HISTORY, Reading
from integrations.salesforce.schema import Column

LINES, ROLES = "OpportunityLineItems", "OpportunityContactRoles"
YES = frozenset({"true", "yes", "y", "1"})


class Translator:
    """Makes deals of rows that were selected by `reading`."""

    def __init__(self, connection: Connection, settings: Settings, reading: Reading) -> None:
        """Read long sub-queries on over `connection`."""
        self._connection = connection
        self._settings = settings
        self._reading = reading

    def deal(self, row: Row) -> Deal:
        """Return the deal of `row`."""
        url = f"{self._settings.salesforce_url}/lightning/r/Opportunity/{row['Id']}/view"
        return Deal(
            id=row["Id"],
            name=row["Name"],
            url=url,
            stage=row["StageName"],
            is_won=row["IsWon"],
            is_deleted=bool(row.get("IsDeleted")),
            amount=_amount(row, self._reading.columns.get("Amount")),
            currency=self.currency(row),
            close_date=date.fromisoformat(row["CloseDate"]),
            won_at=self.won_at(row),
            modified_at=instant(row["SystemModstamp"]),
            record_type=self._text(row, "RecordType.DeveloperName"),
            account=self._account(row),
            owner=self._owner(row),
            contacts=tuple(self._contacts(row)),
            lines=tuple(self._lines(row)),
            terms=self._terms(row),
        )

    def currency(self, row: Row) -> str:
        """Return the deal's currency: an org with one only does not tell which."""
        return str(row.get("CurrencyIsoCode") or self._settings.salesforce_currency).upper()

    def won_at(self, row: Row) -> datetime:
        """Return when the deal entered its present stage."""
        if "LastStageChangeDate" in self._reading.columns:
            # Empty when the deal was created in its stage.
            return instant(row["LastStageChangeDate"] or row["CreatedDate"])
        history = self._connection.children(row.get(HISTORY))
        in_stage = takewhile(lambda step: step["StageName"] == row["StageName"], history)
        told = [instant(step["CreatedDate"]) for step in in_stage]
        return min(told, default=instant(row["SystemModstamp"]))

    def _text(self, row: Row, path: str) -> str:
        column = self._reading.columns.get(path)
        return str((column.value(row) if column else None) or "")

    def _account(self, row: Row) -> Account | None:
        if not row.get("AccountId"):
            return None
        address = Address(
            street=self._text(row, "Account.BillingStreet"),
            city=self._text(row, "Account.BillingCity"),
            state=self._text(row, "Account.BillingState"),
            postal_code=self._text(row, "Account.BillingPostalCode"),
            country=self._text(row, "Account.BillingCountry"),
        )
        return Account(id=row["AccountId"], name=self._text(row, "Account.Name"), address=address)

    def _owner(self, row: Row) -> Owner:
        active = self._reading.columns.get("Owner.IsActive")
        return Owner(
            id=row["OwnerId"],
            name=self._text(row, "Owner.Name"),
            email=self._text(row, "Owner.Email"),
            is_active=active is None or bool(active.value(row)),
        )

    def _contacts(self, row: Row) -> Iterator[Contact]:
        seen = set()
        for role in self._connection.children(row.get(ROLES)):
            person = role.get("Contact") or {}
            seen.add(role["ContactId"])
            yield Contact(
                id=role["ContactId"],
                name=person.get("Name") or "",
                email=person.get("Email") or "",
                role=role.get("Role") or "",
                is_primary=bool(role.get("IsPrimary")),
            )
        named = self._bill_to_id(row)
        if named and named not in seen:
            said = {name: column.value(row) for name, column in self._reading.bill_to.items()}
            yield Contact(id=named, name=said.get("Name") or "", email=said.get("Email") or "")

    def _bill_to_id(self, row: Row) -> str:
        return str(self._term(row, "bill_to") or "")

    def _lines(self, row: Row) -> Iterator[DealLine]:
        columns = self._reading.children.get(LINES, {})
        for line in self._connection.children(row.get(LINES)):
            quantity, unit, total = (
                _amount(line, columns.get(name)) for name in ("Quantity", "UnitPrice", "TotalPrice")
            )
            yield DealLine(
                description=_described(line),
                quantity=Decimal(1) if quantity is None else quantity,
                unit_price=unit or Decimal(0),
                total=total or Decimal(0),
            )

    def _term(self, row: Row, name: str) -> Any:  # noqa: ANN401 - JSON
        column = self._reading.terms.get(name)
        return column.value(row) if column else None

    def _terms(self, row: Row) -> Terms:
        return Terms(
            text=_terms_text(self._term(row, "terms")),
            po_number=_said(self._term(row, "po_number")),
            po_required=flag(self._term(row, "po_required")),
            bill_to_contact_id=self._bill_to_id(row),
            send_date=self._day(self._term(row, "send_date")),
            memo=_said(self._term(row, "memo")),
            no_invoice=flag(self._term(row, "no_invoice")),
        )

    def _day(self, value: str | None) -> date | None:
        if not value:
            return None
        if "T" in value:
            return date_in(self._settings.billing_timezone, instant(value))
        return date.fromisoformat(value)


def instant(value: str) -> datetime:
    """Return a date and time as Salesforce writes it (aware UTC)."""
    return datetime.fromisoformat(value).astimezone(UTC)


def number(value: object, scale: int) -> Decimal:
    """Return a number with at most `scale` digits after the point, and none that say nothing.

    Salesforce keeps doubles: what people see in it is the value rounded to the field's scale. One
    spelling for one value keeps the deal's hash the same.
    """
    rounded = Decimal(str(value)).quantize(Decimal(1).scaleb(-scale), ROUND_HALF_UP)
    return Decimal(f"{rounded.normalize():f}")


def flag(value: object) -> bool:
    """Return whether a check box, or a picklist used as one, says yes."""
    return value is True or str(value).strip().lower() in YES


def _described(line: Row) -> str:
    """Return the product and what people wrote beside it, as the client is to read it."""
    product = _said((line.get("Product2") or {}).get("Name")) or _said(line.get("Name"))
    words = _said(line.get("Description"))
    if product.casefold() in words.casefold():
        return words or "Product"
    return f"{product}: {words}" if words else product


def _said(value: object) -> str:
    return "" if value is None else str(value).strip()


def _terms_text(value: object) -> str:
    if isinstance(value, (int, Decimal)) and not isinstance(value, bool):
        return f"Net {number(value, 0):f}"  # a field that holds the days only
    return _said(value)


def _amount(row: Mapping[str, Any], column: Column | None) -> Decimal | None:
    value = column.value(row) if column else None
    return None if column is None or value is None else number(value, column.field.scale)
