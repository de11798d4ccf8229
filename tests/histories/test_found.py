"""What random histories found, each as the shortest story in which it showed."""

from bot.amending import WayKind
from bot.facts import InvoiceRecord
from bot.ledger import holds
from bot.status import InvoiceStatus
from tests.histories.billing import FAILURES
from tests.histories.history import History


def approved(world: History, shape: str, currency: str = "USD") -> None:
    world.win(shape, currency)
    world.approve_by_both(0)


class TestStripesOwnFailures:
    """Stripe keeps a failure of its own under the call's key for a day."""

    def test_do_not_keep_a_retainer_from_being_paused(self, world: History) -> None:
        approved(world, "retainer")
        world.billing.fail_at("pause_subscription", FAILURES["stored 500"])
        world.hold_retainer(0)
        assert [fact.paused for fact in world.billing.subs.values()] == [True]
        assert world.troubles() == []

    def test_do_not_let_a_wrong_period_go_out(self, world: History) -> None:
        approved(world, "retainer")
        world.days(6)
        [ident] = world.billing.subs
        order = world.billing.sub_orders[ident]
        double = order.model_copy(update={"lines": (*order.lines, *order.lines)})
        world.billing.sub_orders[ident] = double
        world.billing.fail_at("unschedule", FAILURES["stored 500"])
        world.days(2)
        [period] = world.billing.invoices.values()
        assert (period.status, period.advances) == (None, False)

    def test_do_not_keep_a_retainer_from_being_ended(self, world: History) -> None:
        approved(world, "retainer")
        world.days(8)
        world.lose(0)
        world.choose(0, WayKind.CANCEL_REST)
        world.billing.fail_at("end_subscription", FAILURES["stored 500"])
        world.approve_by_both(0)
        world.days(31)
        assert [row.item for row in world.rows()] == [1]
        assert world.troubles() == []


class TestDeletedDeals:
    def test_are_not_told_about_and_nobody_hears_that_each_night(self, world: History) -> None:
        approved(world, "retainer")
        world.days(10)
        world.delete(0)
        world.days(2)
        assert not [one for one in world.troubles() if "has not heard" in one]

    def test_are_told_everything_when_they_come_back(self, world: History) -> None:
        approved(world, "one")
        world.delete(0)
        world.pay(0)
        world.days(1)
        world.undelete(0)
        world.settle()
        assert world.crm.statuses[world.deals[0]].status == "Paid"


class TestHeldRetainers:
    def test_explain_why_an_invoice_was_not_e_mailed(self, world: History) -> None:
        """It became final while we were down, and the deal is another one by now."""
        approved(world, "two_payers_monthly")
        world.days(8)
        world.down()
        world.days(40)
        world.shift(0, 1)
        world.again()
        late = [row for row in world.rows() if row.item == 2]
        assert [(row.status, row.sent_at) for row in late] == [(InvoiceStatus.OPEN, None)] * 2
        world.settle()
        assert world.troubles() == []


class TestReminders:
    def test_count_what_the_client_had_and_no_word_to_the_owner(self, world: History) -> None:
        approved(world, "one")
        world.days(60)
        world.settle()
        [record] = world.crm.invoices.values()
        assert isinstance(record, InvoiceRecord)
        assert record.dunning == "reminded 3 times"


class TestAnotherCurrency:
    def test_is_never_added_to_the_one_before(self, world: History) -> None:
        """The card and Salesforce's sums are of what is approved now."""
        approved(world, "milestones", "JPY")
        world.days(40)
        world.pay(0)
        world.change_currency(0, "ISK")
        world.choose(0, WayKind.WITHDRAW)
        world.approve_by_both(0)
        world.settle()
        shown = world.crm.statuses[world.deals[0]]
        assert (str(shown.invoiced), str(shown.scheduled)) == ("ISK 660,000", "ISK 340,003")


class TestKeptDrafts:
    """Stripe deletes no draft that a subscription made."""

    def test_of_periods_that_were_taken_back_never_go_out(self, world: History) -> None:
        approved(world, "retainer_from_the_31st")
        world.days(9)
        world.hold_retainer(0)
        world.days(31)
        world.lose(0)
        world.choose(0, WayKind.WITHDRAW)
        world.approve_by_both(0)
        world.win_again(0)
        world.minutes(6)
        world.minutes(6)
        world.choose(0, WayKind.LEAVE)
        world.approve_by_both(0)
        world.release(0)
        world.settle()
        assert {row.status for row in world.rows()} == {InvoiceStatus.VOID, InvoiceStatus.CANCELED}
        drafts = [one for one in world.billing.invoices.values() if one.status is None]
        assert [one.advances for one in drafts] == [False]


class TestScheduledDrafts:
    def test_stay_when_a_deal_that_was_left_as_it_is_comes_back(self, world: History) -> None:
        """Its day passes on hold, and people have not said how the deal goes on."""
        approved(world, "conditions", "KWD")
        world.hold_deal(0)
        world.lose(0)
        world.choose(0, WayKind.LEAVE)
        world.approve_by_both(0)
        world.win_again(0)
        world.days(31, every=4)
        third = next(row for row in world.rows() if row.item == 3)
        with world.ledger.reading() as s:
            held = len(holds.all_open(s))
        for _ in range(held):
            world.release(0)
        kept = next(row for row in world.rows() if row.item == 3)
        assert (kept.status, kept.stripe_id) == (InvoiceStatus.SCHEDULED, third.stripe_id)
        assert world.billing.invoices[third.stripe_id or ""].status is None
        world.settle()
        assert world.troubles() == []
        world.choose(0, WayKind.LEAVE)
        world.approve_by_both(0)
        world.finish()
        there = [one for one in world.billing.invoices.values() if one.invoice_id == kept.id]
        assert [one.status for one in there] == [InvoiceStatus.OPEN]
