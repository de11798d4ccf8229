"""A row of Salesforce made a deal of ours: exact money, full ids, aware instants."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, datetime
from decimal import Decimal
from itertools import islice, takewhile
from typing import Any, NamedTuple

from bot.deal import Contact, Deal, Owner, Terms
from bot.settings import Settings
from integrations.salesforce.accounts import Accounts, Mail, needs_roles
from integrations.salesforce.connection import Connection, Row
from integrations.salesforce.errors import readable
from integrations.salesforce.parts import SCHEDULE, SCHEDULED, Parts, Schedules, schedules_of
from integrations.salesforce.queries import CHUNK, billing_contacts, schedules
from integrations.salesforce.reading import HISTORY, LINES, ROLES, Reading
from integrations.salesforce.schema import Schema
from integrations.salesforce.values import amount, day, flag, instant, number, printed, text, whole

RENEWS = frozenset({"renews", "renew", "auto-renew", "automatic"})
UNNAMED = "Reference"
"""What an invoice field is called whose text does not say it ("Cost center: 4711")."""
LONGEST_NAME = 40

Ask = Callable[[str], Iterator[Row]]


class _Known(NamedTuple):
    """What hangs on a deal, read to its last page."""

    row: Row
    lines: list[Row]
    roles: list[Row]


class Translator:
    """Makes deals of rows that were selected by `reading`."""

    def __init__(
        self,
        connection: Connection,
        schema: Schema,
        settings: Settings,
        reading: Reading,
        *,
        roles: tuple[str, ...],
        ask: Ask,
    ) -> None:
        """Read long sub-queries on over `connection`, and what else there is with `ask`."""
        self._connection = connection
        self._schema = schema
        self._settings = settings
        self._reading = reading
        self._roles = roles
        self._ask = ask
        self._accounts = Accounts(reading, roles)
        self._parts = Parts(reading, settings.billing_timezone)

    def deals(self, rows: Iterable[Row]) -> Iterator[Deal]:
        """Yield the deal of each row, in order; some at a time share the questions about them."""
        rest = iter(rows)
        while chunk := list(islice(rest, CHUNK)):
            with readable(*chunk):
                known = [self._known(row) for row in chunk]
                scheduled, mail = self._schedules(known), self._mail(known)
            for one in known:
                with readable(one.row):
                    made = self._deal(one, scheduled, mail)
                yield made

    def _known(self, row: Row) -> _Known:
        lines, roles = (list(self._connection.children(row.get(name))) for name in (LINES, ROLES))
        return _Known(row, lines, roles)

    def _schedules(self, known: Iterable[_Known]) -> Schedules:
        """Return the revenue schedules of all these deals; none where there are no schedules."""
        wanted = [one.row["Id"] for one in known if self._parts.scheduled(one.lines)]
        target = self._schema.object(SCHEDULE) if wanted else None
        if target is None:
            return {}
        select = ", ".join(["Id", *(name for name in SCHEDULED if target.field(name))])
        found = (row for query in schedules(select, wanted) for row in self._ask(query))
        return schedules_of(found, target)

    def _mail(self, known: Iterable[_Known]) -> Mail:
        """Return where those payers get mail of whom neither they nor their deal say it."""
        if not self._roles or not needs_roles(self._reading):
            return {}
        wanted = {
            ident: None
            for one in known
            for ident in self._accounts.unreached(
                one.row, one.roles, parent_pays=flag(self._term(one.row, "bill_parent"))
            )
        }
        asked = billing_contacts(wanted, self._roles)
        return self._accounts.mail(row for query in asked for row in self._ask(query))

    def _deal(self, known: _Known, scheduled: Schedules, mail: Mail) -> Deal:
        row, lines, roles = known
        currency = self.currency(row)
        milestones = self._connection.children(row.get(self._reading.milestones))
        return Deal(
            id=row["Id"],
            name=row["Name"],
            url=f"{self._settings.salesforce_url}/lightning/r/Opportunity/{row['Id']}/view",
            stage=row["StageName"],
            is_won=row["IsWon"],
            is_deleted=bool(row.get("IsDeleted")),
            amount=amount(row, self._reading.columns.get("Amount")),
            currency=currency,
            close_date=date.fromisoformat(row["CloseDate"]),
            won_at=self.won_at(row),
            modified_at=instant(row["SystemModstamp"]),
            record_type=self._text(row, "RecordType.DeveloperName"),
            account=self._accounts.client(row),
            owner=self._owner(row),
            contacts=tuple(self._contacts(row, roles)),
            lines=self._parts.lines(lines, scheduled),
            milestones=self._parts.milestones(milestones, currency),
            parent=self._accounts.parent(row, roles, mail),
            second_payer=self._accounts.second(row, roles, mail),
            terms=self._terms(row),
        )

    def currency(self, row: Row) -> str:
        """Return the deal's currency: an org with one only does not tell which."""
        return str(row.get("CurrencyIsoCode") or self._settings.salesforce_currency).upper()

    def won_at(self, row: Row) -> datetime:
        """Return when the deal entered its present stage, also when it is won no longer."""
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

    def _owner(self, row: Row) -> Owner:
        active = self._reading.columns.get("Owner.IsActive")
        return Owner(
            id=row["OwnerId"],
            name=self._text(row, "Owner.Name"),
            email=self._text(row, "Owner.Email"),
            is_active=active is None or bool(active.value(row)),
        )

    def _contacts(self, row: Row, roles: Iterable[Row]) -> Iterator[Contact]:
        seen = set()
        for role in roles:
            person = role.get("Contact") or {}
            seen.add(role["ContactId"])
            yield Contact(
                id=role["ContactId"],
                name=person.get("Name") or "",
                email=person.get("Email") or "",
                role=role.get("Role") or "",
                is_primary=bool(role.get("IsPrimary")),
            )
        named = text(self._term(row, "bill_to"))
        if named and named not in seen:
            said = {name: column.value(row) for name, column in self._reading.bill_to.items()}
            yield Contact(id=named, name=said.get("Name") or "", email=said.get("Email") or "")

    def _term(self, row: Row, name: str) -> Any:  # noqa: ANN401 - JSON
        column = self._reading.terms.get(name)
        return column.value(row) if column else None

    def _number(self, row: Row, name: str) -> Decimal | None:
        return amount(row, self._reading.terms.get(name))

    def _day(self, row: Row, name: str) -> date | None:
        return day(self._term(row, name), self._settings.billing_timezone)

    def _terms(self, row: Row) -> Terms:
        return Terms(
            text=_terms_text(self._term(row, "terms")),
            po_number=text(self._term(row, "po_number")),
            po_required=flag(self._term(row, "po_required")),
            bill_to_contact_id=text(self._term(row, "bill_to")),
            send_date=self._day(row, "send_date"),
            memo=text(self._term(row, "memo")),
            no_invoice=flag(self._term(row, "no_invoice")),
            model=text(self._term(row, "model")),
            start=self._day(row, "start"),
            interval=text(self._term(row, "interval")),
            periods=whole(row, self._reading.terms.get("periods")),
            renews=_renews(self._term(row, "renews")),
            deposit_percent=self._number(row, "deposit_percent"),
            footer=text(self._term(row, "footer")),
            custom_fields=self._custom_fields(row),
            second_share=self._number(row, "second_share"),
            bill_parent=flag(self._term(row, "bill_parent")),
        )

    def _custom_fields(self, row: Row) -> Mapping[str, str]:
        """Return what is printed beside the lines: the policy's first, then the deal's own."""
        every, terms = self._reading.printed, self._reading.terms
        found = {name: printed(column.value(row), column) for name, column in every.items()}
        named = {column.path for column in every.values()}
        for ours in ("custom_1", "custom_2"):
            if ours not in terms or terms[ours].path in named:
                continue  # what the policy gives a name is printed once, under that
            if said := text(self._term(row, ours)):
                found |= _named(said, found)
        return {name: value for name, value in found.items() if value}


def _named(said: str, taken: Mapping[str, str]) -> Mapping[str, str]:
    """Return "Cost center: 4711" as a name and its value; text that has no name gets one."""
    name, colon, value = (part.strip() for part in " ".join(said.split()).partition(":"))
    if colon and value and 0 < len(name) <= LONGEST_NAME and not value.startswith("//"):
        return {name: value}
    return {f"{UNNAMED} 2" if UNNAMED in taken else UNNAMED: " ".join(said.split())}


def _renews(value: object) -> bool:
    return flag(value) or text(value).casefold() in RENEWS


def _terms_text(value: object) -> str:
    if isinstance(value, (int, Decimal)) and not isinstance(value, bool):
        return f"Net {number(value, 0):f}"  # a field that holds the days only
    return text(value)
