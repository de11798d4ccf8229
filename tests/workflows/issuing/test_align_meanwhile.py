"""What is written to a draft or a retainer while something else happens: the last word holds."""

from datetime import UTC, date, datetime

import pytest

from bot.deps import Deps
from bot.ledger.invoices import InvoiceRow
from bot.ledger.subscriptions import SubscriptionRow
from bot.status import InvoiceStatus, SubscriptionStatus
from bot.views.ids import HoldReason
from bot.workflows.holding.hold import (
    HoldWish,
    hold_invoice,
    hold_retainer,
    release_invoice,
    release_retainer,
)
from bot.workflows.issuing.align import bring_in_line
from bot.workflows.issuing.align_retainer import bring_retainer_in_line
from bot.workflows.tracking.track import track
from tests.workflows.house import ALEX, KIM, House
from tests.workflows.milestones import JANUARY, approved, at_stripe
from tests.workflows.retained import approved as running
from tests.workflows.retained import monthly, retainers

WISH = HoldWish(reason=HoldReason.DISPUTE)


@pytest.fixture
def house(deps: Deps) -> House:
    return House(deps)


class TestDraft:
    @pytest.fixture
    def second(self, house: House) -> InvoiceRow:
        """Have four, of which the second goes out in January."""
        return approved(house)[1]

    def test_that_is_released_while_it_is_held_back_goes_out_on_its_day(
        self, house: House, second: InvoiceRow
    ) -> None:
        hold_invoice(house.deps, second.id, WISH, KIM)
        house.billing.at("unschedule", lambda: release_invoice(house.deps, second.id, KIM))
        house.run()
        assert at_stripe(house)[1][:2] == (None, JANUARY)
        assert house.troubles() == []

    def test_that_a_colleague_deleted_is_not_sent_and_no_trouble(
        self, house: House, second: InvoiceRow
    ) -> None:
        hold_invoice(house.deps, second.id, WISH, KIM)
        del house.billing.invoices[second.stripe_id or ""]
        house.run()
        assert house.invoices()[1].status is InvoiceStatus.CANCELED
        assert any("deleted in the Stripe Dashboard" in told for told in house.told())
        assert house.troubles() == []

    def test_that_is_called_off_meanwhile_is_left_alone(
        self, house: House, second: InvoiceRow
    ) -> None:
        hold_invoice(house.deps, second.id, WISH, KIM)

        def called_off() -> None:
            house.edit(second.id, status=InvoiceStatus.CANCELED)

        house.billing.at("unschedule", called_off)
        assert bring_in_line(house.deps, second.id, "test")
        assert house.troubles() == []
        assert house.invoices()[1].status is InvoiceStatus.CANCELED

    def test_whose_day_it_is_goes_out_by_itself(self, house: House, second: InvoiceRow) -> None:
        house.clock.set(datetime(2027, 1, 15, 13, tzinfo=UTC))  # eight in the morning
        house.calls()
        assert bring_in_line(house.deps, second.id, "test")
        assert house.calls() == []
        house.clock.move(hours=2)
        house.poll_stripe()
        assert house.invoices()[1].status is InvoiceStatus.OPEN

    def test_that_went_out_and_was_seen_so_meanwhile_is_said_once(
        self, house: House, second: InvoiceRow
    ) -> None:
        hold_invoice(house.deps, second.id, WISH, KIM)
        house.clock.set(datetime(2027, 1, 15, 15, tzinfo=UTC))
        stripe_id = second.stripe_id or ""
        house.billing.at("unschedule", lambda: track(house.deps, stripe_id, "event"))
        house.run()
        assert house.invoices()[1].status is InvoiceStatus.OPEN
        said = [told for told in house.told() if "finalized" in told.lower()]
        assert said == ["Stripe: Finalized as scheduled."]
        assert len(house.billing.mails) == 1  # the first one's: this is on hold
        assert house.troubles() == []

    def test_that_a_colleague_finalized_after_its_release_is_as_it_should_be(
        self, house: House, second: InvoiceRow
    ) -> None:
        hold_invoice(house.deps, second.id, WISH, KIM)
        house.run()
        house.clock.move(days=60)
        release_invoice(house.deps, second.id, KIM)
        draft = house.billing.invoices[second.stripe_id or ""]
        house.billing.at("unschedule", lambda: house.billing._finalize(draft, by_api=False))
        assert bring_in_line(house.deps, second.id, "test")
        assert house.invoices()[1].status is InvoiceStatus.OPEN
        assert not [told for told in house.told() if "was finalized before" in told]


class TestRetainer:
    @pytest.fixture
    def row(self, house: House) -> SubscriptionRow:
        return running(house, **monthly(start=date(2026, 11, 2), periods=4))

    def test_that_is_released_while_it_is_paused_goes_on(
        self, house: House, row: SubscriptionRow
    ) -> None:
        hold_retainer(house.deps, row.id, WISH, ALEX)
        house.billing.at("pause_subscription", lambda: release_retainer(house.deps, row.id, KIM))
        house.run()
        assert not house.billing.subs[row.stripe_id or ""].paused
        assert house.troubles() == []

    def test_that_is_over_has_nothing_written(self, house: House, row: SubscriptionRow) -> None:
        house.billing.cancel_by_hand(row.stripe_id or "")
        house.poll_stripe()
        assert retainers(house)[0].status is SubscriptionStatus.ENDED
        house.calls()
        assert bring_retainer_in_line(house.deps, row.id, "test")
        assert house.calls() == []

    @pytest.mark.parametrize("lost", [False, True])
    def test_that_was_ended_and_not_seen_yet_is_left_to_who_looks_next(
        self, house: House, row: SubscriptionRow, *, lost: bool
    ) -> None:
        if lost:
            del house.billing.subs[row.stripe_id or ""]
        else:
            house.billing.cancel_by_hand(row.stripe_id or "")
        hold_retainer(house.deps, row.id, WISH, ALEX)
        house.calls()
        house.run()
        assert "pause_subscription" not in house.calls()
        assert house.troubles() == []
