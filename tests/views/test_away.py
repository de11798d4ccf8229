from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from bot.views.away import away

ZONE = ZoneInfo("America/New_York")


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZONE)


@pytest.mark.parametrize(
    ("since", "until", "said"),
    [
        ("2026-11-23 10:02", "2026-11-23 10:20", "from 10:02 to 10:20 EST (18 minutes)"),
        ("2026-07-01 10:02:10", "2026-07-01 10:03:20", "from 10:02 to 10:03 EDT (70 seconds)"),
        ("2026-11-23 08:00", "2026-11-23 12:30", "from 08:00 to 12:30 EST (4 hours)"),
        (
            "2026-11-20 18:05",
            "2026-11-23 08:10",
            "from Nov 20, 18:05, to Nov 23, 08:10 EST (3 days)",
        ),
        (
            "2025-12-31 23:55",
            "2026-01-01 00:10",
            "from Dec 31, 2025, 23:55, to Jan 1, 00:10 EST (15 minutes)",
        ),
    ],
)
def test_it_says_when_nobody_listened_and_for_how_long(since: str, until: str, said: str) -> None:
    assert away(at(since), at(until), 0).text == f"closedwon did not hear Slack {said}."


@pytest.mark.parametrize(
    ("waiting", "said"),
    [
        (0, "No card waits for a decision"),
        (1, "1 card waits for a decision and is shown as it is now: click again there."),
        (20, "20 cards wait for a decision and each is shown as it is now: click again there."),
    ],
)
def test_it_says_what_to_do_now(waiting: int, said: str) -> None:
    blocks = away(at("2026-11-23 10:02"), at("2026-11-23 10:20"), waiting).blocks
    assert said in str(blocks)
