"""Changes of deals with tax, of two payers, and of several kinds one after the other."""

from dataclasses import replace
from decimal import Decimal

import pytest

from bot.amending import WayKind
from bot.deal import Account, Terms
from bot.deps import Deps
from bot.ledger.invoices import InvoiceRow
from tests.fakes.deals import ACME
from tests.workflows.amended import approve, asked, choose, first, four, milestones
from tests.workflows.house import House, with_policy

BETA = Account(id="001000000000007AAA", name="Beta", email="ap@beta.example", address=ACME.address)


@pytest.fixture
def house(deps: Deps) -> House:
    return House(deps)


def shrink(house: House, amount: int) -> None:
    house.change(amount=Decimal(amount), milestones=milestones(25, 25, 25, 25))


def live(house: House) -> list[InvoiceRow]:
    return [row for row in house.invoices() if row.is_live]


class TestTax:
    def test_is_credited_with_the_amount(self, house: House) -> None:
        rules = {"tax": "automatic"}
        house.deps = replace(house.deps, policy=with_policy(house.deps, billing=rules))
        house = House(house.deps)
        house.billing.tax_percent = Decimal(19)
        four(house)
        gross = house.billing.invoices[first(house)].total.minor
        assert gross > 2_500_000
        shrink(house, 80_000)
        choose(house, WayKind.CREDIT)
        approve(house)
        left = house.billing.invoices[first(house)].balance.minor
        assert left * 5 == gross * 4  # 20,000 of 25,000 is left, and its tax
        shrink(house, 60_000)  # what was credited counts without its tax
        choose(house, WayKind.CREDIT)
        approve(house)
        assert house.billing.invoices[first(house)].balance.minor * 5 == gross * 3
        assert [row.amount_minor for row in live(house)[1:]] == [1_500_000] * 3


class TestTwoPayers:
    def test_pay_their_parts_of_the_new_total_exactly(self, house: House) -> None:
        half = Terms(text="Net 30", second_share=Decimal(50))
        house.propose(
            amount=Decimal(100_000), lines=(), milestones=milestones(25, 25, 25, 25),
            second_payer=BETA, terms=half,
        )  # fmt: skip
        house.approve()
        house.run()
        assert len(live(house)) == 8
        third = Terms(text="Net 30", second_share=Decimal("33.3"))
        house.change(terms=third, amount=Decimal(120_001))
        assert asked(house) is not None
        choose(house, WayKind.EDIT_DRAFTS)
        approve(house)
        theirs = sum(row.amount_minor for row in live(house) if row.party)
        ours = sum(row.amount_minor for row in live(house) if not row.party)
        assert theirs + ours == 12_000_100
        assert abs(theirs - 3_996_033) <= 4  # a unit of rounding an invoice at most


class TestOneAfterTheOther:
    def test_end_at_the_last_total(self, house: House) -> None:
        four(house)
        for amount, kind in (
            (120_000, WayKind.ADJUST_NEXT), (90_000, WayKind.REVISE), (130_000, WayKind.CREDIT),
            (100_000, WayKind.EDIT_DRAFTS),
        ):  # fmt: skip
            shrink(house, amount)
            choose(house, kind)
            approve(house)
            rows = live(house)
            assert sum(r.amount_minor - r.credited_minor for r in rows) == amount * 100
        assert house.troubles() == []
