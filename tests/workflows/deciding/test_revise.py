from decimal import Decimal

import pytest

from bot.actor import Actor
from bot.deps import Deps
from bot.due import Due
from bot.errors import Conflict, Invalid, NotAllowed
from bot.ledger import audit, deals, proposals
from bot.ledger.customers import OutsideInvoiceRow
from bot.ledger.proposals import ProposalRow
from bot.money import Money
from bot.overrides import Overrides
from bot.plan import PlanLine
from bot.status import ProposalStatus, move_proposal
from bot.workflows.deciding.propose import propose
from bot.workflows.deciding.revise import Stale, fix, link_look_alike, modify, review
from bot.workflows.telling.changes import under_way
from tests.fakes.billing import FakeBilling
from tests.fakes.books import Books
from tests.fakes.engine import FakeEngine
from tests.pending import DANA, KIM, PAT, a_pending, latest, told

NET_60 = Overrides(due=Due(net_days=60))
PO = Overrides(po_number="PO-1")


@pytest.fixture(autouse=True)
def _proposing(deps: Deps, engine: FakeEngine) -> None:
    engine.register("propose", propose, deps, queue="stripe")


def change(
    deps: Deps, seen: ProposalRow, changes: Overrides = NET_60, who: Actor = KIM
) -> ProposalRow:
    modify(deps, seen.id, seen.content_hash, changes, who)
    return latest(deps, seen.deal_id)


class TestModify:
    def test_makes_a_new_revision_that_names_who_changed_it(
        self, deps: Deps, engine: FakeEngine
    ) -> None:
        seen = a_pending(deps)
        change(deps, seen)
        engine.run_all()
        now = latest(deps, seen.deal_id)
        assert (now.revision, now.changed_by) == (2, ["UKIM"])
        assert now.plan.installments[0].due == Due(net_days=60)

    def test_tells_the_difference(self, deps: Deps) -> None:
        seen = a_pending(deps)
        change(deps, seen)
        with deps.ledger.reading() as s:
            event = deals.history(s, seen.deal_id)[-1]
        assert (event.who, event.what) == ("Kim", "Modified the proposal.")
        assert event.detail == "The terms are Net 60 instead of Net 30."

    def test_lays_later_changes_over_earlier_ones(self, deps: Deps, engine: FakeEngine) -> None:
        seen = a_pending(deps)
        change(deps, seen)
        engine.run_all()
        lines = (PlanLine(description="All", amount=Money(minor=5_000_00, currency="USD")),)
        change(deps, latest(deps, seen.deal_id), Overrides(lines=lines), PAT)
        engine.run_all()
        now = latest(deps, seen.deal_id)
        assert (now.revision, now.changed_by) == (3, ["UKIM", "UPAT"])
        assert now.plan.installments[0].due == Due(net_days=60)
        assert now.plan.total.amount == Decimal(5000)

    def test_is_for_finance(self, deps: Deps) -> None:
        seen = a_pending(deps)
        with pytest.raises(NotAllowed, match="only finance may modify"):
            modify(deps, seen.id, seen.content_hash, NET_60, DANA)

    def test_refuses_a_stale_form_with_the_difference(self, deps: Deps, engine: FakeEngine) -> None:
        seen = a_pending(deps)
        change(deps, seen)
        engine.run_all()
        with pytest.raises(Stale, match="Net 60 instead of Net 30") as raised:
            modify(deps, seen.id, seen.content_hash, PO, PAT)
        assert raised.value.proposal_id == latest(deps, seen.deal_id).id

    def test_refuses_a_second_change_before_the_first_is_shown(
        self, deps: Deps, engine: FakeEngine
    ) -> None:
        seen = a_pending(deps)
        change(deps, seen)
        with deps.ledger.reading() as s:
            assert under_way(s, proposals.get(s, seen.id))
        with pytest.raises(Stale, match="try again in a moment"):
            modify(deps, seen.id, seen.content_hash, PO, PAT)
        engine.run_all()
        with deps.ledger.reading() as s:
            assert not under_way(s, latest(deps, seen.deal_id))

    def test_takes_a_second_click_for_the_first(self, deps: Deps, engine: FakeEngine) -> None:
        seen = a_pending(deps)
        change(deps, seen)
        change(deps, seen)
        engine.run_all()
        change(deps, seen)
        engine.run_all()
        assert latest(deps, seen.deal_id).revision == 2

    def test_refuses_a_change_of_nothing(self, deps: Deps) -> None:
        seen = a_pending(deps)
        with pytest.raises(Invalid, match="Nothing is different"):
            change(deps, seen, Overrides(due=Due(net_days=30)))

    @pytest.mark.parametrize(
        ("status", "because"),
        [
            (ProposalStatus.APPROVED, "it is approved. What was sent is not changed"),
            (ProposalStatus.REJECTED, "it is rejected. Re-open it first"),
            (ProposalStatus.SUPERSEDED, "it was withdrawn"),
        ],
    )
    def test_says_why_it_is_not_possible(
        self, deps: Deps, status: ProposalStatus, because: str
    ) -> None:
        seen = a_pending(deps)
        with deps.ledger.transaction() as s:
            move_proposal(proposals.get(s, seen.id), status)
        with pytest.raises(Conflict, match=because):
            change(deps, seen)

    def test_keeps_a_customer_that_was_found(self, deps: Deps, billing: FakeBilling) -> None:
        billing.add_customer("Acme", "ap@acme.example", account_id="001000000000001AAA")
        seen = a_pending(deps)
        assert seen.plan.customer_id
        shown = review(deps, seen.id, seen.content_hash, NET_60)
        assert shown.changes == ("The terms are Net 60 instead of Net 30.",)
        assert shown.after.customer_id == seen.plan.customer_id


class TestFix:
    def a_blocked(self, deps: Deps) -> ProposalRow:
        return a_pending(deps, terms={"text": "Net 30", "po_required": True})

    def test_gives_what_is_missing(self, deps: Deps, engine: FakeEngine) -> None:
        seen = self.a_blocked(deps)
        fix(deps, seen.id, seen.content_hash, PO, KIM)
        engine.run_all()
        now = latest(deps, seen.deal_id)
        assert (now.plan.po_number, now.findings) == ("PO-1", ())
        assert "Kim: Fixed it." in told(deps, seen.deal_id)

    def test_flags_what_the_deal_owner_changed(self, deps: Deps) -> None:
        seen = self.a_blocked(deps)
        fix(deps, seen.id, seen.content_hash, PO, DANA)
        fix(deps, seen.id, seen.content_hash, PO, DANA)  # a second click
        assert told(deps, seen.deal_id)[-1] == "Dana: The deal owner fixed it, please check."

    def test_changes_nothing_else(self, deps: Deps) -> None:
        seen = self.a_blocked(deps)
        with pytest.raises(Conflict, match="not asked for any more"):
            fix(deps, seen.id, seen.content_hash, NET_60, DANA)


class TestLookAlikes:
    @pytest.fixture
    def alike(self, deps: Deps, books: Books, billing: FakeBilling) -> str:
        customer = billing.add_customer("Acme", "ap@acme.example", account_id="001000000000001AAA")
        stripe_id = books.at_stripe(4_800_000, deps.today(), customer)
        with deps.ledger.transaction() as s:
            s.add(
                OutsideInvoiceRow(
                    stripe_id=stripe_id,
                    number="OLD-7",
                    customer_id=customer,
                    currency="USD",
                    balance_minor=4_800_000,
                    seen_at=deps.now(),
                )
            )
        return stripe_id

    def test_can_be_dismissed(self, deps: Deps, engine: FakeEngine, alike: str) -> None:
        seen = a_pending(deps)
        assert [finding.kind for finding in seen.findings] == ["look_alike"]
        fix(deps, seen.id, seen.content_hash, Overrides(dismissed=(alike,)), KIM)
        with deps.ledger.reading() as s:
            assert not under_way(s, proposals.get(s, seen.id))
            detail = deals.history(s, seen.deal_id)[-1].detail
        assert detail == "Invoice OLD-7 at Stripe is not this deal's."
        engine.run_all()
        assert latest(deps, seen.deal_id).findings == ()

    def test_can_be_linked_which_settles_the_deal(self, deps: Deps, alike: str) -> None:
        seen = a_pending(deps)
        link_look_alike(deps, seen.id, seen.content_hash, alike, KIM)
        now = latest(deps, seen.deal_id)
        assert now.status is ProposalStatus.NOT_BILLED
        assert now.reason.startswith("billed by invoice OLD-7")
        with deps.ledger.reading() as s:
            outside = s.get(OutsideInvoiceRow, alike)
            assert outside
            assert outside.linked_deal_id == seen.deal_id
            assert [e.action for e in audit.entries(s, seen.id)][-1] == "proposal.settled"

    def test_can_be_linked_before_the_sweep_saw_them(self, deps: Deps) -> None:
        seen = a_pending(deps)
        link_look_alike(deps, seen.id, seen.content_hash, "in_1", KIM)
        assert latest(deps, seen.deal_id).reason.startswith("billed by invoice in_1")

    def test_are_linked_by_who_may_settle_deals(self, deps: Deps, alike: str) -> None:
        seen = a_pending(deps)
        with pytest.raises(NotAllowed):
            link_look_alike(deps, seen.id, seen.content_hash, alike, DANA)
