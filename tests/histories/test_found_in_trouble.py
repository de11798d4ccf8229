"""What random histories found of trouble that stayed although nothing was left to be done."""

from bot.status import InvoiceStatus
from tests.histories.billing import FAILURES
from tests.histories.history import History


class TestTroubleIsOver:
    def test_once_it_is_too_late_for_notice(self, world: History) -> None:
        """Slack refused each morning until the invoice was out."""
        world.win("milestones")
        world.approve_by_both(0)
        world.days(16, every=16)
        world.trip("Slack", "refused", 0, 10_000)
        world.days(3)
        assert any(one.startswith("heads_up") for one in world.troubles())
        world.settle()
        assert world.troubles() == []

    def test_once_nobody_is_to_be_reminded(self, world: History) -> None:
        """Slack was away for longer than a reminder is worth sending, and then all was paid."""
        world.win("one")
        world.approve_by_both(0)
        world.days(33, every=33)
        world.lose_vendor("Slack")
        world.days(6)
        world.pay(0)
        world.settle()
        assert world.troubles() == []

    def test_once_a_draft_that_could_not_be_read_is_deleted(self, world: History) -> None:
        world.win("milestones")
        world.approve_by_both(0)
        draft = next(row for row in world.rows() if row.status is InvoiceStatus.SCHEDULED)
        world.billing.fail_at("snapshot", FAILURES["refused"], times=1)
        world.billing._tell(draft.stripe_id or "", "invoice.updated")
        world.minutes(10)
        world.billing.discard(draft.stripe_id or "")
        world.retry()
        assert not [one for one in world.troubles() if one.startswith("track")]
