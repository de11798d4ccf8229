"""One sandbox and one bot for the tests of a file: each of them brings its own deal."""

from collections.abc import Iterator

import pytest

from tests.journeys.house import House, open_house


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with open_house(tmp_path_factory.mktemp("faults")) as house:
        yield house


@pytest.fixture(autouse=True)
def no_faults(house: House) -> Iterator[None]:
    yield
    house.people.delete("faults")
    if house.bot.died():
        house.bot.start()
