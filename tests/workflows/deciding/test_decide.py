from dataclasses import replace
from decimal import Decimal

import pytest

from bot.deps import Deps
from bot.errors import Conflict, NotAllowed, NotFound
from bot.ledger import audit, proposals
from bot.ledger.proposals import ProposalRow, Verdict
from bot.overrides import Overrides
from bot.policy import Tier
from bot.status import InvoiceStatus, ProposalStatus
from bot.workflows.deciding import decide, revise
from bot.workflows.deciding.decide import AlreadyDecided, ContentChanged
from tests.fakes.deals import DEAL_ID
from tests.workflows.house import (
    ALEX,
    DANA,
    KIM,
    PAT,
    REFUSED,
    TWO_ABOVE_25K,
    House,
    with_policy,
)


@pytest.fixture
def house(deps: Deps) -> House:
    return House(deps)


@pytest.fixture
def strict(house: House) -> House:
    """Two approvers above $25,000."""
    house.deps = replace(house.deps, policy=with_policy(house.deps, tiers=TWO_ABOVE_25K))
    return house


def verdicts(house: House, proposal: ProposalRow) -> dict[str, Verdict]:
    with house.deps.ledger.reading() as s:
        return {d.actor: d.verdict for d in proposals.decisions(s, proposal.id)}


def modify(house: House, **changes: object) -> None:
    latest = house.latest()
    wish = Overrides.model_validate(changes)
    revise.modify(house.deps, latest.id, latest.content_hash, wish, KIM)
    house.run()


def reject(house: House, proposal: ProposalRow, note: str = "") -> None:
    decide.reject(
        house.deps, proposal.id, proposal.content_hash, PAT, reason="wrong_amount", note=note
    )


class TestApprove:
    def test_orders_the_invoice_with_the_same_commit(self, house: House) -> None:
        proposal = house.propose()
        house.approve()
        assert house.latest().status is ProposalStatus.APPROVED
        assert house.status() is InvoiceStatus.APPROVED
        assert [work.args for work in house.engine.of("issue")] == [(house.invoice().id,)]
        assert verdicts(house, proposal) == {"UKIM": Verdict.APPROVE}
        assert "Kim: Approved: $48,000.00." in house.told()

    def test_notes_hash_policy_and_group(self, house: House) -> None:
        proposal = house.propose()
        house.approve()
        with house.deps.ledger.reading() as s:
            [made] = proposals.decisions(s, proposal.id)
            [entry] = [e for e in audit.entries(s, proposal.id) if e.action == "proposal.approved"]
        assert (made.content_hash, made.policy_version, made.group) == (
            proposal.content_hash,
            "test",
            "finance",
        )
        assert entry.after["group"] == "finance"
        assert entry.after["content_hash"] == proposal.content_hash

    def test_is_for_finance(self, house: House) -> None:
        house.propose()
        with pytest.raises(NotAllowed, match="finance"):
            house.approve(ALEX)
        assert house.latest().status is ProposalStatus.PENDING

    def test_is_for_the_group_of_its_tier(self, house: House) -> None:
        tier = Tier(currency="USD", who=("cfo",))
        people = {**house.deps.policy.people, "cfo": ("UPAT",)}
        policy = with_policy(house.deps, tiers=(tier,), people=people)
        house.deps = replace(house.deps, policy=policy)
        house.propose()
        with pytest.raises(NotAllowed, match="cfo"):
            house.approve(KIM)
        house.approve(PAT)
        assert house.latest().status is ProposalStatus.APPROVED

    def test_is_never_of_ones_own_deal(self, house: House) -> None:
        policy = with_policy(house.deps, people={"finance": ("UDANA",), "ar": ("@ar",)})
        house.deps = replace(house.deps, policy=policy)
        house.propose()
        with pytest.raises(NotAllowed, match="their own deal"):
            house.approve(DANA)

    @pytest.mark.parametrize("seen", ["", "0123456789abcdef", "x" * 64])
    def test_is_of_what_the_card_showed(self, house: House, seen: str) -> None:
        proposal = house.propose()
        with pytest.raises(ContentChanged, match="look at it again"):
            decide.approve(house.deps, proposal.id, seen, KIM)
        assert house.invoices() == []

    def test_of_a_replaced_card_points_to_the_new_one(self, house: House) -> None:
        old = house.propose()
        house.change(amount=Decimal(100), lines=())
        [card] = house.messenger.roots("#billing-approvals")
        with pytest.raises(ContentChanged, match=house.messenger.link(card.place)):
            decide.approve(house.deps, old.id, old.content_hash, KIM)

    def test_of_a_replaced_card_is_refused_before_the_new_one_stands(self, house: House) -> None:
        old = house.propose()
        [card] = house.messenger.roots("#billing-approvals")
        house.messenger.delete(card.place)
        house.messenger.fail_next(REFUSED)
        house.change(amount=Decimal(100), lines=())
        with pytest.raises(ContentChanged, match="replaced"):
            decide.approve(house.deps, old.id, old.content_hash, KIM)

    def test_waits_while_the_deal_is_on_hold(self, house: House) -> None:
        house.propose()
        house.hold(DEAL_ID)
        with pytest.raises(Conflict, match="on hold by Alex"):
            house.approve()

    def test_waits_while_something_blocks_it(self, house: House) -> None:
        house.propose(contacts=())
        with pytest.raises(Conflict, match="no contact to send the invoice to"):
            house.approve()

    def test_waits_while_the_plan_is_being_changed(self, house: House) -> None:
        proposal = house.propose()
        wish = Overrides(po_number="PO-1")
        revise.modify(house.deps, proposal.id, proposal.content_hash, wish, KIM)
        with pytest.raises(ContentChanged, match="being changed"):
            house.approve(PAT)
        house.run()
        house.approve(PAT)
        assert house.latest().plan.po_number == "PO-1"

    def test_is_of_a_proposal(self, house: House) -> None:
        with pytest.raises(NotFound):
            decide.approve(house.deps, "prop_x", "", KIM)


class TestSecondClick:
    def test_by_the_winner_says_you(self, house: House) -> None:
        house.propose()
        house.approve()
        with pytest.raises(AlreadyDecided, match=r"^You approved this already, on Nov 23"):
            house.approve()

    def test_by_a_loser_says_who_and_when(self, house: House) -> None:
        house.propose()
        house.approve()
        with pytest.raises(AlreadyDecided, match=r"^Kim approved this already, on Nov 23"):
            house.approve(PAT)
        assert len(house.invoices()) == 1

    def test_says_what_was_decided_instead(self, house: House) -> None:
        proposal = house.propose()
        reject(house, proposal)
        with pytest.raises(AlreadyDecided, match="Pat rejected this already"):
            house.approve()


class TestQuorum:
    def test_needs_two_above_the_limit(self, strict: House) -> None:
        strict.propose()
        strict.approve(KIM)
        assert strict.latest().status is ProposalStatus.PENDING
        assert strict.told()[-1] == "Kim: Approved: 1 of 2."
        strict.approve(PAT)
        assert strict.latest().status is ProposalStatus.APPROVED
        assert len(strict.invoices()) == 1

    def test_needs_one_up_to_the_limit(self, strict: House) -> None:
        strict.propose(amount=Decimal(25_000), lines=())
        strict.approve()
        assert strict.latest().status is ProposalStatus.APPROVED

    def test_gives_nobody_two_slots(self, strict: House) -> None:
        strict.propose()
        strict.approve(KIM)
        with pytest.raises(AlreadyDecided, match="somebody else has to as well"):
            strict.approve(KIM)
        assert strict.latest().status is ProposalStatus.PENDING

    def test_lets_an_approver_reject_after_all_and_keeps_both_on_record(
        self, strict: House
    ) -> None:
        proposal = strict.propose()
        strict.approve(PAT)
        strict.clock.move(minutes=1)
        reject(strict, proposal, note="the PO is wrong")
        assert verdicts(strict, proposal) == {"UPAT": Verdict.REJECT}
        assert [
            (actor, action) for actor, action in strict.audited(proposal.id) if actor == "UPAT"
        ] == [("UPAT", "proposal.seconded"), ("UPAT", "proposal.rejected")]
        with strict.deps.ledger.reading() as s:
            *_, last = audit.entries(s, proposal.id)
            assert last.after["reason"] == "wrong amount: the PO is wrong"
            assert audit.verify(s) is None


class TestWhoeverChangedIt:
    def test_cannot_be_the_only_approver(self, house: House) -> None:
        house.propose()
        modify(house, po_number="PO-1")
        with pytest.raises(NotAllowed, match="you changed this plan"):
            house.approve(KIM)
        house.approve(PAT)
        assert house.latest().status is ProposalStatus.APPROVED

    def test_counts_beside_somebody_else(self, strict: House) -> None:
        strict.propose()
        modify(strict, po_number="PO-1")
        strict.approve(KIM)
        strict.approve(PAT)
        assert strict.latest().status is ProposalStatus.APPROVED

    def test_needs_a_third_if_both_changed_it(self, strict: House) -> None:
        strict.propose()
        with strict.deps.ledger.transaction() as s:
            proposals.get(s, strict.latest().id).changed_by = ["UKIM", "UPAT"]
        strict.approve(KIM)
        strict.approve(PAT)
        assert strict.latest().status is ProposalStatus.PENDING
        assert strict.told()[-1] == "Pat: Approved: 2 of 3."
