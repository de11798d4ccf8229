import json
from datetime import UTC, datetime

import pytest

from bot.deps import Deps
from bot.errors import Conflict, NotAllowed, NotFound
from bot.ledger import desk, invoices
from bot.status import InvoiceStatus
from bot.workflows.standing import attempt
from bot.workflows.tracking.track import (
    read_events,
    refresh,
)
from tests.fakes.billing import FakeBilling
from tests.fakes.books import Books
from tests.fakes.clock import FixedClock
from tests.fakes.engine import FakeEngine
from tests.pending import KIM, SAM
from tests.workflows.tracked import dollars, of, registered


@pytest.fixture(autouse=True)
def _registered(deps: Deps, engine: FakeEngine) -> None:
    registered(deps, engine)


class TestWatchPayments:
    def test_looks_once_at_each_invoice_that_something_happened_to(
        self, deps: Deps, books: Books, billing: FakeBilling, engine: FakeEngine
    ) -> None:
        one, two = books.invoice(), books.invoice()
        billing.pay(of(one), dollars(100))
        billing.pay(of(one), dollars(100))
        billing.pay(of(two))

        assert read_events(deps) == 2
        assert sorted(work.args[0] for work in engine.of("track")) == sorted([of(one), of(two)])

    def test_takes_nothing_twice_though_the_feed_repeats_itself(
        self, deps: Deps, books: Books, billing: FakeBilling, engine: FakeEngine, clock: FixedClock
    ) -> None:
        invoice = books.invoice()
        billing.pay(of(invoice), dollars(100))
        read_events(deps)
        clock.move(minutes=5)
        billing.pay(of(invoice), dollars(100))

        assert read_events(deps) == 1
        assert read_events(deps) == 0
        assert len(engine.of("track")) == 2

    def test_moves_on_with_what_it_read(
        self, deps: Deps, books: Books, billing: FakeBilling, clock: FixedClock
    ) -> None:
        started = clock.now()
        read_events(deps)
        with deps.ledger.reading() as s:
            assert desk.cursor(s, "stripe_events") == {"until": started.isoformat(), "seen": []}
        invoice = books.invoice()
        clock.move(hours=2)
        billing.void(of(invoice))
        read_events(deps)
        with deps.ledger.reading() as s:
            cursor = desk.cursor(s, "stripe_events")
        assert cursor == {"until": clock.now().isoformat(), "seen": [billing.happened[-1].id]}

    def test_says_who_did_it(
        self, deps: Deps, books: Books, billing: FakeBilling, engine: FakeEngine
    ) -> None:
        one, two = books.invoice(), books.invoice()
        billing.send(of(one), key="again")
        billing.void(of(two))
        read_events(deps)

        why = {work.args[0]: work.args[1] for work in engine.of("track")}
        assert why == {of(one): "api invoice.sent", of(two): "dashboard invoice.voided"}

    def test_does_not_read_again_what_our_own_sending_told(
        self, deps: Deps, books: Books, billing: FakeBilling, engine: FakeEngine
    ) -> None:
        ours, another, paid = books.invoice(), books.invoice(), books.invoice()
        billing.send(of(ours), key=attempt.key(ours, "send"))
        billing.send(of(another), key=attempt.key(ours, "send again"))
        billing.send(of(paid), key=attempt.key(paid, "send"))
        billing.pay(of(paid))

        assert read_events(deps) == 2
        assert {work.args[0] for work in engine.of("track")} == {of(another), of(paid)}


class TestRefresh:
    def test_looks_at_stripe_now(
        self, deps: Deps, books: Books, billing: FakeBilling, engine: FakeEngine
    ) -> None:
        invoice = books.invoice()
        billing.pay(of(invoice))
        refresh(deps, invoice.id, KIM)
        engine.run_all()

        assert books.row(invoice).status is InvoiceStatus.PAID

    def test_is_refused_to_who_may_not(self, deps: Deps, books: Books) -> None:
        with pytest.raises(NotAllowed, match="finance or ar"):
            refresh(deps, books.invoice().id, SAM)

    def test_says_so_when_there_is_nothing_at_stripe(self, deps: Deps, books: Books) -> None:
        invoice = books.invoice(status=InvoiceStatus.APPROVED)
        with deps.ledger.transaction() as s:
            invoices.get(s, invoice.id).stripe_id = None
        with pytest.raises(Conflict, match="not at Stripe yet"):
            refresh(deps, invoice.id, KIM)
        with pytest.raises(NotFound):
            refresh(deps, "inv_none", KIM)


def test_the_cursor_is_json_and_its_instants_are_aware(deps: Deps) -> None:
    read_events(deps)
    with deps.ledger.reading() as s:
        cursor = desk.cursor(s, "stripe_events")
    assert cursor is not None
    assert json.loads(json.dumps(cursor)) == cursor
    assert datetime.fromisoformat(cursor["until"]).tzinfo == UTC
