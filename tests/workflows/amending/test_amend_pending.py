"""What becomes of a chosen way that waits for its approval while the deal goes on changing."""

from dataclasses import replace
from decimal import Decimal

import pytest

from bot.amending import WayKind
from bot.deps import Deps
from bot.errors import Conflict
from bot.ledger import desk, proposals
from bot.status import ProposalStatus
from bot.workflows.amending.amend_effect import replace_base
from bot.workflows.deciding import decide
from tests.workflows.amended import asked, choose, live, milestones
from tests.workflows.house import KIM, PAT, TWO_ABOVE_25K, House, with_policy


@pytest.fixture
def house(deps: Deps) -> House:
    return House(replace(deps, policy=with_policy(deps, tiers=TWO_ABOVE_25K)))


@pytest.fixture
def chosen(house: House) -> House:
    """Have the difference of a deal that grew put on the next invoice, and not approved yet."""
    house.propose(amount=Decimal(100_000), lines=(), milestones=milestones(25, 25, 25, 25))
    house.approve(KIM)
    house.approve(PAT)
    house.run()
    grow(house, 120_000)
    choose(house, WayKind.ADJUST_NEXT)
    house.run()
    assert house.latest().status is ProposalStatus.PENDING
    return house


def grow(house: House, amount: int) -> None:
    house.change(amount=Decimal(amount), milestones=milestones(25, 25, 25, 25))


def cards(house: House) -> list[str]:
    """Return the revisions that have a card of their own, oldest first."""
    with house.deps.ledger.reading() as s:
        rows = [house.revision(n) for n in range(1, house.revisions() + 1)]
        return [row.id for row in rows if desk.message(s, "card", row.id)]


def test_it_is_withdrawn_when_the_deal_is_again_as_it_was_approved(chosen: House) -> None:
    waits = chosen.latest()
    grow(chosen, 100_000)
    withdrawn = chosen.revision(waits.revision)
    assert (withdrawn.status, withdrawn.reason) == (
        ProposalStatus.SUPERSEDED,
        "the deal is as it was approved",
    )
    assert asked(chosen) is None
    assert "What was held back goes on." in chosen.told()[-1]
    assert [amount for _, amount in live(chosen).values()] == [25_000] * 4


def test_it_stays_when_what_changes_is_no_matter_to_its_way(chosen: House) -> None:
    """The total is the same, and the schedule is left as it was approved in any case."""
    waits = chosen.latest()
    chosen.change(milestones=milestones(25, 25, 30, 20))
    same = chosen.latest()
    assert (same.id, same.status) == (waits.id, ProposalStatus.PENDING)
    assert same.told_hash != waits.told_hash


def test_its_card_stays_where_somebody_approved_it_before_it_changed(chosen: House) -> None:
    waits = chosen.latest()
    decide.approve(chosen.deps, waits.id, waits.content_hash, KIM)
    chosen.run()
    grow(chosen, 130_000)
    again = chosen.latest()
    assert again.id != waits.id
    assert {waits.id, again.id} <= set(cards(chosen))


def test_its_card_becomes_that_of_the_next_one_where_nobody_did(chosen: House) -> None:
    waits = chosen.latest()
    grow(chosen, 130_000)
    assert waits.id not in cards(chosen)
    assert chosen.latest().id in cards(chosen)


def test_it_is_not_put_in_force_once_what_it_changes_is_not(chosen: House) -> None:
    waits = chosen.latest()
    with chosen.deps.ledger.transaction() as s:
        proposals.get(s, waits.amends).status = ProposalStatus.SUPERSEDED
    with (
        pytest.raises(Conflict, match="Nothing was approved"),
        chosen.deps.ledger.transaction() as s,
    ):
        replace_base(chosen.deps, s, proposals.get(s, waits.id))
    assert chosen.latest().status is ProposalStatus.PENDING
