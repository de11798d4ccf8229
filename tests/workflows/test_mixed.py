"""A deposit, milestones and a retainer in one deal: one approval, one card, one thread."""

from datetime import date

import pytest

from bot.deps import Deps
from bot.status import InvoiceStatus, ProposalStatus
from bot.workflows.crm.crm_records import invoice_records
from tests.fakes.deals import DEAL_ID
from tests.planning.deals import once, recurring
from tests.planning.test_mixed import mixed
from tests.workflows.house import House
from tests.workflows.retained import approved, live_until

BEGUN = (once("40000"), recurring("12000", 12, start=date(2026, 10, 1)))


@pytest.fixture
def house(deps: Deps) -> House:
    return House(deps)


class TestMixed:
    def test_is_one_approval_and_one_card(self, house: House) -> None:
        approved(house, **dict(mixed()) | {"lines": BEGUN})
        [card] = house.messenger.roots(house.deps.settings.approvals_channel)
        latest = house.latest()
        assert (latest.revision, latest.status) == (1, ProposalStatus.APPROVED)
        assert {row.proposal_id for row in house.invoices()} == {latest.id}
        table = next(block for block in card.message.blocks if block["type"] == "table")
        assert len(table["rows"]) == 1 + 4 + 12

    def test_numbers_installments_and_periods_each_by_themselves(self, house: House) -> None:
        approved(house, **dict(mixed()) | {"lines": BEGUN})
        live_until(house, date(2026, 12, 2))
        with house.deps.ledger.reading() as s:
            records = invoice_records(house.deps, s, [DEAL_ID])
        assert [record.installment for record in records] == [
            "1 of 4",
            "2 of 4",
            "4 of 4",
            "period 1",
            "period 2",
            "period 3",
        ]
        out = [row.item for row in house.invoices() if row.status is InvoiceStatus.OPEN]
        assert out == [1, 5, 6, 7]
