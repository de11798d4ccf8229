from dataclasses import replace

import pytest

from bot.deps import Deps
from bot.errors import Conflict, NotAllowed
from bot.ledger import proposals
from bot.ledger.proposals import ProposalRow, Verdict
from bot.overrides import Overrides
from bot.status import ProposalStatus
from bot.workflows.deciding import decide, revise
from bot.workflows.deciding.decide import AlreadyDecided
from tests.workflows.house import (
    ALEX,
    KIM,
    PAT,
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


class TestReject:
    def test_closes_it_and_tells_the_owner(self, house: House) -> None:
        proposal = house.propose()
        reject(house, proposal, "see the contract")
        assert house.latest().status is ProposalStatus.REJECTED
        assert house.latest().reason == "wrong amount: see the contract"
        assert [work.args for work in house.engine.of("tell_rejected")] == [(proposal.id,)]
        assert "Pat: Rejected: wrong amount." in house.told()

    def test_is_for_finance(self, house: House) -> None:
        proposal = house.propose()
        with pytest.raises(NotAllowed):
            decide.reject(
                house.deps, proposal.id, proposal.content_hash, ALEX, reason="no", note=""
            )

    def test_comes_too_late_after_the_approval(self, house: House) -> None:
        proposal = house.propose()
        house.approve()
        with pytest.raises(AlreadyDecided, match="Kim approved"):
            reject(house, proposal)


class TestNotBilled:
    def test_settles_the_deal_with_its_reason(self, house: House) -> None:
        proposal = house.propose()
        decide.not_billed(
            house.deps, proposal.id, proposal.content_hash, KIM, reason="reseller", note=""
        )
        assert house.latest().status is ProposalStatus.NOT_BILLED
        assert "Kim: No invoice here: reseller." in house.told()
        with pytest.raises(AlreadyDecided, match="Kim said already that no invoice is made here"):
            house.approve(PAT)


class TestReopen:
    def test_makes_a_new_revision_on_the_same_card(self, house: House) -> None:
        proposal = house.propose()
        reject(house, proposal)
        house.run()
        decide.reopen(house.deps, proposal.id, KIM)
        house.run()
        assert house.revisions() == 2
        assert house.latest().status is ProposalStatus.PENDING
        assert len(house.messenger.roots("#billing-approvals")) == 1
        house.approve()
        assert house.latest().status is ProposalStatus.APPROVED

    def test_is_of_something_that_is_closed(self, house: House) -> None:
        proposal = house.propose()
        with pytest.raises(AlreadyDecided, match="open already"):
            decide.reopen(house.deps, proposal.id, KIM)

    @pytest.mark.parametrize("changes", [{"is_won": False}, {"is_deleted": True}])
    def test_is_of_a_deal_that_is_still_won(self, house: House, changes: dict[str, object]) -> None:
        proposal = house.propose()
        reject(house, proposal)
        house.change(**changes)
        with pytest.raises(Conflict, match="not won any more"):
            decide.reopen(house.deps, proposal.id, KIM)

    def test_is_for_finance(self, house: House) -> None:
        proposal = house.propose()
        reject(house, proposal)
        with pytest.raises(NotAllowed):
            decide.reopen(house.deps, proposal.id, ALEX)
