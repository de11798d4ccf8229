"""A replacement that is not what was approved never goes out; one that went out is noted once."""

from contextlib import suppress
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from bot.amending import WayKind
from bot.deps import Deps
from bot.facts import Snapshot
from bot.ledger import holds
from bot.money import Money
from bot.status import AdjustmentStatus, InvoiceStatus
from bot.views.ids import HoldReason
from bot.workflows.amending.adjust import adjust
from bot.workflows.deciding import decide
from bot.workflows.holding.hold import HoldWish, hold_invoice
from tests.fakes.deals import DEAL_ID
from tests.workflows.amended import asked, choose, corrections, first, four, milestones
from tests.workflows.amending.test_adjust_crash import Died, is_revised
from tests.workflows.house import KIM, PAT, STORED_500, House, with_policy


def to_revise(house: House) -> str:
    """Have a revision of what is out approved, not carried out yet; return the old invoice."""
    four(house)
    old = first(house)
    house.change(amount=Decimal(120_000), milestones=milestones(25, 25, 25, 25))
    choose(house, WayKind.REVISE)
    latest = house.latest()
    decide.approve(house.deps, latest.id, latest.content_hash, KIM)
    return old


@pytest.fixture
def house(deps: Deps) -> House:
    return House(deps)


def drafts(house: House) -> list[str]:
    """Return the drafts that would replace an invoice."""
    orders = house.billing.orders.items()
    return [ident for ident, order in orders if order.revises and ident in house.billing.invoices]


class TestDraft:
    def test_over_another_amount_is_deleted_and_made_anew(self, house: House) -> None:
        old = to_revise(house)
        fill = house.billing.replace_lines

        def filled_wrong(*args: Any, **more: Any) -> Snapshot:
            house.billing.replace_lines = fill  # type: ignore[method-assign]  # only once
            return fill(*args, **more).model_copy(update={"net": Money(minor=1, currency="USD")})

        house.billing.replace_lines = filled_wrong  # type: ignore[method-assign]  # Stripe errs
        house.run()
        [trouble] = house.troubles()
        assert "The draft is over $0.01, but $30,000.00 was approved." in trouble.words
        assert house.billing.invoices[old].status is InvoiceStatus.OPEN
        assert drafts(house) == []
        house.retry("adjust")
        assert is_revised(house, old)

    def test_without_its_tax_does_not_go_out(self, deps: Deps) -> None:
        house = House(replace(deps, policy=with_policy(deps, billing={"tax": "automatic"})))
        old = to_revise(house)
        house.billing.untaxable |= set(house.billing.customers)
        house.run()
        assert "The tax could not be worked out" in house.troubles()[0].words
        assert house.billing.invoices[old].status is InvoiceStatus.OPEN
        assert drafts(house) == []

    def test_is_sent_under_a_new_key_after_a_failure_inside_stripe(self, house: House) -> None:
        old = to_revise(house)
        house.billing.fail_at("send", STORED_500)
        house.run()
        if house.troubles():
            house.retry("adjust")
        assert is_revised(house, old)


class TestNoted:
    def test_once_though_the_bot_dies_right_after(self, house: House) -> None:
        old = to_revise(house)
        house.billing.at("send", lambda: house.billing.die_after("snapshot", Died()))
        with suppress(Died):
            house.run()
        assert house.billing.invoices[old].status is InvoiceStatus.VOID
        adjust(house.deps, corrections(house)[0].id)
        house.run()
        assert is_revised(house, old)

    def test_with_the_hold_of_the_old_one(self, house: House) -> None:
        old = to_revise(house)
        held = next(row for row in house.invoices() if row.stripe_id == old)
        hold_invoice(house.deps, held.id, HoldWish(reason=HoldReason.DISPUTE), PAT)
        house.run()
        [new] = [row for row in house.invoices() if row.item == 1 and row.is_live]
        assert new.id != held.id
        with house.deps.ledger.reading() as s:
            assert holds.open_on(s, held.id) is None
            kept = holds.open_on(s, new.id)
        assert kept is not None
        assert (kept.by_name, kept.deal_id) == ("Pat", DEAL_ID)


class TestGivenUp:
    def test_where_part_of_it_was_paid_meanwhile(self, house: House) -> None:
        old = to_revise(house)
        house.billing.pay(old, Money(minor=100, currency="USD"))
        house.run()
        assert [row.status for row in corrections(house)] == [AdjustmentStatus.REFUSED]
        assert any("$1.00 of it was paid meanwhile." in told for told in house.told())
        assert asked(house) is not None

    def test_where_it_is_not_at_stripe_any_more(self, house: House) -> None:
        """Somebody deleted the test data there."""
        old = to_revise(house)
        del house.billing.invoices[old]
        house.run()
        assert [row.status for row in corrections(house)] == [AdjustmentStatus.REFUSED]
        assert any("The invoice is not at Stripe any more." in told for told in house.told())
