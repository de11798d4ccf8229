from datetime import date
from decimal import Decimal

import pytest

from bot.amending import WayKind
from bot.deal import Account, Terms
from bot.deps import Deps
from bot.ledger.adjustments import AdjustmentRow
from bot.plan import AdjustmentKind
from bot.status import AdjustmentStatus, InvoiceStatus, SubscriptionStatus
from bot.views.card import card
from bot.views.state import CardState
from bot.workflows.showing.card_state import card_state
from tests.fakes.deals import DEAL_ID
from tests.views.reading import cells, checked, words
from tests.workflows import amended, milestones, retained
from tests.workflows.house import House

GLOBEX = Account(id="001000000000002AAA", name="Globex", email="pay@globex.example")


@pytest.fixture
def house(deps: Deps) -> House:
    return House(deps)


def state(house: House, proposal_id: str = "") -> CardState:
    with house.deps.ledger.reading() as s:
        return card_state(house.deps, s, proposal_id or house.latest().id)


class TestInvoices:
    def test_are_shown_with_what_they_wait_for(self, house: House) -> None:
        milestones.approved(house)
        shown = state(house)
        assert [line.status for line in shown.invoices] == [
            InvoiceStatus.OPEN,
            InvoiceStatus.SCHEDULED,
            InvoiceStatus.SCHEDULED,
            InvoiceStatus.APPROVED,
        ]
        assert [line.condition for line in shown.invoices] == ["", "", "", "on acceptance"]
        rows = cells(checked(card(shown)))
        assert rows[3][3] == "goes out Feb 16, 2027 (in 85 days)"
        assert rows[4][3] == "waits: sent on acceptance"

    def test_name_who_pays_where_several_do(self, house: House) -> None:
        terms = Terms(text="Net 30", second_share=Decimal(25))
        house.ordered(second_payer=GLOBEX, terms=terms)
        house.run()
        payers = {(line.party, line.payer) for line in state(house).invoices}
        assert payers == {("", "Acme Corporation"), (GLOBEX.id, "Globex")}

    def test_say_which_void_one_they_stand_for(self, house: House) -> None:
        row = house.ordered()
        house.run()
        house.edit(row.id, status=InvoiceStatus.VOID, number="ACME-0001")
        assert [line.replaces for line in state(house).invoices] == [""]

    def test_show_what_was_taken_back(self, house: House) -> None:
        row = house.ordered()
        house.run()
        house.edit(
            row.id, credited_minor=1_00, refunded_minor=2_00, disputed_minor=3_00, dispute="lost"
        )
        [line] = state(house).invoices
        back = (str(line.credited), str(line.refunded), str(line.disputed), line.dispute)
        assert back == ("$1.00", "$2.00", "$3.00", "lost")


class TestChanges:
    def test_are_to_be_chosen_and_then_approved(self, house: House) -> None:
        first = amended.four(house)
        house.change(amount=Decimal(120_000))
        assert state(house, first.id).may_amend
        amended.choose(house, WayKind.EDIT_DRAFTS)
        house.run()
        pending = state(house)
        assert (pending.amends, state(house, first.id).may_amend) == (True, False)
        assert {line.item for line in pending.invoices} == {1, 2, 3, 4}
        assert pending.change == "Change what is not yet sent: as agreed"
        assert "*Change:* Change what is not yet sent: as agreed" in words(card(pending))
        rows = cells(checked(card(pending)))
        assert "was $25,000.00" in str(rows)
        amended.approve(house)
        now = state(house)
        assert (now.amends, now.may_amend) == (False, False)
        checked(card(now))

    def test_of_an_invoice_are_shown_until_they_are_done(self, house: House) -> None:
        row = house.ordered()
        asked = AdjustmentRow(
            deal_id=DEAL_ID,
            kind=AdjustmentKind.CREDIT,
            subject=row.id,
            status=AdjustmentStatus.REQUESTED,
            amount_minor=100,
            currency="USD",
            words="Credit note of $1.00",
            requested_by="UKIM",
            requested_by_name="Kim",
            requested_at=house.deps.now(),
        )
        with house.deps.ledger.transaction() as s:
            s.add(asked)
        [line] = state(house).adjustments
        assert (line.words, line.requested_by.name) == ("Credit note of $1.00", "Kim")
        with house.deps.ledger.transaction() as s:
            s.merge(asked).status = AdjustmentStatus.DONE
        assert state(house).adjustments == ()


class TestRetainers:
    def test_are_shown_with_what_comes_next(self, house: House) -> None:
        retained.approved(house, **retained.monthly())
        shown = state(house)
        [line] = shown.retainers
        assert line.status in (SubscriptionStatus.APPROVED, SubscriptionStatus.ACTIVE)
        assert (line.next_on, line.ends_on) == (date(2026, 12, 23), date(2027, 11, 22))
        [first] = shown.invoices
        assert first.period is not None
        assert (first.by_subscription, first.period.end) == (False, date(2026, 12, 22))
        assert "of 12 invoices paid" in checked(card(shown)).text

    def test_are_shown_on_hold(self, house: House) -> None:
        row = retained.approved(house, **retained.monthly())
        house.hold(row.id)
        [line] = state(house).retainers
        assert line.hold is not None
