"""What random histories found where the books close, a term ends or a currency changes."""

import pytest

from bot.amending import WayKind
from bot.ledger import proposals
from bot.plan import AdjustmentKind
from bot.status import InvoiceStatus
from tests.histories.history import History


def sent(world: History) -> None:
    world.win("one")
    world.approve_by_both(0)
    world.days(3, every=4)


def states(world: History) -> list[tuple[int, InvoiceStatus]]:
    return [(row.item, row.status) for row in world.rows()]


class TestClosedBooks:
    """Approved before they were closed, and carried out after."""

    def test_keep_an_invoice_from_being_replaced(self, world: History) -> None:
        sent(world)
        world.scale(0, 2)
        world.choose(0, WayKind.REVISE)
        world.lose_vendor("Stripe")
        world.approve_by_both(0)
        world.close_books(0)
        world.all_is_back()
        world.minutes(10)
        assert states(world) == [(1, InvoiceStatus.OPEN)]
        assert [one.status for one in world.billing.invoices.values()] == [InvoiceStatus.OPEN]
        assert any("books are closed" in said.message.text for said in world.messenger.said)

    def test_leave_no_draft_of_a_replacement(self, world: History) -> None:
        """The draft is there, and the books are closed before it goes out."""
        sent(world)
        world.scale(0, 2)
        world.choose(0, WayKind.REVISE)
        world.billing.at("replace_lines", lambda: world.lose_vendor("Stripe"))
        world.approve_by_both(0)
        world.close_books(0)
        world.settle()
        assert states(world) == [(1, InvoiceStatus.OPEN)]

    @pytest.mark.parametrize("closed_first", [False, True])
    def test_keep_an_invoice_from_being_voided(self, world: History, *, closed_first: bool) -> None:
        sent(world)
        world.correct(0, AdjustmentKind.VOID)
        if closed_first:
            world.close_books(0)
        world.lose_vendor("Stripe")
        world.second(0)
        world.close_books(0)
        world.all_is_back()
        world.minutes(10)
        assert states(world) == [(1, InvoiceStatus.OPEN)]


class TestAnotherCurrency:
    def test_sets_aside_amounts_that_were_changed_in_slack(self, world: History) -> None:
        world.win("two_payers")
        world.modify(0, "amounts", 3)
        world.change_currency(0, "ISK")
        with world.ledger.reading() as s:
            pending = proposals.get(s, world.pending(world.deals[0]))
        assert str(pending.plan.total) == "ISK 48,000"
        said = [note.sentence for note in pending.findings]
        assert any("were in USD and the deal is in ISK now" in one for one in said)

    def test_takes_back_a_further_term_that_was_approved_in_the_old_one(
        self, world: History
    ) -> None:
        world.win("renewing")
        world.approve_by_both(0)
        world.near_the_end(0)
        world.renewal(0, ("approve",))
        world.change_currency(0, "JPY")
        world.choose(0, WayKind.WITHDRAW)
        world.approve_by_both(0)
        world.finish()
        with world.ledger.reading() as s:
            base = proposals.in_force(s, world.deals[0])
        assert base is not None
        assert base.plan.currency == "JPY"
