import pytest

from bot.actor import Actor
from bot.answers.lists import LISTS, PAGE
from bot.answers.reading import Found, Reader, Wanted
from bot.deps import Deps
from tests.pending import KIM


def page(deps: Deps, which: str, wanted: Wanted, actor: Actor = KIM) -> Found:
    with deps.ledger.reading() as s:
        return LISTS[which](Reader(deps, s, actor), wanted)


@pytest.mark.parametrize("which", ["open", "overdue"])
def test_pages_that_are_counted_are_those_of_all_lines(many: Deps, which: str) -> None:
    # A blank filters nothing out, and is no filter; a word that all have is one.
    everything = page(many, which, Wanted(query="-", size=10_000))
    pages = Wanted().pages_of(everything.count)
    found = [page(many, which, Wanted(page=number)) for number in range(pages)]

    assert [line for one in found for line in one.lines] == list(everything.lines)
    assert {one.count for one in found} == {everything.count}
    assert all(one.money == everything.money for one in found)
    beyond = page(many, which, Wanted(page=pages + 7))
    assert beyond.lines == found[-1].lines
    assert len(found[0].lines) == PAGE


@pytest.mark.parametrize("which", ["open", "overdue", "pending", "held", "scheduled"])
def test_every_list_can_be_read(many: Deps, which: str) -> None:
    assert page(many, which, Wanted()).count > 0
