"""The desks every contract is tested at."""

from collections.abc import Iterator
from zoneinfo import ZoneInfo

import pytest

from bot.settings import Settings
from tests.contracts.billing_desk import Desk, fake_desk, stripe_desk


@pytest.fixture(params=["fake", "stripe"])
def desk(request: pytest.FixtureRequest, settings: Settings) -> Iterator[Desk]:
    if request.param == "fake":
        yield fake_desk(settings)
    else:
        with stripe_desk(settings) as desk:
            yield desk


ELSEWHERE = [
    (kind, zone)
    for kind in ("fake", "stripe")
    for zone in ("America/New_York", "Pacific/Auckland", "Pacific/Pago_Pago")
]


@pytest.fixture(params=ELSEWHERE, ids=" ".join)
def desk_abroad(request: pytest.FixtureRequest, settings: Settings) -> Iterator[Desk]:
    """Yield each desk in zones far ahead of UTC, and far behind it."""
    kind, zone = request.param
    there = settings.model_copy(update={"billing_timezone": ZoneInfo(zone)})
    if kind == "fake":
        yield fake_desk(there)
    else:
        with stripe_desk(there) as desk:
            yield desk
