"""Writes many open invoices, and all that hangs on them, straight into the tables."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

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
from tests.benchmarks.many import (
    BEGAN,
    CURRENCIES,
    DRAFT,
    TODAY,
    Many,
    Owed,
    account_name,
    outside,
)
from tests.fakes.clock import MORNING
from tests.fakes.deals import a_deal, deal_id

OWNERS = 40
AT_A_TIME = 2000
"""Rows in one insert."""
POLICY = Policy(people={"finance": ("@finance",), "ar": ("@ar",)})

Row = dict[str, Any]


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
    contents = {currency: _content(currency) for currency in set(CURRENCIES)}
    for number in range(many.deals + _waiting(many)):
        waits = number >= many.deals
        currency = CURRENCIES[number % len(CURRENCIES)]
        yield contents[currency] | {
            "id": f"prop_{number:032d}",
            "deal_id": deal_id(number),
            "revision": 1,
            "status": ProposalStatus.PENDING if waits else ProposalStatus.APPROVED,
            "findings_json": [],
            "told_hash": "0" * 64,
            "content_hash": "0" * 64,
            "amount_minor": 4_800_000,
            "currency": currency,
            "created_at": BEGAN,
        }


def _content(currency: str) -> Row:
    """Return a plan that has every installment, and the deal it was made from."""
    deal = a_deal(currency=currency)
    plan = plan_invoices(deal, Overrides(), POLICY).to_json()
    [first] = plan["installments"]
    plan["installments"] = [first | {"number": number} for number in (1, 2, 3, DRAFT)]
    return {"plan_json": plan, "source_json": deal.to_json()}


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


def cursors() -> Iterator[Row]:
    """Yield how far feeds and summaries have come."""
    yield {"name": "salesforce_deals", "value": {"cut_over": BEGAN.isoformat()}}
    yield {"name": "overdue", "value": {"date": (TODAY - timedelta(days=1)).isoformat()}}
    last = (TODAY - timedelta(days=3)).isoformat()
    yield {"name": "summary", "value": {"date": last, "paid": {}, "back": {}}}
