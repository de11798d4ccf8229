"""The books: ledger, Stripe, Salesforce and Slack held against each other.

Nothing of the bot's own sweep is used: this is what the tour and the tests judge it by.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal

from bot.ledger import Ledger, Session, audit, deals, desk, invoices, proposals, reminders
from bot.ledger.deals import DealRow
from bot.ledger.invoices import InvoiceRow
from bot.ledger.proposals import ProposalRow
from bot.money import Money
from bot.status import InvoiceStatus
from bot.workflows.crm.crm_records import COUNTED, invoiced, owed, stayed
from sandbox.company import ZONE
from sandbox.control import Obj
from sandbox.people import People
from sandbox.tour.retained import Terms, running, unlike
from sandbox.tour.went_back import taken_back, went_back

CARD = "card"
EMAIL = "email"
STATES = {InvoiceStatus.SCHEDULED: "draft"}
"""Ours -> Stripe's word, where it is another one."""


@dataclass(frozen=True)
class Line:
    """One invoice as the ledger has it, with what belongs to it."""

    deal: DealRow
    invoice: InvoiceRow
    emailed_reminders: int

    @property
    def sent_times(self) -> int:
        """Return how often Stripe ought to have e-mailed it."""
        return self.emailed_reminders + (self.invoice.sent_at is not None)


@dataclass(frozen=True)
class Books:
    """What the ledger holds, all of it."""

    lines: tuple[Line, ...]
    deals: tuple[DealRow, ...]
    cards: tuple[tuple[str, ProposalRow, str], ...]
    """Deal id, proposal, ts of its card."""
    events: Counter[str]
    """Deal id -> events told to Salesforce."""
    retainers: dict[str, Terms]
    audited: int
    broken: str
    troubles: tuple[str, ...]


def read(database_url: str) -> Books:
    """Read the ledger."""
    ledger = Ledger(database_url)
    try:
        with ledger.reading() as s:
            return _read(s)
    finally:
        ledger.close()


def _read(s: Session) -> Books:
    known = tuple(deals.get(s, deal_id) for deal_id in sorted(deals.known_ids(s)))
    broken = audit.verify(s)
    return Books(
        lines=tuple(line for deal in known for line in _lines(s, deal)),
        deals=known,
        cards=tuple(card for deal in known for card in _cards(s, deal)),
        events=Counter({deal.id: len(deals.history(s, deal.id)) for deal in known}),
        retainers=running(s),
        audited=audit.head(s)[0],
        broken=f"entry {broken.sequence}: {broken.reason}" if broken else "",
        troubles=tuple(f"{t.kind}: {t.words}" for t in desk.open_troubles(s)),
    )


def _lines(s: Session, deal: DealRow) -> Iterator[Line]:
    for invoice in invoices.of_deal(s, deal.id):
        sent = [row for row in reminders.reminders_of(s, invoice.id) if row.sent_at]
        yield Line(deal, invoice, sum(row.channel == EMAIL for row in sent))


def _cards(s: Session, deal: DealRow) -> Iterator[tuple[str, ProposalRow, str]]:
    latest = proposals.latest_of(s, deal.id)
    if latest is None:
        return
    for proposal in [*proposals.earlier_of(s, deal.id, latest.revision), latest]:
        if card := desk.message(s, CARD, proposal.id):
            yield deal.id, proposal, card.ts


def differences(books: Books, people: People) -> list[str]:
    """Return every way in which the four do not agree; none is what we want."""
    return [
        *_at_stripe(books, people),
        *unlike(books.retainers, people),
        *_e_mails(books, people),
        *_in_salesforce(books, people),
        *_in_slack(books, people),
        *([f"audit trail: {books.broken}"] if books.broken else []),
        *(f"trouble is open: {words}" for words in books.troubles),
    ]


def _compare(about: str, *pairs: tuple[str, object, object]) -> Iterator[str]:
    for what, ours, theirs in pairs:
        if ours != theirs:
            yield f"{about}: {what} is {ours} in the ledger, {theirs} there"


def _at_stripe(books: Books, people: People) -> Iterator[str]:
    theirs, gone = {row["id"]: row for row in people.invoices()}, went_back(people)
    for line in books.lines:
        mine = line.invoice
        seen = theirs.pop(mine.stripe_id or "", None)
        unmade = mine.status in (InvoiceStatus.CANCELED, InvoiceStatus.APPROVED)
        if unmade and seen is None and (mine.stripe_id is None or mine.attempt_at is None):
            continue
        if seen is None:
            yield f"{mine.id} ({line.deal.name}) is not at Stripe"
            continue
        yield from _compare(
            f"Stripe, {mine.number or mine.id}",
            ("state", STATES.get(mine.status, mine.status.value), seen["status"]),
            ("total", mine.total_minor, seen["total"]),
            ("paid", mine.paid_minor, seen["amount_paid"]),
            ("balance", mine.balance_minor, seen["amount_remaining"]),
            *taken_back(mine, seen, gone),
            ("as approved", mine.amount_minor, seen["total_excluding_tax"]),
            ("currency", mine.currency.lower(), seen["currency"]),
            ("recipient", mine.bill_to_email.lower(), str(seen["customer_email"]).lower()),
            ("number", mine.number, seen["number"] or ""),
            ("its day", *_days(mine, seen)),
            ("due date", mine.due_date, _day(seen["due_date"])),
        )
    yield from (f"Stripe has {ident}, the ledger has not" for ident in theirs)


def _days(mine: InvoiceRow, seen: Obj) -> tuple[date | None, date | None]:
    """Return the day on which a draft is to go out by itself, here and there."""
    wanted = mine.issue_date if mine.status is InvoiceStatus.SCHEDULED and mine.advances else None
    return wanted, _day(seen["automatically_finalizes_at"]) if seen["auto_advance"] else None


def _day(seconds: int | None) -> date | None:
    return datetime.fromtimestamp(seconds, UTC).astimezone(ZONE).date() if seconds else None


def _e_mails(books: Books, people: People) -> Iterator[str]:
    mails = (mail for mail in people.outbox() if mail["kind"] != "credit_note")
    sent = Counter(mail["invoice"] for mail in mails)
    for line in books.lines:
        if line.invoice.stripe_id:
            wanted, found = line.sent_times, sent[line.invoice.stripe_id]
            yield from _compare(f"e-mails of {line.invoice.number}", ("their count", wanted, found))


def _in_salesforce(books: Books, people: People) -> Iterator[str]:
    by_deal = defaultdict(list)
    for line in books.lines:
        by_deal[line.deal.id].append(line.invoice)
    rows = people.get("salesforce/records/Opportunity", deleted="true")
    trash = {row["Id"] for row in rows if row["IsDeleted"]}
    for deal in books.deals:
        yield from _compare(deal.name, ("deleted", deal.is_deleted, deal.id in trash))
        if deal.id in trash:
            continue  # what belongs to it went with it
        seen = people.opportunity(deal.id)
        children = {row["Closedwon_Key__c"]: row for row in seen["Closedwon_Invoices__r"]}
        mine = [row for row in by_deal[deal.id] if row.stripe_id or row.id in children]
        for row in mine:
            yield from _one_in_salesforce(row, children.pop(row.id, None))
        yield from (f"Salesforce has an invoice {key} of {deal.name}" for key in children)
        told = len(seen["Closedwon_Events__r"])
        yield from _compare(f"Salesforce, {deal.name}", ("events", books.events[deal.id], told))
        if out := [row for row in mine if row.status in COUNTED]:
            yield from _sums_in_salesforce(deal, out, seen)


def _one_in_salesforce(mine: InvoiceRow, seen: Obj | None) -> Iterator[str]:
    if seen is None:
        yield f"{mine.number or mine.id} is not in Salesforce"
        return
    yield from _compare(
        f"Salesforce, {mine.number or mine.id}",
        ("amount", mine.money(mine.total_minor).amount, _number(seen.get("Closedwon_Amount__c"))),
        ("paid", mine.money(stayed(mine)).amount, _number(seen.get("Closedwon_Paid__c"))),
        ("balance", owed(mine).amount, _number(seen.get("Closedwon_Balance__c"))),
        ("number", mine.number, seen.get("Closedwon_Number__c") or ""),
        ("Stripe id", mine.stripe_id or "", seen.get("Closedwon_Stripe_Id__c") or ""),
        ("due date", str(mine.due_date), seen.get("Closedwon_Due_Date__c")),
    )


def _sums_in_salesforce(deal: DealRow, mine: list[InvoiceRow], seen: Obj) -> Iterator[str]:
    def total(minors: list[int]) -> Decimal:
        return Money(minor=sum(minors), currency=mine[0].currency).amount

    yield from _compare(
        f"Salesforce, {deal.name}",
        (
            "invoiced",
            total([invoiced(r) for r in mine]),
            _number(seen.get("Closedwon_Amount_Invoiced__c")),
        ),
        (
            "paid",
            total([stayed(r) for r in mine]),
            _number(seen.get("Closedwon_Amount_Paid__c")),
        ),
        (
            "balance",
            total([r.balance_minor for r in mine]),
            _number(seen.get("Closedwon_Balance__c")),
        ),
    )


def _number(value: object) -> Decimal | None:
    return None if value is None else Decimal(str(value))


def _in_slack(books: Books, people: People) -> Iterator[str]:
    standing = Counter(card["ts"] for card in people.cards())
    for deal_id, proposal, ts in books.cards:
        if standing.pop(ts, 0) != 1:
            yield f"the card of {proposal.id} ({deal_id}) does not stand in Slack"
    yield from (f"Slack has a card that the ledger does not know: {ts}" for ts in standing)
    keys = Counter(key_of(message) for message in people.messages() if message.get("metadata"))
    yield from (f"Slack shows {key} {count} times" for key, count in keys.items() if count > 1)
    shown = {deal_id for deal_id, _, _ in books.cards}
    yield from (f"{deal.name} has no card" for deal in books.deals if deal.id not in shown)


def key_of(message: Obj) -> str:
    """Return by which key the bot finds a message of its own again."""
    return str(message["metadata"]["event_payload"]["key"])
