"""The deals of Salesforce as rows, newest first."""

from sandbox.page.paging import Row, page
from sandbox.salesforce.org import Org
from sandbox.salesforce.store import Row as Record
from sandbox.salesforce.values import wire

DEAL = "Opportunity"


class Deals:
    """The org's opportunities as the page shows them."""

    def __init__(self, org: Org) -> None:
        """Show those of `org`."""
        self._org = org

    def page(self, asked: dict[str, str]) -> Row:
        """Return a page of deals; `q` is looked for in their names and their clients'."""
        query = asked.get("q", "").strip().casefold()
        store = self._org.store

        def wanted(record: Record) -> bool:
            said = (record.get("Name"), self._name("Account", record.get("AccountId")))
            return any(query in str(text).casefold() for text in (*said, record["Id"]))

        total = store.count(DEAL)
        return page(store.newest(DEAL), asked, wanted if query else None, self.row, total)

    def find(self, key: str) -> Row | None:
        """Return the row of a deal, one in the recycle bin too; None if there never was one."""
        record = self._org.store.get(DEAL, key, deleted=True)
        return record and self.row(record)

    def of_account(self, account: str) -> list[str]:
        """Return the ids of a client's deals."""
        field = self._org.schema[DEAL].fields["accountid"]
        return [str(record["Id"]) for record in self._org.store.by(DEAL, field, account)]

    def row(self, record: Record) -> Row:
        """Return a deal as one row."""
        return {
            "id": record["Id"],
            "name": record.get("Name"),
            "account": self._name("Account", record.get("AccountId")),
            "amount": wire(record.get("Amount")),
            "currency": record.get("CurrencyIsoCode") or self._org.settings.currency,
            "stage": record.get("StageName"),
            "won": bool(record.get("IsWon")),
            "owner": self._name("User", record.get("OwnerId")),
            "close_date": wire(record.get("CloseDate")),
            "status": record.get("Closedwon_Status__c"),
            "deleted": bool(record.get("IsDeleted")),
        }

    def _name(self, entity: str, key: object) -> str:
        found = self._org.store.get(entity, str(key), deleted=True) or {}
        return str(found.get("Name") or "")
