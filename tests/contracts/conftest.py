"""The desks every contract is tested at."""

from collections.abc import Iterator

import pytest

from bot.settings import Settings
from tests.contracts.billing_desk import Desk, fake_desk, stripe_desk


@pytest.fixture(params=["fake", "stripe"])
def desk(request: pytest.FixtureRequest, settings: Settings) -> Iterator[Desk]:
    if request.param == "fake":
        yield fake_desk()
    else:
        with stripe_desk(settings) as desk:
            yield desk
