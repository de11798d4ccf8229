import pytest

from bot.deps import Deps
from bot.ledger.proposals import ProposalRow
from bot.workflows.deciding import decide
from bot.workflows.showing import notify
from tests.fakes.slack import FakeDirectory
from tests.workflows.house import DANA, KIM, House


@pytest.fixture
def house(deps: Deps) -> House:
    return House(deps)


@pytest.fixture
def rejected(house: House) -> ProposalRow:
    """Give a rejected proposal; nobody has told its owner yet."""
    proposal = house.propose()
    decide.reject(
        house.deps, proposal.id, proposal.content_hash, KIM, reason="wrong_amount", note=""
    )
    return proposal


class TestTheOwner:
    def test_hears_of_a_rejection_in_person(self, house: House, rejected: ProposalRow) -> None:
        assert notify.send_rejected(house.deps, rejected.id) == DANA.id
        assert "rejected" in house.messenger.directs(DANA.id)[-1].message.text

    def test_hears_nothing_of_what_nobody_rejected(self, house: House) -> None:
        proposal = house.propose()
        assert notify.send_rejected(house.deps, proposal.id) == ""
        assert house.messenger.directs(DANA.id) == []

    def test_is_not_told_after_they_left(
        self, house: House, rejected: ProposalRow, directory: FakeDirectory
    ) -> None:
        directory.leave(DANA.id)
        assert notify.send_rejected(house.deps, rejected.id) == ""
