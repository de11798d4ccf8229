"""A draft that is replaced or deleted: nothing of it goes out, and who writes to it looks again."""

from datetime import date

import pytest

from bot.deps import Deps
from bot.ledger import holds
from bot.ledger.invoices import InvoiceRow
from bot.status import InvoiceStatus
from bot.views.ids import HoldReason
from bot.workflows.holding.hold import HoldWish, hold_invoice, release_invoice
from bot.workflows.issuing.align import bring_in_line
from bot.workflows.issuing.clearing import discard_draft
from bot.workflows.issuing.confirm_hold import confirm_hold
from bot.workflows.issuing.draft import discard
from bot.workflows.issuing.issue import issue
from bot.workflows.issuing.undrafted import make_anew
from tests.workflows.house import KIM, REFUSED, House
from tests.workflows.milestones import JANUARY, approved, at_stripe

WISH = HoldWish(reason=HoldReason.DISPUTE)
LATE = date(2027, 1, 22)


class Crash(BaseException):
    """The process dies."""


@pytest.fixture
def house(deps: Deps) -> House:
    return House(deps)


@pytest.fixture
def second(house: House) -> InvoiceRow:
    return approved(house)[1]


@pytest.fixture
def overdue(house: House, second: InvoiceRow) -> str:
    """Release a draft after its day; return the hold's id. What follows has not run yet."""
    hold_invoice(house.deps, second.id, WISH, KIM)
    house.run()
    with house.deps.ledger.reading() as s:
        hold = holds.open_on(s, second.id)
    assert hold
    house.clock.move(days=60)
    release_invoice(house.deps, second.id, KIM)
    return hold.id


def of_second(house: House, second: InvoiceRow) -> list[InvoiceStatus | None]:
    return [i.status for i in house.billing.invoices.values() if i.invoice_id == second.id]


class TestReplacedUnderWay:
    def test_what_is_noted_on_it_is_noted_on_the_new_one(
        self, house: House, second: InvoiceRow, overdue: str
    ) -> None:
        house.billing.at("note", lambda: issue(house.deps, second.id))
        confirm_hold(house.deps, overdue, "off")
        house.run()
        assert house.troubles() == []
        assert of_second(house, second) == [InvoiceStatus.OPEN]
        assert second.stripe_id not in house.billing.invoices
        assert len(house.billing.mails) == 2

    def test_while_it_is_gone_and_not_made_yet(
        self, house: House, second: InvoiceRow, overdue: str
    ) -> None:
        house.billing.at("draft", lambda: confirm_hold(house.deps, overdue, "off"))
        issue(house.deps, second.id)
        house.run()
        assert house.troubles() == []
        assert of_second(house, second) == [InvoiceStatus.OPEN]

    @pytest.mark.parametrize("moment", ["unschedule", "snapshot"])
    def test_is_brought_in_line_as_the_new_one(
        self, house: House, second: InvoiceRow, overdue: str, moment: str
    ) -> None:
        house.billing.fail_at("unschedule", REFUSED) if moment == "snapshot" else None
        house.billing.at(moment, lambda: issue(house.deps, second.id))
        assert bring_in_line(house.deps, second.id, "test")
        house.run()
        assert overdue
        assert house.troubles() == []
        assert of_second(house, second) == [InvoiceStatus.OPEN]

    def test_a_refusal_with_nothing_changed_is_trouble(
        self, house: House, second: InvoiceRow, overdue: str
    ) -> None:
        house.billing.fail_at("note", REFUSED)
        confirm_hold(house.deps, overdue, "off")
        assert second.id
        assert [row.kind for row in house.troubles()] == ["hold"]


class TestDelete:
    @staticmethod
    def begun_anew(house: House, second: InvoiceRow) -> None:
        """Have the draft outdated: it is due on another day."""
        house.edit(second.id, status=InvoiceStatus.APPROVED, in_doubt=True, due_date=LATE)

    @pytest.mark.parametrize("dies_after", ["unschedule", "discard", None])
    def test_leaves_nothing_to_go_out_wherever_it_dies(
        self, house: House, second: InvoiceRow, dies_after: str | None
    ) -> None:
        assert second.stripe_id
        if dies_after:
            house.billing.die_after(dies_after, Crash())
            with pytest.raises(Crash):
                discard(house.deps, second.id, second.stripe_id)
            assert [day for status, day, _ in at_stripe(house) if status is None] != [JANUARY]
        discard(house.deps, second.id, second.stripe_id)  # the step is repeated
        row = house.invoices()[1]
        assert (row.stripe_id, row.in_doubt) == (None, False)
        assert of_second(house, second) == []
        make_anew(house.deps, second.id, "test")
        assert house.invoices()[1].status is InvoiceStatus.SCHEDULED  # whoever deletes it goes on
        house.clock.move(hours=2)
        make_anew(house.deps, second.id, "test")
        house.run()
        assert at_stripe(house)[-1][:2] == (None, JANUARY)

    def test_that_stripe_refuses_keeps_it_from_going_out(
        self, house: House, second: InvoiceRow
    ) -> None:
        self.begun_anew(house, second)
        house.billing.fail_at("discard", REFUSED)
        issue(house.deps, second.id)
        assert [row.kind for row in house.troubles()] == ["issue"]
        assert of_second(house, second) == [None]
        assert at_stripe(house)[1][:2] == (None, None)
        house.retry()
        assert at_stripe(house)[-1][:2] == (None, JANUARY)
        assert of_second(house, second) == [None]
        assert house.troubles() == []

    def test_of_what_just_went_out_takes_it_over(self, house: House, second: InvoiceRow) -> None:
        self.begun_anew(house, second)

        def its_day_comes() -> None:
            house.clock.move(days=60)

        house.billing.at("unschedule", its_day_comes)
        issue(house.deps, second.id)
        house.poll_stripe()
        row = house.invoices()[1]
        assert (row.status, row.stripe_id) == (InvoiceStatus.OPEN, second.stripe_id)
        assert of_second(house, second) == [InvoiceStatus.OPEN]

    def test_of_what_was_canceled_and_is_refused_keeps_it_from_going_out(
        self, house: House, second: InvoiceRow
    ) -> None:
        house.edit(second.id, status=InvoiceStatus.CANCELED)
        house.billing.fail_at("discard", REFUSED)
        discard_draft(house.deps, second.id)
        assert at_stripe(house)[1][:2] == (None, None)
        house.retry("discard_draft")
        assert of_second(house, second) == []
        assert house.troubles() == []
