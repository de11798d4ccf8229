"""What the tests of the page share."""

from collections.abc import Iterator

import pytest

from tests.sandbox.page.kit import House, open_house


@pytest.fixture
def house() -> Iterator[House]:
    """Serve a furnished company with its page, and no bot."""
    with open_house() as house:
        yield house
