"""Rows that the tests of the ledger begin with."""

from datetime import UTC, datetime

from bot.ledger.deals import DealRow
from bot.ledger.invoices import InvoiceRow
from bot.ledger.proposals import ProposalRow
from bot.status import InvoiceStatus, ProposalStatus
from tests.fakes.deals import a_deal, deal_id

NOW = datetime(2026, 11, 23, 15, 0, 0, 123456, tzinfo=UTC)


def deal_row(number: int = 1, **more: object) -> DealRow:
    deal = a_deal(id=deal_id(number))
    fields: dict[str, object] = {
        "id": deal.id,
        "snapshot": deal.to_json(),
        "source_hash": deal.source_hash,
        "name": deal.name,
        "is_won": True,
        "won_at": NOW,
        "seen_at": NOW,
    }
    return DealRow(**fields | more)


def proposal_row(number: int = 1, revision: int = 1, **more: object) -> ProposalRow:
    deal = a_deal(id=deal_id(number))
    fields: dict[str, object] = {
        "id": f"prop_{number}_{revision}",
        "deal_id": deal.id,
        "revision": revision,
        "status": ProposalStatus.PENDING,
        "plan_json": {},
        "findings_json": [],
        "source_json": deal.to_json(),
        "told_hash": "",
        "content_hash": "c",
        "amount_minor": 1,
        "currency": "USD",
        "created_at": NOW,
    }
    return ProposalRow(**fields | more)


def invoice_row(deal: int = 1, item: int = 1, revision: int = 1, **more: object) -> InvoiceRow:
    fields: dict[str, object] = {
        "id": f"inv_{deal}_{item}_{revision}",
        "deal_id": deal_id(deal),
        "proposal_id": f"prop_{deal}_1",
        "item": item,
        "revision": revision,
        "status": InvoiceStatus.OPEN,
        "currency": "USD",
        "amount_minor": 100,
        "total_minor": 100,
        "due_minor": 100,
        "balance_minor": 100,
        "bill_to_email": "ap@acme.example",
        "created_at": NOW,
    }
    return InvoiceRow(**fields | more)
