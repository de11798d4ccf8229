from datetime import timedelta

import pytest

from bot.deps import Deps
from bot.errors import Trouble, VendorError
from bot.ledger import Session, deals, desk, invoices
from bot.ledger.proposals import ProposalRow
from bot.status import InvoiceStatus, ProposalStatus
from bot.workflows.sweeping.sweep import Kind, check, note, sweep
from tests.fakes.billing import FakeBilling
from tests.fakes.books import Books
from tests.fakes.clock import FixedClock
from tests.fakes.crm import FakeCrm
from tests.fakes.deals import a_deal, deal_id
from tests.fakes.engine import DeadWork, FakeEngine
from tests.fakes.slack import FakeMessenger
from tests.workflows.house import House
from tests.workflows.reminding import of, text


@pytest.fixture(autouse=True)
def _reading(deps: Deps) -> None:
    """Have the feed of deals begun long ago."""
    with deps.ledger.transaction() as s:
        long_ago = deps.now() - timedelta(days=300)
        desk.set_cursor(s, "salesforce_deals", {"cut_over": long_ago.isoformat()})


@pytest.fixture
def house(deps: Deps) -> House:
    return House(deps)


def kinds(deps: Deps) -> list[Kind]:
    return [drift.kind for drift in check(deps)]


def heard(s: Session, deal_id_: str) -> None:
    for event in deals.history(s, deal_id_):
        event.written_back_at = event.at


def status(deps: Deps, deal_id_: str, to: ProposalStatus) -> None:
    with deps.ledger.transaction() as s:
        s.get_one(ProposalRow, f"prop_{deal_id_}").status = to


class TestSweep:
    def test_says_nothing_when_all_agrees(
        self, deps: Deps, books: Books, messenger: FakeMessenger
    ) -> None:
        books.invoice()
        sweep(deps, "2026-11-24")

        assert messenger.said == []

    def test_mends_by_reading_again_what_the_feeds_missed(
        self, deps: Deps, books: Books, billing: FakeBilling, messenger: FakeMessenger
    ) -> None:
        invoice = books.invoice()
        books.at_stripe(900, deps.today())
        billing.pay(of(invoice))
        sweep(deps, "2026-11-24")

        assert books.row(invoice).status is InvoiceStatus.PAID
        assert messenger.roots("#billing-ops") == []

    def test_posts_counts_and_lines_and_opens_trouble_that_closes_itself(
        self, deps: Deps, books: Books, messenger: FakeMessenger, engine: FakeEngine,
        clock: FixedClock, billing: FakeBilling,
    ) -> None:  # fmt: skip
        stripe_id = books.at_stripe(100, deps.today(), invoice_id="inv_lost")
        engine.dead_work += [DeadWork("w1", "issue")]
        sweep(deps, "2026-11-24")

        [said] = messenger.roots("#billing-ops")
        assert said.message.text == "The nightly comparison found 2 differences"
        shown = text(said.message)
        assert "1 × invoice at Stripe that the ledger does not know" in shown
        with deps.ledger.reading() as s:
            troubles = {row.subject: row.retry for row in desk.open_troubles(s)}
        assert troubles == {
            f"{Kind.ORPHAN}:{stripe_id}": {},
            f"{Kind.DEAD}:w1": {"wake": "w1"},
        }

        clock.move(days=1)
        billing.void(stripe_id)
        engine.dead_work.clear()
        with deps.ledger.transaction() as s:
            desk.open_trouble(s, subject="x", kind="issue", words="no", now=deps.now())
        sweep(deps, "2026-11-25")
        with deps.ledger.reading() as s:
            assert [row.kind for row in desk.open_troubles(s)] == ["issue"]
        assert len(messenger.roots("#billing-ops")) == 1

    def test_starts_again_what_was_left_lying(
        self, deps: Deps, books: Books, engine: FakeEngine, clock: FixedClock, crm: FakeCrm
    ) -> None:
        bare, deaf = books.deal(), books.deal()
        stuck = books.invoice(status=InvoiceStatus.APPROVED)
        status(deps, bare.id, ProposalStatus.PENDING)
        with deps.ledger.transaction() as s:
            deals.tell(s, deaf.id, at=deps.now(), who="Kim", what="Approved.")
            deals.get(s, deaf.id).write_back_due = False
        unseen = crm.win(a_deal(id=deal_id(77)))
        clock.move(hours=2)
        sweep(deps, "2026-11-24")

        assert [work.args for work in engine.of("show_card") if bare.id in work.args]
        assert engine.of("write_back")
        with deps.ledger.reading() as s:
            assert deals.get(s, deaf.id).write_back_due
            assert deals.find(s, unseen.id) is not None
            retries = [row.retry for row in desk.open_troubles(s)]
        assert {"workflow": "issue", "args": [stuck.id]} in retries
        assert {"workflow": "write_back_again", "args": [deaf.id]} in retries

    def test_is_over_as_soon_as_what_lay_goes_out(self, house: House) -> None:
        house.ordered()
        house.clock.move(hours=2)
        sweep(house.deps, "2026-11-24")
        found = {one.subject.partition(":")[0] for one in house.troubles()}
        assert found == {Kind.NOT_ISSUED, Kind.NOT_WRITTEN}
        house.retry("drift")
        assert house.status() is InvoiceStatus.OPEN
        assert house.troubles() == []

    def test_offers_to_look_again_at_totals(self, deps: Deps, books: Books) -> None:
        stripe_id = books.at_stripe(100, deps.today())
        found = check(deps)
        assert [drift.kind for drift in found] == [Kind.TOTALS_DIFFER]
        note(deps, [drift.to_json() for drift in found], "2026-11-24")
        with deps.ledger.reading() as s:
            [row] = desk.open_troubles(s)
        assert row.retry == {"workflow": "track", "args": [stripe_id, "retry"]}

    def test_says_nothing_of_what_a_second_look_does_not_show(
        self, deps: Deps, books: Books, billing: FakeBilling, messenger: FakeMessenger
    ) -> None:
        books.at_stripe(100, deps.today())
        billing.fail_next(VendorError("Stripe", "no", trouble=Trouble.REFUSED))
        sweep(deps, "2026-11-24")

        assert messenger.said == []
        with deps.ledger.reading() as s:
            assert desk.open_troubles(s) == []

    def test_says_nothing_when_it_cannot_compare(
        self, deps: Deps, crm: FakeCrm, messenger: FakeMessenger, books: Books
    ) -> None:
        books.at_stripe(100, deps.today(), invoice_id="inv_lost")
        crm.fail_next(VendorError("Salesforce", "no", trouble=Trouble.REFUSED))
        sweep(deps, "2026-11-24")

        assert messenger.said == []
        with deps.ledger.reading() as s:
            assert invoices.in_status(s, InvoiceStatus.OPEN) == []
