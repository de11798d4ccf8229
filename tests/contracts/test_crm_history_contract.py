"""Whatever happens to a deal and beside it, in whatever order: whoever reads on hears of it."""

from collections.abc import Sequence
from datetime import datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.deal import Deal
from tests.contracts.crm_beside import BesideDesk, beside
from tests.integrations.salesforce_org import CUT_OVER

AGAIN = ("line", "schedule", "milestone", "contact", "account", "parent", "second payer")
"""What can happen more than once."""
HISTORIES = st.lists(
    st.tuples(st.sampled_from(AGAIN), st.integers(0, 90), st.booleans()), min_size=1, max_size=8
)
"""What happens, how many minutes later the next thing does, and whether it was read between."""


class Reader:
    """Reads on as the bot does: from where the last page says, what it knows already."""

    def __init__(self, desk: BesideDesk) -> None:
        self._desk = desk
        self._since: datetime | None = None
        self.seen: dict[str, Deal] = {}

    def read(self) -> None:
        page = self._desk.crm.changed_deals(self._since, CUT_OVER, list(self.seen))
        self.seen |= {deal.id: deal for deal in page.deals}
        told = [at for at in (page.read_until, self._since) if at]
        self._since = max(told, default=None)


def _lived(desk: BesideDesk, history: Sequence[tuple[str, int, bool]]) -> Reader:
    reader = Reader(desk)
    reader.read()
    for what, minutes, is_read in history:
        desk.change(what)
        desk.advance(minutes=minutes)
        if is_read:
            reader.read()
    reader.read()
    return reader


@pytest.mark.parametrize("kind", ["fake", "salesforce"])
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(history=HISTORIES)
def test_nothing_is_missed(kind: str, history: list[tuple[str, int, bool]]) -> None:
    with beside(kind) as desk:
        reader = _lived(desk, history)
        assert reader.seen == {desk.deal: desk.crm.deal(desk.deal)}
