"""A world for one story."""

from collections.abc import Iterator

import pytest

from tests.histories.history import History


@pytest.fixture
def world() -> Iterator[History]:
    world = History()
    yield world
    world.close()
