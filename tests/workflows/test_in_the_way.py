"""What keeps a further term, a merge, a change or a correction from going on as it would."""

from datetime import date
from decimal import Decimal

import pytest

from bot.deps import Deps
from bot.errors import NotAllowed
from bot.facts import CreditWay
from bot.ledger import adjustments, customers
from bot.ledger.customers import CustomerRow
from bot.money import Money
from bot.plan import AdjustmentKind
from bot.status import InvoiceStatus, ProposalStatus
from bot.workflows.amending import correct
from bot.workflows.amending.adjust import adjust
from bot.workflows.amending.renewing import ending_soon, propose_term, renew, tell_renewal
from tests.fakes.deals import ACME, DANA, DEAL_ID
from tests.workflows.amending.test_renewing import RENEWS, START, proposed
from tests.workflows.house import ALEX, KIM, PAT, REFUSED, House
from tests.workflows.retained import approved, live_until, monthly

WINNER = ACME.model_copy(update={"id": "001000000000009AAA"})


@pytest.fixture
def house(deps: Deps) -> House:
    return House(deps)


class TestAFurtherTerm:
    def test_is_not_proposed_of_a_deal_that_is_lost(self, house: House) -> None:
        approved(house, terms=RENEWS, **monthly(start=START, periods=3))
        live_until(house, date(2027, 1, 2))
        house.change(is_won=False, stage="Lost")
        assert ending_soon(house.deps) == []

    def test_is_not_proposed_while_nothing_is_out(self, house: House) -> None:
        approved(house, terms=RENEWS, **monthly(start=date(2026, 12, 10), periods=1))
        assert ending_soon(house.deps) == []

    def test_is_not_proposed_twice_by_two_looks(self, house: House) -> None:
        proposed(house)
        assert propose_term(house.deps, DEAL_ID) == ""
        assert house.revisions() == 2

    def test_is_not_proposed_of_what_was_ended_by_hand(self, house: House) -> None:
        row = approved(house, terms=RENEWS, **monthly(start=START, periods=3))
        live_until(house, date(2026, 12, 20))
        house.billing.cancel_by_hand(row.stripe_id or "")
        house.poll_stripe()
        live_until(house, date(2027, 1, 3))
        assert ending_soon(house.deps) == []

    def test_is_told_again_after_slack_refused(self, house: House) -> None:
        fresh = proposed(house)
        house.messenger.fail_next(REFUSED)
        tell_renewal(house.deps, fresh.id)
        assert [trouble.kind for trouble in house.troubles()] == ["renew"]
        house.retry("renew")
        assert house.troubles() == []

    def test_is_told_to_nobody_without_an_account(self, house: House) -> None:
        gone = DANA.model_copy(update={"email": "gone@example.com"})
        approved(house, owner=gone, terms=RENEWS, **monthly(start=START, periods=3))
        live_until(house, date(2027, 1, 2))
        renew(house.deps, "slot")
        house.run()
        assert house.latest().status is ProposalStatus.PENDING
        assert house.troubles() == []


class TestAMergedAccount:
    def test_keeps_the_customer_of_its_own(self, house: House) -> None:
        house.ordered()
        house.run()
        own = house.invoice().customer_id
        theirs = house.billing.add_customer("Acme", "ap@acme.example", account_id=WINNER.id)
        with house.deps.ledger.transaction() as s:
            s.add(CustomerRow(stripe_id=theirs, account_id=WINNER.id, email="ap@acme.example"))
        house.crm.merged[ACME.id] = WINNER.id
        house.change(account=WINNER)
        with house.deps.ledger.reading() as s:
            assert customers.customer_of(s, WINNER.id, "ap@acme.example") == theirs
            assert customers.customer_of(s, ACME.id, "ap@acme.example") == own
        assert "merged into another one" in house.told()[-1]


class TestACorrection:
    def test_is_not_approved_by_the_owner_of_the_deal(self, house: House) -> None:
        house.propose(owner=DANA.model_copy(update={"name": "Kim", "email": KIM.email}))
        house.approve(PAT)
        house.run()
        wish = correct.Wish(
            kind=AdjustmentKind.CREDIT,
            amount=Money.of(Decimal(100), "USD"),
            way=CreditWay.BALANCE,
            reason="Agreed",
        )
        correct.request(house.deps, house.invoice().id, wish, ALEX)
        with house.deps.ledger.reading() as s:
            [asked] = adjustments.of_deal(s, DEAL_ID)
        with pytest.raises(NotAllowed, match="corrections of their own deal"):
            correct.approve(house.deps, asked.id, KIM)
        correct.approve(house.deps, asked.id, PAT)
        house.run()
        adjust(house.deps, asked.id)  # started again, it does nothing
        assert house.invoice().balance == Money.of(Decimal(47_900), "USD")
        assert house.invoice().status is InvoiceStatus.OPEN
