"""What happens to a scheduled invoice between two calls: its day comes, the deal changes."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from bot.deal import Terms
from bot.deps import Deps
from bot.ledger import desk
from bot.status import InvoiceStatus
from bot.workflows.issuing.moving import move
from bot.workflows.issuing.see_sent import see_sent
from bot.workflows.showing.card_state import CARD
from bot.workflows.showing.heads_up import heads_up
from tests.fakes.deals import DANA
from tests.workflows.house import KIM, NO_ANSWER, REFUSED, House
from tests.workflows.milestones import FEBRUARY, JANUARY, approved, at_stripe

NOTICE = datetime(2027, 1, 13, 14, tzinfo=UTC)
"""Two business days before January 15."""


@pytest.fixture
def house(deps: Deps) -> House:
    return House(deps)


class TestDrafting:
    def test_over_midnight_of_its_day_sends_it(self, house: House) -> None:
        house.known_customer()
        house.ordered(terms=Terms(text="Net 30", send_date=JANUARY))
        days = JANUARY - house.deps.today()

        def midnight() -> None:
            house.clock.move(days=days.days, hours=-6)

        house.billing.at("add_lines", midnight)
        house.run()
        row = house.invoice()
        assert (row.status, row.issue_date) == (InvoiceStatus.OPEN, JANUARY)
        assert len(house.billing.mails) == len(house.billing.invoices) == 1

    def test_of_a_deal_that_changes_meanwhile_asks_again(self, house: House) -> None:
        house.known_customer()
        house.ordered(terms=Terms(text="Net 30", send_date=JANUARY))
        changed = {"amount": Decimal(60_000), "lines": ()}
        house.billing.at("add_lines", lambda: house.see_change(**changed))
        house.run()
        assert house.billing.mails == []
        assert [row.status for row in house.invoices()] == [InvoiceStatus.CANCELED]
        assert house.billing.invoices == {}


class TestSeeingToIt:
    def test_twice_mails_once(self, house: House) -> None:
        row = approved(house)[1]
        house.billing.mails_by_itself = False
        house.clock.move(days=60)
        house.poll_stripe()
        mails = len(house.billing.mails)
        house.calls()
        see_sent(house.deps, row.id)
        assert house.calls() == []
        assert len(house.billing.mails) == mails == 2

    def test_that_stripe_refuses_waits_for_a_person(self, house: House) -> None:
        approved(house)
        house.billing.mails_by_itself = False
        house.clock.move(days=60)
        house.billing.fail_at("unschedule", REFUSED)
        house.poll_stripe()
        [trouble] = house.troubles()
        assert trouble.kind == "see_sent"
        house.retry("see_sent")
        assert house.troubles() == []
        assert len(house.billing.mails) == 2

    def test_mails_nothing_that_is_voided_in_this_moment(self, house: House) -> None:
        stripe_id = approved(house)[1].stripe_id or ""
        house.billing.mails_by_itself = False
        house.clock.move(days=60)

        def by_hand() -> None:
            house.billing.void(stripe_id, key="by hand")

        house.billing.at("unschedule", by_hand)
        house.poll_stripe()
        house.poll_stripe()
        assert house.invoices()[1].status is InvoiceStatus.VOID
        assert len(house.billing.mails) == 1


class TestMoving:
    def test_to_the_day_it_has_changes_nothing(self, house: House) -> None:
        row = approved(house)[1]
        told = house.told()
        house.calls()
        assert move(house.deps, row.id, JANUARY, KIM) == JANUARY
        house.run()
        assert house.calls() == []
        assert house.told() == told

    def test_of_what_stripe_may_have_looks_before_it_makes_another(self, house: House) -> None:
        house.billing.fail_at("draft", NO_ANSWER, after=True, times=3)
        house.known_customer()
        row = house.ordered(terms=Terms(text="Net 30", send_date=JANUARY))
        house.run()
        assert house.invoice().status is InvoiceStatus.APPROVED
        move(house.deps, row.id, FEBRUARY + timedelta(days=1), KIM)
        house.billing.failures_are_over()
        house.run()
        assert at_stripe(house) == [(None, FEBRUARY + timedelta(days=1), house.invoice().due_date)]
        assert house.invoice().status is InvoiceStatus.SCHEDULED


class TestNotice:
    def test_goes_to_ars_channel_where_the_deal_has_no_card(self, house: House) -> None:
        gone = DANA.model_copy(update={"email": "gone@example.com"})
        house.propose(owner=gone, terms=Terms(text="Net 30", send_date=JANUARY))
        house.approve()
        house.run()
        with house.deps.ledger.transaction() as s:
            s.delete(desk.message(s, CARD, house.latest().id))
        house.clock.set(NOTICE)
        heads_up(house.deps, "slot")
        [notice] = [one for one in house.messenger.said if one.key.startswith("heads-up:")]
        assert (notice.place.channel, notice.thread, notice.user) == ("CAR", "", "")
        assert house.troubles() == []
