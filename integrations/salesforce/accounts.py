"""The accounts that may pay: the client's, its parent, the second payer; and where they get mail.

What an account itself says comes first. For a payer that says nothing, a contact of theirs in a
billing role: in this deal, else in any deal; several addresses are none, for a person has to say.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from bot.deal import Account, Address, short_id
from integrations.salesforce.connection import Row
from integrations.salesforce.reading import ROLES, Reading
from integrations.salesforce.schema import Column
from integrations.salesforce.values import text

Mail = Mapping[str, str]
"""Account, 15 characters -> the address found for it among the contacts of all deals."""


class Accounts:
    """Makes accounts of rows that were selected by `reading`."""

    def __init__(self, reading: Reading, roles: Sequence[str]) -> None:
        """Know the billing `roles`, best first."""
        self._reading = reading
        self._roles = [role.casefold() for role in roles]

    def client(self, row: Row) -> Account | None:
        """Return the deal's own account."""
        if not row.get("AccountId"):
            return None
        return self._at("Account", row) or Account(id=row["AccountId"], name="")

    def parent(self, row: Row, roles: Sequence[Row], mail: Mail) -> Account | None:
        """Return the parent of the deal's account."""
        return self._reached("Account.Parent", row, roles, mail)

    def second(self, row: Row, roles: Sequence[Row], mail: Mail) -> Account | None:
        """Return who pays a share."""
        return self._reached(self._reading.second, row, roles, mail)

    def unreached(self, row: Row, roles: Sequence[Row], *, parent_pays: bool) -> Iterator[str]:
        """Yield the ids of those who pay and whose e-mail address this deal does not tell."""
        paying = [self.second(row, roles, {}), self.parent(row, roles, {}) if parent_pays else None]
        yield from (account.id for account in paying if account and not account.email)

    def _reached(self, way: str, row: Row, roles: Sequence[Row], mail: Mail) -> Account | None:
        account = self._at(way, row)
        if account is None or account.email:
            return account
        here = self.mail(roles)
        key = short_id(account.id)
        return account.model_copy(update={"email": here.get(key, mail.get(key, ""))})

    def mail(self, roles: Iterable[Row]) -> dict[str, str]:
        """Return the one address in the best role, by account; "" where there are several."""
        found: dict[str, dict[int, dict[str, str]]] = {}
        for role in roles:
            person = role.get("Contact") or {}
            name = text(role.get("Role")).casefold()
            email, account = text(person.get("Email")), text(person.get("AccountId"))
            if email and account and name in self._roles:
                ranks = found.setdefault(short_id(account), {})
                ranks.setdefault(self._roles.index(name), {})[email.casefold()] = email
        best = {account: ranks[min(ranks)] for account, ranks in found.items()}
        return {
            account: next(iter(emails.values())) if len(emails) == 1 else ""
            for account, emails in best.items()
        }

    def _at(self, way: str, row: Row) -> Account | None:
        columns = self._reading.accounts.get(way, {})
        ident = columns["Id"].value(row) if "Id" in columns else None
        if not ident:
            return None

        def said(name: str) -> str:
            column: Column | None = columns.get(name)
            return text(column.value(row)) if column else ""

        return Account(
            id=ident,
            name=said("Name"),
            address=Address(
                street=said("BillingStreet"),
                city=said("BillingCity"),
                state=said("BillingState"),
                postal_code=said("BillingPostalCode"),
                country=said("BillingCountry"),
            ),
            tax_exempt=said("account_tax_exempt"),
            tax_id=said("account_tax_id"),
            tax_id_type=said("account_tax_id_type"),
            language=said("account_language"),
            email=said("account_email"),
        )


def needs_roles(reading: Reading) -> bool:
    """Return whether contacts and their accounts can be read at all."""
    return "Contact.AccountId" in reading.children.get(ROLES, {})
