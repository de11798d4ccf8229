"""The day on which a deal was won."""

from datetime import timedelta

from bot.deps import Deps
from tests.fakes.deals import a_deal
from tests.workflows.tracking.test_watch import seen


def test_a_deal_that_moves_between_won_stages_stays_won_when_it_was(deps: Deps) -> None:
    days = [a_deal().modified_at + timedelta(days=n) for n in (50, 99)]
    moved = [a_deal(stage="Live", won_at=day, modified_at=day) for day in days]
    rows = [seen(deps, deal) for deal in (a_deal(), *moved)]
    assert [row.won_at for row in rows if row] == [a_deal().won_at] * 3
    lost = seen(deps, a_deal(is_won=False, modified_at=days[1] + timedelta(days=1)))
    again = a_deal(won_at=days[1], modified_at=days[1] + timedelta(days=2))
    row = seen(deps, again)
    assert lost
    assert row
    assert row.won_at == days[1]  # and won again, it is won anew
