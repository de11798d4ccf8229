import pytest

from bot.amending import AS_DEAL, WayKind
from bot.finding import fact, warn
from bot.workflows.amending.amend_proposal import about


@pytest.mark.parametrize("kind", list(WayKind))
def test_sums_of_the_deal_are_shown_only_where_it_is_billed_so(kind: WayKind) -> None:
    tax, other = fact("tax", "$1.00 net"), warn("alike", "It may be a copy.")
    shown = about(kind, (other, tax))
    assert other in shown
    assert (tax in shown) == (kind in AS_DEAL)
