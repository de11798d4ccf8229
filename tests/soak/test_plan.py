"""What a soak does is made from its seed, can be written down, and can be made shorter."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.soak.deals import SHAPES
from tests.soak.plan import WEIGHTS, dumped, loaded, made
from tests.soak.play import Player
from tests.soak.reduce import reduced

ACTS = made(7, 2_000)


def test_is_the_same_for_the_same_seed_and_another_one_for_another() -> None:
    assert made(7, 2_000) == ACTS
    assert made(8, 2_000) != ACTS


def test_has_everything_that_can_happen_and_every_shape_of_a_deal() -> None:
    assert {act.verb for act in ACTS} == set(WEIGHTS)
    assert {act.how for act in ACTS if act.verb == "win"} == set(SHAPES)


@pytest.mark.parametrize("verb", WEIGHTS)
def test_knows_how_to_do_each(verb: str) -> None:
    assert callable(getattr(Player, f"_{verb}"))


def test_reads_what_it_has_written() -> None:
    assert loaded(dumped(ACTS)) == ACTS


class TestReducing:
    @given(st.sets(st.integers(0, 30), min_size=1, max_size=4))
    def test_keeps_just_what_it_takes_to_fail(self, needed: set[int]) -> None:
        def fails(acts: Sequence[int]) -> bool:
            return needed <= set(acts)

        assert reduced(range(31), fails, tries=1_000) == sorted(needed)

    def test_ends_after_so_many_tries_with_what_still_fails(self) -> None:
        tried: list[Sequence[int]] = []

        def fails(acts: Sequence[int]) -> bool:
            tried.append(acts)
            return 5 in acts

        assert 5 in reduced(range(100), fails, tries=3)
        assert len(tried) == 3

    def test_keeps_the_whole_plan_when_it_does_not_fail_again(self) -> None:
        assert reduced([1, 2, 3], lambda _: False, tries=9) == [1, 2, 3]
