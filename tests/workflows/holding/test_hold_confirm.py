from collections.abc import Callable

import pytest

from bot.deps import Deps
from bot.errors import NotFound, Trouble, VendorError
from bot.ledger import desk, holds
from bot.ledger.invoices import InvoiceRow
from bot.views.ids import HoldReason
from bot.workflows.holding.hold import HoldWish, hold_invoice, release_invoice
from bot.workflows.issuing.confirm_hold import confirm_hold
from tests.fakes.billing import FakeBilling
from tests.fakes.billing_world import refusal
from tests.fakes.books import Books
from tests.fakes.engine import FakeEngine
from tests.pending import KIM

WISH = HoldWish(reason=HoldReason.DISPUTE, note="x" * 600)
UNKNOWN = VendorError("Stripe", "no answer", trouble=Trouble.UNKNOWN)
KEPT = VendorError("Stripe", "an error of its own", trouble=Trouble.DOWN, code="server_error")


@pytest.fixture
def held(deps: Deps, books: Books, engine: FakeEngine) -> InvoiceRow:
    engine.register("confirm_hold", confirm_hold, deps, queue="stripe")
    row = books.invoice()
    hold_invoice(deps, row.id, WISH, KIM)
    return row


@pytest.fixture
def notes(billing: FakeBilling, held: InvoiceRow) -> Callable[[], dict[str, str]]:
    return lambda: hold_notes(billing, held)


def hold_notes(billing: FakeBilling, held: InvoiceRow) -> dict[str, str]:
    """Return what Stripe shows about the hold."""
    all_notes = billing.invoices[held.stripe_id or ""].notes
    return {name: text for name, text in all_notes.items() if name.startswith("hold")}


class TestConfirmHold:
    def test_writes_the_hold_to_stripe_before_it_is_confirmed(
        self, deps: Deps, engine: FakeEngine, held: InvoiceRow, notes: Callable[[], dict[str, str]]
    ) -> None:
        engine.run_all()
        assert (notes()["hold_reason"], notes()["hold_by"]) == ("dispute", "Kim")
        assert len(notes()["hold_note"]) == 500
        with deps.ledger.reading() as s:
            hold = holds.open_on(s, held.id)
        assert hold
        assert hold.confirmed_at == deps.now()
        assert [start for start in engine.of("show_card") if "confirmed" in start.id]

    def test_takes_it_away_again(
        self, deps: Deps, engine: FakeEngine, held: InvoiceRow, notes: Callable[[], dict[str, str]]
    ) -> None:
        engine.run_all()
        release_invoice(deps, held.id, KIM)
        engine.run_all()
        assert notes() == {}

    def test_writes_what_is_true_when_hold_and_release_cross(
        self, deps: Deps, engine: FakeEngine, held: InvoiceRow, notes: Callable[[], dict[str, str]]
    ) -> None:
        release_invoice(deps, held.id, KIM)
        engine.run_all()  # both run now, the hold's first
        assert notes() == {}

    def test_repeats_an_unknown_outcome(
        self,
        engine: FakeEngine,
        billing: FakeBilling,
        held: InvoiceRow,
        notes: Callable[[], dict[str, str]],
    ) -> None:
        billing.fail_next(UNKNOWN, after=True)
        engine.run_all()
        assert held.id
        assert notes()["hold_reason"] == "dispute"

    def test_is_not_stopped_by_a_failure_that_stripe_keeps(
        self,
        engine: FakeEngine,
        billing: FakeBilling,
        held: InvoiceRow,
        notes: Callable[[], dict[str, str]],
    ) -> None:
        billing.fail_next(KEPT, after=True)
        engine.run_all()
        assert held.id
        assert notes()["hold_reason"] == "dispute"

    def test_opens_trouble_when_stripe_refuses_and_closes_it_after(
        self, deps: Deps, engine: FakeEngine, billing: FakeBilling, held: InvoiceRow
    ) -> None:
        billing.fail_next(refusal("No such invoice"))
        engine.run_all()
        with deps.ledger.reading() as s:
            [trouble] = desk.open_troubles(s)
            hold = holds.open_on(s, held.id)
        assert (trouble.subject, trouble.kind, trouble.words) == (
            held.id,
            "hold",
            "No such invoice",
        )
        assert hold
        assert hold.confirmed_at is None
        confirm_hold(deps, *trouble.retry["args"])
        with deps.ledger.reading() as s:
            assert not desk.open_troubles(s)

    def test_looks_again_after_it_wrote(
        self, deps: Deps, billing: FakeBilling, held: InvoiceRow
    ) -> None:
        with deps.ledger.reading() as s:
            hold = holds.open_on(s, held.id)
        assert hold
        write = billing.note

        def released_meanwhile(stripe_id: str, notes: dict[str, str], *, key: str) -> None:
            write(stripe_id, notes, key=key)
            if notes["hold_reason"]:
                release_invoice(deps, held.id, KIM)

        billing.note = released_meanwhile  # type: ignore[method-assign]  # somebody is faster
        confirm_hold(deps, hold.id, "on")
        assert hold_notes(billing, held) == {}

    def test_needs_no_stripe_for_what_is_not_there(self, deps: Deps, held: InvoiceRow) -> None:
        with deps.ledger.transaction() as s:
            s.merge(held).stripe_id = None
            hold = holds.open_on(s, held.id)
        assert hold
        confirm_hold(deps, hold.id, "on")
        with deps.ledger.reading() as s:
            assert holds.get(s, hold.id).confirmed_at == deps.now()

    def test_is_of_a_hold(self, deps: Deps) -> None:
        with deps.ledger.reading() as s, pytest.raises(NotFound, match="hold is not known"):
            holds.get(s, "hold_none")
