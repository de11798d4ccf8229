from collections.abc import Callable, Sequence
from dataclasses import replace
from threading import Barrier, Thread

import pytest

from bot.actor import Actor
from bot.deps import Deps
from bot.errors import BotError
from bot.status import ProposalStatus
from bot.workflows.deciding import decide
from bot.workflows.deciding.decide import AlreadyDecided
from tests.fakes.slack import FakeDirectory
from tests.workflows.house import TWO_ABOVE_25K, House, with_policy


@pytest.fixture
def house(deps: Deps) -> House:
    return House(deps)


@pytest.fixture
def crowd(directory: FakeDirectory) -> list[Actor]:
    """Twenty people of Finance."""
    people = [directory.add(f"U{n}", f"Person {n}", "@finance") for n in range(20)]
    return [Actor(id=person.id, name=person.name, email=person.email) for person in people]


def all_at_once(acts: Sequence[Callable[[], None]]) -> list[BotError]:
    """Do all of it in the same moment; return how the losers were refused."""
    start, refused = Barrier(len(acts)), list[BotError]()

    def run(act: Callable[[], None]) -> None:
        start.wait()
        try:
            act()
        except BotError as error:
            refused.append(error)

    threads = [Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return refused


def approving(house: House, people: Sequence[Actor]) -> list[BotError]:
    proposal = house.latest()

    def approve(who: Actor) -> Callable[[], None]:
        return lambda: decide.approve(house.deps, proposal.id, proposal.content_hash, who)

    return all_at_once([approve(who) for who in people])


class TestTwentyAtOnce:
    def test_order_one_invoice_and_the_losers_are_told_who_won(
        self, house: House, crowd: list[Actor]
    ) -> None:
        house.propose()
        refused = approving(house, crowd)
        assert len(refused) == 19
        assert {type(error) for error in refused} == {AlreadyDecided}
        assert len({str(error) for error in refused}) == 1
        assert "approved this already, on Nov 23" in str(refused[0])
        assert len(house.invoices()) == 1
        house.run()
        assert len(house.billing.mails) == 1

    def test_of_the_same_person_order_one_invoice(self, house: House, crowd: list[Actor]) -> None:
        house.propose()
        refused = approving(house, crowd[:1] * 20)
        assert {str(error).split(",")[0] for error in refused} == {"You approved this already"}
        assert len(house.invoices()) == 1

    @pytest.mark.parametrize("together", [2, 20])
    def test_fill_both_slots_of_a_quorum(
        self, house: House, crowd: list[Actor], together: int
    ) -> None:
        house.deps = replace(house.deps, policy=with_policy(house.deps, tiers=TWO_ABOVE_25K))
        house.propose()
        refused = approving(house, crowd[:together])
        assert len(refused) == together - 2
        assert house.latest().status is ProposalStatus.APPROVED
        assert len(house.invoices()) == 1

    def test_approve_or_reject_but_never_both(self, house: House, crowd: list[Actor]) -> None:
        proposal = house.propose()
        seen = proposal.content_hash

        def reject(who: Actor) -> Callable[[], None]:
            return lambda: decide.reject(house.deps, proposal.id, seen, who, reason="no", note="")

        def approve(who: Actor) -> Callable[[], None]:
            return lambda: decide.approve(house.deps, proposal.id, seen, who)

        acts = [act(who) for who in crowd[:5] for act in (approve, reject)]
        assert len(all_at_once(acts)) == 9
        approved = house.latest().status is ProposalStatus.APPROVED
        assert len(house.invoices()) == approved
