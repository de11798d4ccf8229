from datetime import timedelta

import pytest

from bot.deps import Deps
from bot.ledger import Session, deals, desk, receivables
from bot.ledger.customers import OutsideInvoiceRow
from bot.ledger.deals import DealRow
from bot.ledger.holds import HoldRow
from bot.ledger.proposals import ProposalRow
from bot.status import InvoiceStatus, ProposalStatus
from bot.workflows.crm.crm_records import deal_status
from bot.workflows.sweeping.sweep import Kind, check
from tests.fakes.billing import FakeBilling
from tests.fakes.books import Books
from tests.fakes.clock import FixedClock
from tests.fakes.crm import FakeCrm
from tests.fakes.deals import deal_id
from tests.fakes.engine import DeadWork, FakeEngine
from tests.workflows.reminding import change, of


@pytest.fixture(autouse=True)
def _reading(deps: Deps) -> None:
    """Have the feed of deals begun long ago."""
    with deps.ledger.transaction() as s:
        long_ago = deps.now() - timedelta(days=300)
        desk.set_cursor(s, "salesforce_deals", {"cut_over": long_ago.isoformat()})


def kinds(deps: Deps) -> list[Kind]:
    return [drift.kind for drift in check(deps)]


def heard(s: Session, deal_id_: str) -> None:
    for event in deals.history(s, deal_id_):
        event.written_back_at = event.at


def status(deps: Deps, deal_id_: str, to: ProposalStatus) -> None:
    with deps.ledger.transaction() as s:
        s.get_one(ProposalRow, f"prop_{deal_id_}").status = to


def tell_salesforce(deps: Deps, crm: FakeCrm) -> None:
    """Have Salesforce show what the ledger says about every deal that it has."""
    with deps.ledger.reading() as s:
        statuses = [deal_status(deps, s, deal_id) for deal_id in crm.deals]
    crm.write_back(statuses, [], [])


class TestCheck:
    def test_finds_nothing_in_clean_books(
        self, deps: Deps, books: Books, crm: FakeCrm, clock: FixedClock, billing: FakeBilling
    ) -> None:
        for late in (-3, 0, 40):
            deal = crm.put(books.deal())
            books.invoice(deal=deal, days_late=late)
        stripe_id = books.at_stripe(900, deps.today())
        with deps.ledger.transaction() as s:
            receivables.see_outside(s, billing.invoices[stripe_id], deps.now())
        tell_salesforce(deps, crm)
        clock.move(hours=2)

        assert check(deps) == []

    def test_finds_a_won_deal_that_never_arrived(
        self, deps: Deps, crm: FakeCrm, clock: FixedClock
    ) -> None:
        crm.win()
        assert kinds(deps) == []  # it may still be on its way
        clock.move(hours=2)
        assert kinds(deps) == [Kind.UNSEEN_DEAL]

    def test_finds_nothing_at_salesforce_before_the_first_look(
        self, deps: Deps, crm: FakeCrm, clock: FixedClock
    ) -> None:
        with deps.ledger.transaction() as s:
            s.query(desk.CursorRow).delete()
        crm.win()
        clock.move(hours=2)

        assert kinds(deps) == []

    def test_finds_a_won_deal_that_is_not_billed(
        self, deps: Deps, books: Books, crm: FakeCrm, clock: FixedClock
    ) -> None:
        never, rejected, settled, voided, nothing = (crm.put(books.deal()) for _ in range(5))
        void = books.invoice(deal=voided)
        change(deps, void, status=InvoiceStatus.VOID, stripe_id=None)
        books.billing.invoices.clear()
        status(deps, rejected.id, ProposalStatus.REJECTED)
        status(deps, settled.id, ProposalStatus.NOT_BILLED)
        with deps.ledger.transaction() as s:
            s.delete(s.get_one(ProposalRow, f"prop_{never.id}"))
        tell_salesforce(deps, crm)
        clock.move(hours=2)

        found = {drift.deal_id: drift.words for drift in check(deps)}
        assert found.keys() == {never.id, rejected.id, voided.id, nothing.id}
        assert "never proposed" in found[never.id]
        assert found[voided.id].endswith("its invoices are: void")
        assert found[nothing.id].endswith("its invoices are: none")

    @pytest.mark.parametrize("why", ["it settles", "it is in trouble"])
    def test_knows_why_a_deal_has_no_proposal_yet(
        self, why: str, deps: Deps, books: Books, crm: FakeCrm, clock: FixedClock
    ) -> None:
        deal = crm.put(books.deal())
        with deps.ledger.transaction() as s:
            s.delete(s.get_one(ProposalRow, f"prop_{deal.id}"))
            if why == "it settles":
                s.get_one(DealRow, deal.id).settles_at = deps.now()
            else:
                desk.open_trouble(
                    s, subject=deal.id, kind="propose", words="no", now=deps.now(), deal_id=deal.id
                )
        clock.move(hours=2)

        assert kinds(deps) == []

    def test_finds_an_invoice_that_stripe_shows_differently(
        self, deps: Deps, books: Books, billing: FakeBilling
    ) -> None:
        amount, state = books.invoice(), books.invoice()
        billing.pay(of(state))
        change(deps, amount, balance_minor=5, number="")

        found = check(deps)
        assert [drift.kind for drift in found] == [Kind.INVOICE_DIFFERS] * 2
        assert {drift.subject for drift in found} == {amount.id, state.id}
        assert any(drift.words.startswith("Invoice 1 of Acme") for drift in found)

    def test_finds_an_invoice_of_ours_that_the_ledger_does_not_know(
        self, deps: Deps, books: Books
    ) -> None:
        books.at_stripe(100, deps.today(), invoice_id="inv_lost", deal_id=deal_id(9))

        assert kinds(deps) == [Kind.ORPHAN, Kind.TOTALS_DIFFER]

    def test_finds_totals_that_do_not_tie(
        self, deps: Deps, books: Books, billing: FakeBilling
    ) -> None:
        missing, more, over = (books.at_stripe(100, deps.today()) for _ in range(3))
        with deps.ledger.transaction() as s:
            for stripe_id in (more, over):
                receivables.see_outside(s, billing.invoices[stripe_id], deps.now())
            s.get_one(OutsideInvoiceRow, more).balance_minor = 7
        billing.void(over)

        found = check(deps)
        assert {drift.subject for drift in found} == {missing, more, over}
        assert {drift.kind for drift in found} == {Kind.TOTALS_DIFFER}

    def test_finds_an_approved_invoice_that_is_not_out(
        self, deps: Deps, books: Books, clock: FixedClock
    ) -> None:
        stuck, held, later = (books.invoice(status=InvoiceStatus.APPROVED) for _ in range(3))
        trouble = books.invoice(status=InvoiceStatus.APPROVED)
        change(deps, later, issue_date=deps.today() + timedelta(days=9))
        with deps.ledger.transaction() as s:
            hold = HoldRow(
                subject=held.deal_id, deal_id=held.deal_id, reason="other", by="U", by_name="U",
                at=deps.now(),
            )  # fmt: skip
            s.add(hold)
            desk.open_trouble(s, subject=trouble.id, kind="issue", words="no", now=deps.now())
        assert kinds(deps) == []
        clock.move(hours=2)

        [found] = check(deps)
        assert (found.kind, found.subject) == (Kind.NOT_ISSUED, stuck.id)

    def test_finds_a_draft_that_was_left_over(
        self, deps: Deps, books: Books, billing: FakeBilling, clock: FixedClock
    ) -> None:
        left, twice, waiting = (books.invoice() for _ in range(3))
        change(deps, left, status=InvoiceStatus.CANCELED)
        change(deps, twice, status=InvoiceStatus.SCHEDULED, stripe_id="in_other")
        change(deps, waiting, status=InvoiceStatus.SCHEDULED)
        strange = books.at_stripe(100, deps.today(), invoice_id="inv_lost")
        for stripe_id in (of(left), of(twice), of(waiting), strange):
            draft = billing.invoices[stripe_id].model_copy(update={"status": None})
            billing.invoices[stripe_id] = draft
        assert kinds(deps) == []  # they may just be in the making
        clock.move(hours=2)

        found = {drift.subject: drift.words for drift in check(deps)}
        assert found.keys() == {of(left), of(twice), strange, twice.id}  # whose own is gone
        assert "is canceled: " in found[of(left)]
        assert found[strange].startswith("The ledger does not know it: ")

    def test_finds_what_salesforce_has_not_heard(
        self, deps: Deps, books: Books, clock: FixedClock
    ) -> None:
        deaf, refused, told = (books.deal() for _ in range(3))
        with deps.ledger.transaction() as s:
            for deal in (deaf, refused, told):
                deals.tell(s, deal.id, at=deps.now(), who="Kim", what="Approved.")
            heard(s, told.id)
            desk.open_trouble(
                s, subject=refused.id, kind="write_back", words="no", now=deps.now(),
                deal_id=refused.id,
            )  # fmt: skip
        assert kinds(deps) == []
        clock.move(hours=2)

        [found] = check(deps)
        assert (found.kind, found.subject) == (Kind.NOT_WRITTEN, deaf.id)

    def test_finds_a_proposal_without_a_card(
        self, deps: Deps, books: Books, clock: FixedClock
    ) -> None:
        bare, shown = books.deal(), books.deal()
        for deal in (bare, shown):
            status(deps, deal.id, ProposalStatus.PENDING)
        with deps.ledger.transaction() as s:
            desk.shown(s, "card", f"prop_{shown.id}", channel="C", ts="1")
        assert kinds(deps) == []
        clock.move(hours=2)

        [found] = check(deps)
        assert (found.kind, found.subject) == (Kind.NO_CARD, f"prop_{bare.id}")

    def test_finds_work_that_cannot_go_on(self, deps: Deps, engine: FakeEngine) -> None:
        engine.dead_work += [DeadWork("w1", "issue"), DeadWork("w2")]

        assert [drift.words for drift in check(deps)] == ["issue failed", "A workflow failed"]
