"""A Salesforce in memory: the CRM port, with levers for what people and the org do to it."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.clock import Clock
from bot.deal import Account, Deal, short_id
from bot.errors import NotFound, VendorError
from bot.facts import Check, DealPage, DealStatus, EventRecord, InvoiceRecord, Written
from tests.fakes.clock import FixedClock
from tests.fakes.deals import a_deal

OVERLAP = timedelta(minutes=10)
RULE = "FIELD_CUSTOM_VALIDATION_EXCEPTION"
LOCKED = "unable to obtain exclusive access to this record"


@dataclass
class FakeCrm:
    """Implements `Crm`. Read `statuses`, `invoices`, `events` for what was written."""

    clock: Clock = field(default_factory=FixedClock)
    deals: dict[str, Deal] = field(default_factory=dict)
    merged: dict[str, str] = field(default_factory=dict)
    """Account -> the one that it was merged into."""
    statuses: dict[str, DealStatus] = field(default_factory=dict)
    """By deal: what the opportunity shows now."""
    invoices: dict[str, InvoiceRecord] = field(default_factory=dict)
    """By our key, as they stand now."""
    events: dict[str, EventRecord] = field(default_factory=dict)
    """By our key, in the order they were first written."""
    writes: list[DealStatus | InvoiceRecord | EventRecord] = field(default_factory=list)
    """Every record that was taken, in order, repetitions too."""
    calls: list[str] = field(default_factory=list)
    """The methods called, in order, refused calls too."""
    beside: dict[str, datetime] = field(default_factory=dict)
    """When something beside a deal changed last: it leaves no stamp on the deal itself."""
    unwanted: set[str] = field(default_factory=set)
    """Deals that the policy's rules do not want billed."""
    sandbox: bool = False
    org: str = "00D000000000001"
    is_busy: bool = False
    """Whether most of the day's calls are used."""
    has_package: bool = True
    findings: Sequence[Check] = ()
    _failures: list[tuple[str, VendorError]] = field(default_factory=list)
    _refusal: tuple[str, str] | None = None
    _locks: int = 0

    # --- levers --------------------------------------------------------------------------------

    def put(self, deal: Deal) -> Deal:
        """Have `deal` exactly as it is."""
        self.deals[deal.id] = deal
        return deal

    def win(self, deal: Deal | None = None, **changes: object) -> Deal:
        """Win `deal` now, or `a_deal(**changes)`; return it as Salesforce has it then."""
        now = self.clock.now()
        won = (deal or a_deal(**changes)).model_copy(
            update={"stage": "Closed Won", "is_won": True, "won_at": now, "modified_at": now}
        )
        return self.put(won)

    def change(self, deal_id: str, **changes: object) -> Deal:
        """Edit fields of the deal now."""
        changed = {**changes, "modified_at": self.clock.now()}
        return self.put(self.deals[deal_id].model_copy(update=changed))

    def change_beside(self, deal_id: str, **changes: object) -> Deal:
        """Edit account, contacts, lines or milestones now, of which the deal takes no note."""
        self.beside[deal_id] = self.clock.now()
        return self.put(self.deals[deal_id].model_copy(update=changes))

    def reopen(self, deal_id: str, stage: str = "Negotiation") -> Deal:
        """Move the deal out of its won stage."""
        return self.change(deal_id, stage=stage, is_won=False, won_at=self.clock.now())

    def delete(self, deal_id: str) -> Deal:
        """Put the deal into the recycle bin."""
        return self.change(deal_id, is_deleted=True, lines=(), contacts=())

    def merge(self, loser: Account, winner: Account) -> None:
        """Merge an account into another: its deals are the winner's from now on."""
        self.merged[loser.id] = winner.id
        for deal in list(self.deals.values()):
            if deal.account and deal.account.id == loser.id:
                self.change(deal.id, account=winner)

    def undelete(self, deal_id: str) -> Deal:
        """Take the deal out of the recycle bin; put its parts back with `change`."""
        return self.change(deal_id, is_deleted=False)

    def clone(self, deal_id: str, new_id: str, **changes: object) -> Deal:
        """Copy the deal, as it is: the copy of a won deal is won, and has no contacts."""
        now = self.clock.now()
        fresh = {"id": new_id, "contacts": (), "milestones": (), "won_at": now, "modified_at": now}
        return self.put(self.deals[deal_id].model_copy(update=fresh | changes))

    def purge(self, deal_id: str) -> None:
        """Delete the deal for good."""
        del self.deals[deal_id]

    def fail_next(self, error: VendorError, *, times: int = 1, method: str = "") -> None:
        """Raise `error` from the next calls, of `method` only if named."""
        self._failures += [(method, error)] * times

    def refuse_writes(self, words: str, code: str = RULE) -> None:
        """Refuse every record from now on, as a validation rule does."""
        self._refusal = (code, words)

    def accept_writes(self) -> None:
        """Refuse no more."""
        self._refusal = None

    def lock_rows(self, times: int = 1) -> None:
        """Have the next `times` records locked by somebody else."""
        self._locks = times

    # --- the port ------------------------------------------------------------------------------

    def changed_deals(
        self, since: datetime | None, won_since: datetime, known: Collection[str]
    ) -> DealPage:
        self._called("changed_deals")
        start = (since or won_since) - OVERLAP
        ours = {short_id(one) for one in known}
        changed = sorted(
            (deal for deal in self.deals.values() if self._stamp(deal, ours) >= start),
            key=lambda deal: (deal.modified_at, deal.id),
        )
        page = [deal for deal in changed if short_id(deal.id) in ours or self._new(deal, won_since)]
        read_until = max((self._stamp(deal, ours) for deal in page), default=None)
        return DealPage(deals=tuple(page), read_until=read_until)

    def deal(self, deal_id: str) -> Deal:
        self._called("deal")
        for deal in self.deals.values():
            if short_id(deal.id) == short_id(deal_id):
                return deal
        raise NotFound(f"Salesforce does not show the deal {deal_id}.")

    def merged_into(self, account_id: str) -> str:
        self._called("merged_into")
        found = ""
        merged = {short_id(loser): winner for loser, winner in self.merged.items()}
        while winner := merged.pop(short_id(found or account_id), ""):
            found = winner
        return found

    def write_back(
        self,
        deals: Sequence[DealStatus],
        invoices: Sequence[InvoiceRecord],
        events: Sequence[EventRecord],
    ) -> Sequence[Written]:
        self._called("write_back")
        told = {status.deal_id: status for status in deals}
        billed = {invoice.key: invoice for invoice in invoices}
        happened = {event.key: event for event in events}
        return [
            *(self._write(key, status, self._gone(key)) for key, status in told.items()),
            *(self._write(key, invoice) for key, invoice in billed.items()),
            *(self._write(key, event) for key, event in happened.items()),
        ]

    def won_deals(self, since: datetime) -> Iterator[Deal]:
        self._called("won_deals")
        yield from [deal for deal in self.deals.values() if self._new(deal, since)]

    def differing(self, deals: Sequence[DealStatus]) -> Mapping[str, str]:
        self._called("differing")
        found = {}
        for told in deals:
            deal = self.deals.get(told.deal_id)
            shown = self.statuses.get(told.deal_id, DealStatus(deal_id=told.deal_id, status=""))
            if self.has_package and deal and not deal.is_deleted and shown != told:
                found[told.deal_id] = f'Status is "{shown.status}" instead of "{told.status}"'
        return found

    def busy(self) -> bool:
        return self.is_busy

    def org_id(self) -> str:
        self._called("org_id")
        return self.org

    def checks(self) -> Sequence[Check]:
        self._called("checks")
        return self.findings or (Check(name="Salesforce sign-in", ok=True, sentence="Signed in."),)

    def is_sandbox(self) -> bool:
        return self.sandbox

    # --- inside --------------------------------------------------------------------------------

    def _called(self, method: str) -> None:
        self.calls.append(method)
        for failure in self._failures:
            if failure[0] in ("", method):
                self._failures.remove(failure)
                raise failure[1]

    def _stamp(self, deal: Deal, ours: Collection[str]) -> datetime:
        """Return when the deal, or something beside one that is known and won, changed last."""
        watched = short_id(deal.id) in ours and deal.is_won
        beside = self.beside.get(deal.id) if watched else None
        return max(deal.modified_at, beside or deal.modified_at)

    def _new(self, deal: Deal, won_since: datetime) -> bool:
        wanted = deal.is_won and not deal.is_deleted and deal.id not in self.unwanted
        return wanted and deal.won_at >= won_since

    def _gone(self, deal_id: str) -> str:
        deal = self.deals.get(deal_id)
        return "ENTITY_IS_DELETED" if deal and deal.is_deleted else ""

    def _write(
        self, key: str, record: DealStatus | InvoiceRecord | EventRecord, gone: str = ""
    ) -> Written:
        if self._locks:
            self._locks -= 1
            code = "UNABLE_TO_LOCK_ROW"
            return Written(key=key, ok=False, retryable=True, code=code, words=LOCKED)
        if self._refusal or gone:
            code, words = self._refusal or (gone, "entity is deleted")
            return Written(key=key, ok=False, code=code, words=words)
        self.writes.append(record)
        match record:
            case DealStatus():
                self.statuses[key] = record
            case InvoiceRecord():
                self.invoices[key] = record
            case EventRecord():
                self.events[key] = record
        return Written(key=key, ok=True)
