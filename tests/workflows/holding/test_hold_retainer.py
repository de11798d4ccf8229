from datetime import date

import pytest

from bot.deps import Deps
from bot.errors import Conflict
from bot.ledger import holds
from bot.ledger.holds import HoldRow
from bot.status import InvoiceStatus, SubscriptionStatus
from bot.views.ids import HoldReason
from bot.workflows.holding.hold import (
    HoldWish,
    hold_deal,
    hold_retainer,
    release_deal,
    release_retainer,
)
from tests.fakes.deals import DEAL_ID
from tests.workflows.house import ALEX, KIM, REFUSED, House
from tests.workflows.retained import (
    a_day,
    approved,
    by_subscription,
    live_until,
    monthly,
    retainers,
    shown,
)

WISH = HoldWish(reason=HoldReason.CLIENT_ASKED)


@pytest.fixture
def house(deps: Deps) -> House:
    return House(deps)


def hold_of(house: House, subject: str) -> HoldRow | None:
    with house.deps.ledger.reading() as s:
        return holds.open_on(s, subject)


class TestHolding:
    def test_pauses_at_stripe_before_the_card_says_so(self, house: House) -> None:
        row = approved(house, **monthly(start=date(2026, 11, 1), periods=4))
        hold_retainer(house.deps, row.id, WISH, ALEX)
        hold = hold_of(house, row.id)
        assert hold is not None
        assert hold.confirmed_at is None
        house.run()
        hold = hold_of(house, row.id)
        assert hold is not None
        assert hold.confirmed_at is not None
        assert house.billing.subs[row.stripe_id or ""].paused
        [said] = [what for what in house.told() if "put on hold" in what]
        assert "the next one from Dec 1, is made as a draft and kept" in said

    def test_over_a_boundary_keeps_the_draft_and_its_release_sends_it(self, house: House) -> None:
        row = approved(house, **monthly(start=date(2026, 11, 1), periods=4))
        hold_retainer(house.deps, row.id, WISH, ALEX)
        house.run()
        live_until(house, date(2026, 12, 3))
        assert shown(house) == [(1, "open", 1_200_000), (2, "scheduled", 1_200_000)]
        assert len(house.billing.mails) == 1
        release_retainer(house.deps, row.id, KIM)
        house.run()
        assert "Invoice 2 ($12,000.00) is sent at once." in house.told()[-2]
        assert "The next period begins on Jan 1, 2027." in house.told()[-2]
        [kept] = by_subscription(house)
        assert (kept.status, kept.due_date) == (InvoiceStatus.OPEN, date(2027, 1, 2))
        assert not house.billing.subs[row.stripe_id or ""].paused
        live_until(house, date(2027, 2, 1))
        assert [status for _, status, _ in shown(house)] == ["open"] * 4
        assert len(house.billing.mails) == 4

    def test_within_the_hour_keeps_the_draft_back_too(self, house: House) -> None:
        row = approved(house, **monthly(start=date(2026, 11, 2), periods=3))
        live_until(house, date(2026, 12, 1))
        house.clock.at = house.clock.at.replace(day=2, hour=14, minute=30)
        house.poll_stripe()
        assert shown(house)[-1] == (2, "scheduled", 1_600_000)
        hold_retainer(house.deps, row.id, WISH, ALEX)
        house.run()
        house.clock.move(hours=3)
        a_day(house)
        assert shown(house)[-1] == (2, "scheduled", 1_600_000)
        release_retainer(house.deps, row.id, KIM)
        house.run()
        assert shown(house)[-1] == (2, "open", 1_600_000)

    def test_before_it_is_at_stripe_bills_what_began_when_released(self, house: House) -> None:
        row = approved(house, **monthly(start=date(2027, 2, 1), periods=3))
        hold_retainer(house.deps, row.id, WISH, ALEX)
        live_until(house, date(2027, 3, 2))
        assert (shown(house), house.billing.subs) == ([], {})
        release_retainer(house.deps, row.id, KIM)
        assert "2 periods that began meanwhile are sent at once." in house.told()[-1]
        house.run()
        assert shown(house) == [(1, "open", 1_600_000), (2, "open", 1_600_000)]
        [again] = retainers(house)
        assert (again.status, again.first_period) == (SubscriptionStatus.ACTIVE, 3)

    def test_of_the_deal_covers_its_retainers(self, house: House) -> None:
        row = approved(house, **monthly(start=date(2026, 11, 1), periods=4))
        hold_deal(house.deps, DEAL_ID, WISH, ALEX)
        house.run()
        assert house.billing.subs[row.stripe_id or ""].paused
        release_deal(house.deps, DEAL_ID, KIM)
        house.run()
        assert not house.billing.subs[row.stripe_id or ""].paused

    def test_waits_for_stripe_to_take_it(self, house: House) -> None:
        row = approved(house, **monthly(start=date(2026, 11, 1), periods=4))
        house.billing.fail_at("pause_subscription", REFUSED)
        hold_retainer(house.deps, row.id, WISH, ALEX)
        house.run()
        hold = hold_of(house, row.id)
        assert hold is not None
        assert hold.confirmed_at is None
        house.retry("retainer")
        hold = hold_of(house, row.id)
        assert hold is not None
        assert hold.confirmed_at is not None
        assert house.troubles() == []

    def test_is_refused_once_it_is_over(self, house: House) -> None:
        row = approved(house, **monthly(periods=1))
        with pytest.raises(Conflict, match="ended"):
            hold_retainer(house.deps, row.id, WISH, ALEX)
