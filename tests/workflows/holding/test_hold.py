from datetime import date

import pytest

from bot.deps import Deps
from bot.errors import Conflict, Invalid, NotAllowed, NotFound
from bot.ledger import audit, holds
from bot.ledger.holds import HoldRow
from bot.status import InvoiceStatus
from bot.views.ids import HoldReason
from bot.workflows.holding.hold import (
    HoldWish,
    after_release,
    hold_deal,
    hold_invoice,
    release_deal,
    release_invoice,
)
from tests.fakes.books import Books
from tests.fakes.clock import FixedClock
from tests.fakes.engine import FakeEngine
from tests.pending import ALEX, DANA, KIM, PAT, SAM, a_pending, told

WISH = HoldWish(reason=HoldReason.MISSING_PO, note="They send it on Monday")


def open_holds(deps: Deps) -> list[HoldRow]:
    with deps.ledger.reading() as s:
        return list(holds.all_open(s))


class TestHoldingADeal:
    def test_is_confirmed_at_once_while_nothing_is_at_stripe(
        self, deps: Deps, engine: FakeEngine
    ) -> None:
        proposal = a_pending(deps)
        hold_deal(deps, proposal.deal_id, WISH, KIM)
        [hold] = open_holds(deps)
        assert (hold.subject, hold.by, hold.by_name) == (proposal.deal_id, "UKIM", "Kim")
        assert hold.confirmed_at == deps.now()
        assert not engine.of("confirm_hold")
        assert told(deps, proposal.deal_id)[-1] == "Kim: The proposal is put on hold: missing PO."

    def test_is_for_the_deal_owner_too(self, deps: Deps) -> None:
        hold_deal(deps, a_pending(deps).deal_id, WISH, DANA)
        assert open_holds(deps)

    def test_is_not_for_others(self, deps: Deps) -> None:
        with pytest.raises(NotAllowed, match="only finance, ar or the deal owner may hold"):
            hold_deal(deps, a_pending(deps).deal_id, WISH, SAM)
        assert not open_holds(deps)

    def test_takes_a_second_click_for_the_first(self, deps: Deps) -> None:
        deal_id = a_pending(deps).deal_id
        hold_deal(deps, deal_id, WISH, KIM)
        hold_deal(deps, deal_id, WISH, KIM)
        assert len(open_holds(deps)) == 1

    def test_tells_the_loser_who_won(self, deps: Deps) -> None:
        deal_id = a_pending(deps).deal_id
        hold_deal(deps, deal_id, WISH, KIM)
        with pytest.raises(Conflict, match="on hold already, since Nov 23 by Kim: missing PO"):
            hold_deal(deps, deal_id, WISH, ALEX)

    def test_tells_the_owner_when_asked(self, deps: Deps, engine: FakeEngine) -> None:
        wish = WISH.model_copy(update={"tell_owner": True})
        hold_deal(deps, a_pending(deps).deal_id, wish, KIM)
        [hold] = open_holds(deps)
        assert engine.of("tell_held")[0].args == (hold.id,)

    def test_refuses_a_day_that_has_come(self, deps: Deps) -> None:
        wish = WISH.model_copy(update={"until_date": date(2026, 11, 23)})
        with pytest.raises(Invalid, match="after today"):
            hold_deal(deps, a_pending(deps).deal_id, wish, KIM)

    def test_says_until_when(self, deps: Deps) -> None:
        wish = WISH.model_copy(update={"until_date": date(2026, 12, 1)})
        deal_id = a_pending(deps).deal_id
        hold_deal(deps, deal_id, wish, KIM)
        assert "put on hold until Dec 1: missing PO." in told(deps, deal_id)[-1]
        with deps.ledger.reading() as s:
            entry = list(audit.entries(s, deal_id))[-1]
        assert entry.after["until"] == "2026-12-01"

    def test_holds_all_invoices_once_it_is_approved(self, deps: Deps, books: Books) -> None:
        deal = books.deal()
        rows = [books.invoice(deal=deal, item=item) for item in (1, 2)]
        books.invoice(deal=deal, item=3, status=InvoiceStatus.PAID)
        hold_deal(deps, deal.id, WISH, KIM)
        assert {hold.subject for hold in open_holds(deps)} == {row.id for row in rows}

    def test_refuses_when_nothing_waits(self, deps: Deps, books: Books) -> None:
        with pytest.raises(Conflict, match="Nothing of this deal waits"):
            hold_deal(deps, books.deal().id, WISH, KIM)

    def test_refuses_what_is_not_known(self, deps: Deps) -> None:
        with pytest.raises(NotFound):
            hold_deal(deps, "006000000000009AAA", WISH, KIM)


class TestHoldingAnInvoice:
    def test_waits_for_stripe_to_know(self, deps: Deps, books: Books, engine: FakeEngine) -> None:
        row = books.invoice()
        hold_invoice(deps, row.id, WISH, KIM)
        [hold] = open_holds(deps)
        assert hold.confirmed_at is None
        assert engine.of("confirm_hold")[0].args == (hold.id, "on")
        assert "The client has it already" in books.told(row.deal_id)[-1]

    def test_stops_one_that_was_not_sent(self, deps: Deps, books: Books) -> None:
        row = books.invoice(status=InvoiceStatus.APPROVED)
        hold_invoice(deps, row.id, WISH, KIM)
        assert "has it already" not in books.told(row.deal_id)[-1]

    def test_can_hold_all_that_remains(self, deps: Deps, books: Books) -> None:
        proposal = a_pending(deps, id="006000000000001AAA")
        deal = books.deal(id="006000000000002AAA")
        first = books.invoice(deal=deal, item=1)
        books.invoice(deal=deal, item=2)
        everything = WISH.model_copy(update={"everything": True})
        hold_invoice(deps, first.id, everything, KIM)
        assert len(open_holds(deps)) == 2
        assert proposal.deal_id not in {hold.subject for hold in open_holds(deps)}

    def test_holds_a_proposal_of_the_same_deal_with_all(self, deps: Deps, books: Books) -> None:
        proposal = a_pending(deps)
        row = self._beside(deps, books, proposal.deal_id)
        hold_invoice(deps, row, WISH.model_copy(update={"everything": True}), KIM)
        assert {hold.subject for hold in open_holds(deps)} == {proposal.deal_id, row}

    def _beside(self, deps: Deps, books: Books, deal_id: str) -> str:
        row = books.invoice(deal=books.deal(id="006000000000005AAA"))
        with deps.ledger.transaction() as s:
            s.merge(row).deal_id = deal_id
        return row.id

    def test_refuses_one_that_is_paid(self, deps: Deps, books: Books) -> None:
        row = books.invoice(status=InvoiceStatus.PAID)
        with pytest.raises(Conflict, match="is paid: there is nothing to hold"):
            hold_invoice(deps, row.id, WISH, KIM)


class TestReleasing:
    def test_lets_a_proposal_go_on(self, deps: Deps) -> None:
        deal_id = a_pending(deps).deal_id
        hold_deal(deps, deal_id, WISH, DANA)
        release_deal(deps, deal_id, KIM)
        assert not open_holds(deps)
        assert told(deps, deal_id)[-1].startswith("Kim: The proposal is released.")

    def test_is_not_for_the_deal_owner(self, deps: Deps) -> None:
        deal_id = a_pending(deps).deal_id
        hold_deal(deps, deal_id, WISH, DANA)
        with pytest.raises(NotAllowed, match="only finance may release"):
            release_deal(deps, deal_id, DANA)

    def test_issues_what_was_approved_and_is_due(
        self, deps: Deps, books: Books, engine: FakeEngine
    ) -> None:
        row = books.invoice(status=InvoiceStatus.APPROVED)
        hold_invoice(deps, row.id, WISH, KIM)
        release_invoice(deps, row.id, PAT)
        assert engine.of("issue")[0].args == (row.id,)
        assert engine.of("confirm_hold")[1].args[1] == "off"
        assert "is sent at once" in books.told(row.deal_id)[-1]

    def test_of_the_deal_issues_its_invoices_that_wait(
        self, deps: Deps, books: Books, engine: FakeEngine
    ) -> None:
        proposal = a_pending(deps, id="006000000000009AAA")
        row = books.invoice(status=InvoiceStatus.APPROVED)
        with deps.ledger.transaction() as s:
            s.merge(row).deal_id = proposal.deal_id
        hold_deal(deps, proposal.deal_id, WISH, KIM)
        release_deal(deps, proposal.deal_id, KIM)
        assert [start.args for start in engine.of("issue")] == [(row.id,)]

    def test_leaves_a_later_one_to_its_day(
        self, deps: Deps, books: Books, engine: FakeEngine
    ) -> None:
        row = books.invoice(status=InvoiceStatus.APPROVED)
        with deps.ledger.transaction() as s:
            s.merge(row).issue_date = date(2026, 12, 24)
        hold_invoice(deps, row.id, WISH, KIM)
        release_invoice(deps, row.id, KIM)
        assert len(engine.of("issue")) == 1  # as a draft that waits for its day
        assert "is sent on Dec 24" in books.told(row.deal_id)[-1]

    def test_starts_reminders_again_for_what_is_out(
        self, deps: Deps, books: Books, engine: FakeEngine
    ) -> None:
        row = books.invoice()
        hold_invoice(deps, row.id, WISH, KIM)
        release_deal(deps, row.deal_id, KIM)
        assert not engine.of("issue")
        with deps.ledger.reading() as s:
            assert "Reminders start again" in after_release(deps, s, row.id)

    def test_tells_the_loser_who_won(self, deps: Deps, books: Books, clock: FixedClock) -> None:
        row = books.invoice()
        hold_invoice(deps, row.id, WISH, KIM)
        clock.move(days=2)
        release_invoice(deps, row.id, KIM)
        release_invoice(deps, row.id, KIM)  # a second click
        with pytest.raises(Conflict, match="Kim released it already, on Nov 25"):
            release_invoice(deps, row.id, PAT)

    def test_refuses_what_is_not_on_hold(self, deps: Deps) -> None:
        with pytest.raises(Conflict, match="This is not on hold"):
            release_deal(deps, a_pending(deps).deal_id, KIM)

    def test_can_be_held_again(self, deps: Deps) -> None:
        deal_id = a_pending(deps).deal_id
        hold_deal(deps, deal_id, WISH, KIM)
        release_deal(deps, deal_id, KIM)
        hold_deal(deps, deal_id, WISH, KIM)
        assert len(open_holds(deps)) == 1
