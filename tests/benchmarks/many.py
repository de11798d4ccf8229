"""A ledger with many open invoices: which there are is worked out from their number alone.

Rows go straight into the tables. Of ten open invoices four are the only one of their deal and six
are of two deals with three; beside them stand drafts that wait for their day, deals to be approved,
holds, reminders and invoices that others made, as many as a company of that size has.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any, NamedTuple

import sqlalchemy as sa

from bot.ledger import Base, Ledger
from bot.ledger.customers import OutsideInvoiceRow
from bot.ledger.deals import DealRow, EventRow
from bot.ledger.desk import CursorRow, MessageRow
from bot.ledger.holds import HoldRow
from bot.ledger.invoices import InvoiceRow
from bot.ledger.proposals import ProposalRow
from bot.ledger.reminders import ReminderRow
from bot.overrides import Overrides
from bot.planning import plan_invoices
from bot.policy import Policy
from bot.status import InvoiceStatus, ProposalStatus
from tests.fakes.clock import MORNING
from tests.fakes.deals import a_deal, deal_id

TODAY = date(2026, 11, 23)
BEGAN = datetime(2026, 1, 5, 12, tzinfo=UTC)
CURRENCIES = ("USD",) * 12 + ("EUR",) * 4 + ("GBP",) * 2 + ("JPY", "CHF")
OWNERS = 40
DEALS_IN_TEN = 6
DRAFT = 9
"""Number of the installment that waits for its day."""
AT_A_TIME = 2000
"""Rows in one insert."""
POLICY = Policy(people={"finance": ("@finance",), "ar": ("@ar",)})

Row = dict[str, Any]


class Owed(NamedTuple):
    """One open invoice, as both sides have it."""

    number: int
    deal: int
    item: int
    account: int
    currency: str
    total: int
    paid: int
    due: date

    @property
    def stripe_id(self) -> str:
        """Return its id at Stripe."""
        return f"in_{self.number:010d}"

    @property
    def invoice_id(self) -> str:
        """Return our id."""
        return f"inv_{self.number:032d}"


@dataclass(frozen=True)
class Many:
    """So many open invoices, and what stands beside them."""

    count: int

    @property
    def deals(self) -> int:
        """Return how many deals they are of."""
        return -(-self.count // 10) * DEALS_IN_TEN

    def open(self) -> Iterator[Owed]:
        """Yield the open invoices."""
        accounts = max(1, self.count // 8)
        for number in range(self.count):
            ten, place = divmod(number, 10)
            deal = ten * DEALS_IN_TEN + (place if place < 4 else 4 + (place - 4) // 3)
            spread = (number * 2_654_435_761) % 2**32
            total = 5_000 + spread % 4_000_000
            yield Owed(
                number=number,
                deal=deal,
                item=1 if place < 4 else (place - 4) % 3 + 1,
                account=(deal * 7919) % accounts,
                currency=CURRENCIES[deal % len(CURRENCIES)],
                total=total,
                paid=total // 4 if number % 25 == 0 else 0,
                due=TODAY + timedelta(days=45 - spread // 4096 % 150),
            )

    def drafts(self) -> Iterator[Owed]:
        """Yield the drafts that wait for their day: one for every twenty open invoices."""
        for one in self.open():
            if one.number % 20 == 0:
                number = one.number + 10**9
                yield one._replace(
                    number=number, item=DRAFT, paid=0, due=TODAY + timedelta(days=75)
                )


def fill(ledger: Ledger, many: Many) -> None:
    """Write all of it; the database is migrated and empty."""
    for table, rows in (
        (DealRow, _deals(many)),
        (ProposalRow, _proposals(many)),
        (InvoiceRow, _invoices(many)),
        (EventRow, _events(many)),
        (MessageRow, _cards(many)),
        (ReminderRow, _reminders(many)),
        (HoldRow, _holds(many)),
        (OutsideInvoiceRow, _outside(many)),
        (CursorRow, cursors()),
    ):
        _insert(ledger, table, rows)
    with ledger.engine.connect() as connection:
        connection.execution_options(isolation_level="AUTOCOMMIT").execute(sa.text("ANALYZE"))


def _insert(ledger: Ledger, table: type[Base], rows: Iterator[Row]) -> None:
    batch: list[Row] = []
    with ledger.transaction() as s:
        for row in rows:
            batch.append(row)
            if len(batch) == AT_A_TIME:
                s.execute(sa.insert(table), batch)
                batch.clear()
        if batch:
            s.execute(sa.insert(table), batch)


def account_name(account: int) -> str:
    """Return the name of a customer company."""
    return f"Customer {account:06d} Ltd"


def _deals(many: Many) -> Iterator[Row]:
    pattern = a_deal().to_json()
    accounts = max(1, many.count // 8)
    for number in range(many.deals + _waiting(many)):
        ident, account = deal_id(number), (number * 7919) % accounts
        name, owner = f"Project {number}", f"owner{number % OWNERS}@example.com"
        yield {
            "id": ident,
            "snapshot": pattern | {"id": ident, "name": name},
            "source_hash": "0" * 64,
            "name": name,
            "account_id": f"001{account:012d}AAA",
            "account_name": account_name(account),
            "owner_email": owner,
            "owner_name": f"Owner {number % OWNERS}",
            "is_won": True,
            "won_at": BEGAN,
            "seen_at": BEGAN,
            "begun_at": BEGAN,
        }


def _waiting(many: Many) -> int:
    """Return how many deals wait for approval: one for every two hundred open invoices."""
    return many.count // 200


def _proposals(many: Many) -> Iterator[Row]:
    deal = a_deal()
    plan = plan_invoices(deal, Overrides(), POLICY).to_json()
    [first] = plan["installments"]
    plan["installments"] = [first | {"number": number} for number in (1, 2, 3, DRAFT)]
    for number in range(many.deals + _waiting(many)):
        waits = number >= many.deals
        yield {
            "id": f"prop_{number:032d}",
            "deal_id": deal_id(number),
            "revision": 1,
            "status": ProposalStatus.PENDING if waits else ProposalStatus.APPROVED,
            "plan_json": plan,
            "findings_json": [],
            "source_json": deal.to_json(),
            "told_hash": "0" * 64,
            "content_hash": "0" * 64,
            "amount_minor": 4_800_000,
            "currency": CURRENCIES[number % len(CURRENCIES)],
            "created_at": BEGAN,
        }


def _invoices(many: Many) -> Iterator[Row]:
    for one in many.open():
        yield _invoice(one, InvoiceStatus.OPEN) | {
            "number": f"A-{one.number:07d}",
            "url": f"https://invoice.stripe.com/i/acct_1/{one.stripe_id}",
            "sent_at": BEGAN,
            "issue_date": one.due - timedelta(days=30),
        }
    for one in many.drafts():
        yield _invoice(one, InvoiceStatus.SCHEDULED) | {
            "advances": True,
            "issue_date": one.due - timedelta(days=30),
        }


def _invoice(one: Owed, status: InvoiceStatus) -> Row:
    return {
        "id": one.invoice_id,
        "deal_id": deal_id(one.deal),
        "proposal_id": f"prop_{one.deal:032d}",
        "item": one.item,
        "status": status,
        "version": 1,
        "currency": one.currency,
        "amount_minor": one.total,
        "total_minor": one.total,
        "net_minor": one.total,
        "due_minor": one.total,
        "paid_minor": one.paid,
        "balance_minor": one.total - one.paid,
        "account_name": account_name(one.account),
        "bill_to_email": f"ap{one.account}@customer.example",
        "customer_id": f"cus_{one.account:06d}",
        "stripe_id": one.stripe_id,
        "due_date": one.due,
        "created_at": BEGAN,
        "label": f"Phase {one.item}",
        "number": "",
        "url": "",
        "sent_at": None,
        "advances": False,
    }


def _events(many: Many) -> Iterator[Row]:
    for number in range(many.deals):
        for sequence in (1, 2, 3):
            yield {
                "sequence": sequence,
                "deal_id": deal_id(number),
                "at": BEGAN,
                "who": "closedwon",
                "what": "Sent to ap@customer.example.",
                "told_at": BEGAN,
                "written_back_at": BEGAN,
            }


def _cards(many: Many) -> Iterator[Row]:
    for number in range(many.deals + _waiting(many)):
        yield {
            "kind": "card",
            "subject": f"prop_{number:032d}",
            "channel": "C1",
            "ts": f"1.{number}",
            "link": "",
        }


def _reminders(many: Many) -> Iterator[Row]:
    """Yield the reminder of each overdue invoice; of some it is old, and the next one is due."""
    for one in many.open():
        late = (TODAY - one.due).days
        if late >= 3:
            step = max(step for step in (3, 7, 14) if step <= late)
            sent = MORNING - timedelta(days=1 + one.number % 3)
            yield {
                "invoice_id": one.invoice_id,
                "step": f"+{3 if one.number % 9 == 0 else step}",
                "channel": "slack",
                "at": sent,
                "sent_at": sent,
                "by": "closedwon",
            }


def _holds(many: Many) -> Iterator[Row]:
    for one in many.open():
        if one.number % 200 == 0:
            yield {
                "subject": one.invoice_id,
                "deal_id": deal_id(one.deal),
                "reason": "missing_po",
                "until_date": TODAY + timedelta(days=one.number // 200 % 20 - 5),
                "by": "UALEX",
                "by_name": "Alex",
                "at": BEGAN,
                "confirmed_at": BEGAN,
            }


def _outside(many: Many) -> Iterator[Row]:
    for one in outside(many):
        yield {
            "stripe_id": one.stripe_id,
            "number": f"B-{one.number}",
            "customer_id": f"cus_{one.account:06d}",
            "customer_name": account_name(one.account),
            "currency": one.currency,
            "balance_minor": one.total - one.paid,
            "due_date": one.due,
            "seen_at": BEGAN,
        }


def outside(many: Many) -> Iterator[Owed]:
    """Yield the open invoices that others made: one for every fifty of ours."""
    for one in many.open():
        if one.number % 50 == 0:
            yield one._replace(number=one.number + 2 * 10**9)


def cursors() -> Iterator[Row]:
    """Yield how far feeds and summaries have come."""
    yield {"name": "salesforce_deals", "value": {"cut_over": BEGAN.isoformat()}}
    yield {"name": "overdue", "value": {"date": (TODAY - timedelta(days=1)).isoformat()}}
    last = (TODAY - timedelta(days=3)).isoformat()
    yield {"name": "summary", "value": {"date": last, "paid": {}, "back": {}}}
