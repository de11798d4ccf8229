"""The CRM port over Salesforce: which deals changed, how one stands, and what to write back."""

import re
import time
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from functools import partial

from bot import facts
from bot.deal import Deal, short_id
from bot.errors import NotFound, VendorError
from bot.policy import Policy
from bot.settings import Settings
from integrations.salesforce.changes import of_known, of_won
from integrations.salesforce.checks import look_around
from integrations.salesforce.client import looks_like_sandbox
from integrations.salesforce.connection import Connection, Row, Usage
from integrations.salesforce.fields import check_names
from integrations.salesforce.progress import OVERLAP, Progress
from integrations.salesforce.queries import by_ids, merged, sandbox_flag, won
from integrations.salesforce.reading import Reading, reading
from integrations.salesforce.schema import Schema
from integrations.salesforce.shown import differing
from integrations.salesforce.translate import Translator
from integrations.salesforce.values import instant
from integrations.salesforce.write import Writer

MOST_MERGES = 20
"""How often the winner of a merge may have been merged in its turn."""

_ID = re.compile(r"[A-Za-z0-9]{15}(?:[A-Za-z0-9]{3})?")


class SalesforceCrm:
    """Salesforce as the core asks for it; see `bot.ports.Crm`."""

    def __init__(self, connection: Connection, settings: Settings, policy: Policy) -> None:
        """Work over `connection`; nothing is sent yet."""
        check_names(policy.deals)
        self._connection = connection
        self._settings = settings
        self._policy = policy
        self._schema = Schema(connection)
        self._writer = Writer(connection, self._schema)
        self._progress = Progress(time.monotonic)
        self._is_sandbox: bool | None = None

    def changed_deals(
        self, since: datetime | None, won_since: datetime, known: Collection[str]
    ) -> facts.DealPage:
        """Return deals that changed since `since` and are won (since `won_since`) or known.

        Raises:
            Misconfigured: if the policy names a field or record type that the org lacks.

        """
        # What was won since then has changed since then, so there always is a lower bound.
        start = (since or won_since) - OVERLAP
        began = self._progress.begin()
        columns, translator = self._reading()
        ours = {short_id(one) for one in known}
        questions = [
            of_won(columns, start),
            *(of_known(self._schema, columns, start) if ours else ()),
        ]
        first, *others = self._answers([question.soql for question in questions])
        rows = {
            short_id(row["Id"]): row
            for row in first
            if short_id(row["Id"]) in ours or _is_new(row, columns, translator, won_since)
        }
        told = [questions[0].told(row) for row in first]
        for question, found in zip(questions[1:], others, strict=True):
            told += map(question.told, found)
        left = ours - rows.keys()
        missing = dict.fromkeys(deal for deal, _ in told if short_id(deal) in left)
        for query in by_ids(columns.select(), missing):
            rows |= {short_id(row["Id"]): row for row in self._rows(query, deleted=True)}
        deals = tuple(translator.deals(rows.values()))
        stamps = [instant(stamp) for _, stamps in told for stamp in stamps]
        return facts.DealPage(deals=deals, read_until=self._progress.end(began, stamps))

    def deal(self, deal_id: str) -> Deal:
        """Return the deal as it is now, deleted ones included.

        Raises:
            NotFound: if Salesforce does not show it.

        """
        columns, translator = self._reading()
        if _ID.fullmatch(deal_id):
            for query in by_ids(columns.select(), [deal_id]):
                for deal in translator.deals(self._rows(query, deleted=True)):
                    return deal
        raise NotFound(
            f"Salesforce does not show the deal {deal_id}: it is gone for good, or the "
            "integration user may not see it."
        )

    def merged_into(self, account_id: str) -> str:
        """Return the account that this one was merged into, "" if it was not merged.

        The last one, when the winner was merged in its turn.
        """
        found = ""
        if self._schema.column("MasterRecordId", "Account") is None:
            return found
        for _ in range(MOST_MERGES):
            ident = found or account_id
            query = merged(ident) if _ID.fullmatch(ident) else None
            row = next(self._rows(query, deleted=True), {}) if query else {}
            if not row.get("MasterRecordId"):
                break
            found = str(row["MasterRecordId"])
        return found

    def write_back(
        self,
        deals: Sequence[facts.DealStatus],
        invoices: Sequence[facts.InvoiceRecord],
        events: Sequence[facts.EventRecord],
    ) -> Sequence[facts.Written]:
        """Write what is given, in batches; return what became of each record."""
        return self._writer.write_back(deals, invoices, events)

    def won_deals(self, since: datetime) -> Iterator[Deal]:
        """Yield every deal won since `since` that the policy wants billed."""
        columns, translator = self._reading()
        rows = self._rows(won(columns.select(), since), deleted=False)
        yield from translator.deals(row for row in rows if _is_new(row, columns, translator, since))

    def differing(self, deals: Sequence[facts.DealStatus]) -> Mapping[str, str]:
        """Return which of these deals show something else: id -> what, in words."""
        return differing(self._schema, deals, partial(self._rows, deleted=False))

    def checks(self) -> Sequence[facts.Check]:
        """Return what `doctor` finds about the connection, the fields and the rights."""
        return look_around(self._connection, self._schema, self._settings, self._policy)

    def is_sandbox(self) -> bool:
        """Return whether the org is a sandbox."""
        if self._settings.salesforce_is_sandbox is not None or looks_like_sandbox(self._settings):
            return looks_like_sandbox(self._settings)
        if self._is_sandbox is None:
            found = next(self._connection.rows(sandbox_flag()), {})
            self._is_sandbox = bool(found.get("IsSandbox"))
        return self._is_sandbox

    def usage(self) -> Usage | None:
        """Return how many of the org's daily calls are used; None before the first call."""
        return self._connection.usage()

    def busy(self) -> bool:
        """Return whether so many of the day's calls are used that looking should be rarer."""
        return self._connection.slow_down

    def org_id(self) -> str:
        """Return the id of the org, "" if it does not tell."""
        return self._connection.org_id()

    def _reading(self) -> tuple[Reading, Translator]:
        columns = reading(self._schema, self._policy)
        translator = Translator(
            self._connection,
            self._schema,
            self._settings,
            columns,
            roles=self._policy.deals.bill_to_roles,
            ask=partial(self._rows, deleted=False),
        )
        return columns, translator

    def _answers(self, questions: Sequence[str]) -> list[list[Row]]:
        with self._looking_again():
            return self._connection.answers(questions)

    def _rows(self, soql: str, *, deleted: bool) -> Iterator[Row]:
        with self._looking_again():
            yield from self._connection.rows(soql, deleted=deleted)

    @contextmanager
    def _looking_again(self) -> Iterator[None]:
        try:
            yield
        except VendorError as error:
            if error.code in ("INVALID_FIELD", "INVALID_TYPE"):
                self._schema.forget()  # taken away since we looked: read without it next time
            raise


def _is_new(row: Row, columns: Reading, translator: Translator, won_since: datetime) -> bool:
    """Return whether a deal we do not know yet is one to bill."""
    if row.get("IsDeleted") or not columns.filter.takes(row):
        return False
    return translator.won_at(row) >= won_since
