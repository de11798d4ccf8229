"""Wherever the process dies, a scheduled draft is there once, and goes out once."""

from collections.abc import Callable, Iterator
from datetime import date

import pytest

from bot.deal import Contact, Terms
from bot.deps import Deps
from bot.status import InvoiceStatus
from bot.workflows.deciding.propose import propose
from bot.workflows.issuing.align import align
from bot.workflows.issuing.clearing import discard_draft
from bot.workflows.issuing.issue import issue
from bot.workflows.issuing.see_sent import see_sent
from bot.workflows.tracking.track import track
from bot.workflows.tracking.watch import see
from tests.fakes.deals import a_deal, deal_id
from tests.fakes.engine import FakeEngine
from tests.workflows.house import NO_ANSWER, STORED_500, House
from tests.workflows.issuing.test_issue_crash import Crash, MortalEngine

LATER = date(2027, 1, 15)
Run = Callable[[], None]


@pytest.fixture
def engine() -> FakeEngine:
    return MortalEngine()


@pytest.fixture
def mortal(engine: FakeEngine) -> MortalEngine:
    assert isinstance(engine, MortalEngine)
    return engine


@pytest.fixture
def house(deps: Deps) -> House:
    return House(deps)


WEATHER = {
    "fair": None,
    **{f"500 {'after' if after else 'before'}": (STORED_500, after) for after in (True, False)},
    **{f"mute {'after' if after else 'before'}": (NO_ANSWER, after) for after in (True, False)},
}


def drafted(house: House, mortal: MortalEngine, *, begun: bool) -> Iterator[tuple[str, str]]:
    """Yield deal and invoice for a later day, each with a customer of its own; drafted if begun."""
    number = 0
    while True:
        number += 1
        mortal.begin(None)
        house.billing.failures_are_over()
        ident = deal_id(number)
        lee = Contact(id=f"{number:018d}", name="Lee", email=f"ap{number}@acme.example")
        terms = Terms(text="Net 30", send_date=LATER)
        won = house.crm.win(a_deal(id=ident, contacts=(lee,), terms=terms))
        with house.deps.ledger.transaction() as s:
            see(house.deps, s, won)
        propose(house.deps, ident)
        house.approve(deal_id=ident)
        invoice_id = house.invoice(ident).id
        if begun:
            mortal.begin(None)
            issue(house.deps, invoice_id)
        yield ident, invoice_id


def to_the_end(mortal: MortalEngine, run: Run) -> None:
    try:
        run()
    except Crash:
        mortal.position = 0
        run()


def at_stripe(house: House, ident: str) -> list[tuple[InvoiceStatus | None, date | None, str]]:
    found = [i for i in house.billing.invoices.values() if i.deal_id == ident]
    return [(i.status, i.finalizes_on, str(i.total)) for i in found]


def mails(house: House, ident: str) -> int:
    ids = {i.stripe_id for i in house.billing.invoices.values() if i.deal_id == ident}
    return sum(stripe_id in ids for stripe_id, _ in house.billing.mails)


def everywhere(mortal: MortalEngine) -> list[tuple[int, str] | None]:
    """Return each place at which a run can die, after one that did not."""
    steps = range(len(mortal.kept))
    return [None, *((step, when) for step in steps for when in ("before", "after"))]


class TestCrash:
    @pytest.mark.parametrize("method", ["draft", "add_lines"])
    @pytest.mark.parametrize("weather", WEATHER)
    def test_while_it_is_drafted(
        self, house: House, mortal: MortalEngine, weather: str, method: str
    ) -> None:
        numbered = drafted(house, mortal, begun=False)
        _, first = next(numbered)
        mortal.begin(None)
        issue(house.deps, first)
        for dies_at in everywhere(mortal):
            ident, invoice_id = next(numbered)
            if failure := WEATHER[weather]:
                house.billing.fail_at(method, failure[0], after=failure[1])
            mortal.begin(dies_at)
            to_the_end(mortal, lambda one=invoice_id: issue(house.deps, one))  # type: ignore[misc]  # mypy types no lambda with a default
            assert at_stripe(house, ident) == [(None, LATER, "$48,000.00")], dies_at
            row = house.invoice(ident)
            assert (row.status, row.advances) == (InvoiceStatus.SCHEDULED, True)
            assert mails(house, ident) == 0
        assert house.troubles() == []

    @pytest.mark.parametrize("method", ["unschedule", "send"])
    @pytest.mark.parametrize("weather", WEATHER)
    def test_while_it_is_seen_to_be_sent(
        self, house: House, mortal: MortalEngine, weather: str, method: str
    ) -> None:
        numbered = drafted(house, mortal, begun=True)
        known = [next(numbered) for _ in range(9)]
        house.clock.move(days=60)
        mortal.begin(None)
        for stripe_id in list(house.billing.invoices):
            track(house.deps, stripe_id, "dashboard invoice.finalized")
        for dies_at, (ident, invoice_id) in zip(
            [None, *((step, when) for step in range(4) for when in ("before", "after"))],
            known,
            strict=True,
        ):
            house.billing.failures_are_over()
            if failure := WEATHER[weather]:
                house.billing.fail_at(method, failure[0], after=failure[1])
            mortal.begin(dies_at)
            to_the_end(mortal, lambda one=invoice_id: see_sent(house.deps, one))  # type: ignore[misc]  # as above
            row = house.invoice(ident)
            assert (row.status, row.advances) == (InvoiceStatus.OPEN, False)
            assert (row.sent_at is not None, mails(house, ident)) == (True, 1), dies_at
        assert house.troubles() == []

    @pytest.mark.parametrize("weather", WEATHER)
    def test_while_it_is_moved_or_given_up(
        self, house: House, mortal: MortalEngine, weather: str
    ) -> None:
        numbered = drafted(house, mortal, begun=True)
        for dies_at in [None, *((step, when) for step in range(3) for when in ("before", "after"))]:
            ident, invoice_id = next(numbered)
            moved = date(2027, 2, 1)
            house.edit(invoice_id, issue_date=moved, due_date=date(2027, 3, 3))
            if failure := WEATHER[weather]:
                house.billing.fail_at("schedule", failure[0], after=failure[1])
            mortal.begin(dies_at)
            to_the_end(mortal, lambda one=invoice_id: align(house.deps, one, f"test:{one}"))  # type: ignore[misc]  # as above
            assert at_stripe(house, ident) == [(None, moved, "$48,000.00")], dies_at
            house.edit(invoice_id, status=InvoiceStatus.CANCELED)
            if failure := WEATHER[weather]:
                house.billing.fail_at("discard", failure[0], after=failure[1])
            mortal.begin(dies_at)
            to_the_end(mortal, lambda one=invoice_id: discard_draft(house.deps, one))  # type: ignore[misc]  # as above
            assert at_stripe(house, ident) == [], dies_at
        assert house.troubles() == []

    def test_and_stays_away_until_the_empty_draft_finalized(
        self, house: House, mortal: MortalEngine
    ) -> None:
        house.poll_stripe()
        ident, invoice_id = next(drafted(house, mortal, begun=False))
        house.billing.die_after("draft", Crash())
        with pytest.raises(Crash):
            issue(house.deps, invoice_id)
        house.clock.move(days=60)
        house.billing.forget_keys()
        mortal.begin(None)
        house.poll_stripe()
        assert house.invoice(ident).status is InvoiceStatus.APPROVED  # it asks for nothing
        mortal.begin(None)
        issue(house.deps, invoice_id)
        row = house.invoice(ident)
        assert (row.status, row.balance_minor) == (InvoiceStatus.OPEN, 4_800_000)
        assert sorted(str(i.total) for i in house.billing.invoices.values()) == [
            "$0.00",
            "$48,000.00",
        ]
        assert mails(house, ident) == 1
