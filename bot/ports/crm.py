"""Salesforce in our own verbs."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Protocol

from bot import facts
from bot.deal import Deal


class Crm(Protocol):
    """Salesforce."""

    def changed_deals(
        self, since: datetime | None, won_since: datetime, known: Collection[str]
    ) -> facts.DealPage:
        """Return deals that changed since `since` and are won (since `won_since`) or known.

        A known deal that is won changes also with its account, payers, contacts, product lines,
        schedules and milestones, though its own stamp stays what it was.
        """
        ...

    def deal(self, deal_id: str) -> Deal:
        """Return the deal as it is now, deleted ones included.

        Raises:
            NotFound: if Salesforce does not show it.

        """
        ...

    def merged_into(self, account_id: str) -> str:
        """Return the account that this one was merged into, "" if it was not merged."""
        ...

    def write_back(
        self,
        deals: Sequence[facts.DealStatus],
        invoices: Sequence[facts.InvoiceRecord],
        events: Sequence[facts.EventRecord],
    ) -> Sequence[facts.Written]:
        """Write what is given, in batches; return what became of each record."""
        ...

    def won_deals(self, since: datetime) -> Iterator[Deal]:
        """Yield every deal won since `since`, for the sweep."""
        ...

    def differing(self, deals: Sequence[facts.DealStatus]) -> Mapping[str, str]:
        """Return which of these deals show something else: id -> what, in words.

        Fields that the org lacks are left out, and so are deals that it does not show.
        """
        ...

    def busy(self) -> bool:
        """Return whether so many of the day's calls are used that looking should be rarer."""
        ...

    def org_id(self) -> str:
        """Return the id of the org, "" if it does not tell."""
        ...

    def checks(self) -> Sequence[facts.Check]:
        """Return what `doctor` finds about the connection, the fields and the rights."""
        ...

    def is_sandbox(self) -> bool:
        """Return whether the org is a sandbox."""
        ...
