"""What the card of a change says that the deal bills, and by what it is approved."""

from datetime import date
from decimal import Decimal

import pytest

from bot.amending import WayKind
from bot.deal import Terms
from bot.deps import Deps
from bot.money import Money
from bot.payer import Tax, TaxMode
from bot.views.card_facts import facts
from bot.views.card_head import heading
from bot.views.state import CardState
from bot.workflows.amending.renewing import renew
from bot.workflows.showing.card_state import card_state
from bot.workflows.standing.tiers import weight
from tests.fakes.deals import DEAL_ID
from tests.workflows.amended import approve, choose, four, milestones
from tests.workflows.house import PAT, House
from tests.workflows.retained import approved, live_until, monthly


@pytest.fixture
def house(deps: Deps) -> House:
    return House(deps)


def state(house: House) -> CardState:
    with house.deps.ledger.reading() as s:
        return card_state(house.deps, s, house.latest().id)


def counts(house: House) -> Money:
    with house.deps.ledger.reading() as s:
        return weight(s, house.latest())


def usd(units: int) -> Money:
    return Money.of(Decimal(units), "USD")


class TestRenewal:
    def test_says_what_the_term_adds_and_counts_by_all_of_it(self, house: House) -> None:
        approved(
            house,
            terms=Terms(text="Net 30", renews=True),
            **monthly(start=date(2026, 11, 1), periods=3),
        )
        live_until(house, date(2027, 1, 2))
        renew(house.deps, "slot")
        house.run()
        once = house.revision(1).plan.total
        twice = once + once
        assert heading(state(house)) == f"+{once} for another term; {twice} in all"
        assert counts(house) == twice  # of the old total and the new one the larger
        approve(house, PAT)
        assert heading(state(house)) == str(twice)


class TestCredit:
    def test_is_taken_off_what_the_card_is_headed_with(self, house: House) -> None:
        four(house)
        house.clock.move(minutes=1)
        house.crm.change(DEAL_ID, amount=Decimal(90_000), milestones=milestones(25, 25, 25, 25))
        house.poll()
        choose(house, WayKind.CREDIT)
        assert heading(state(house)) == "$90,000.00"
        assert house.latest().plan.total == usd(92_500)
        assert counts(house) == usd(100_000)  # of the old total and the new one the larger
        approve(house)
        assert heading(state(house)) == "$90,000.00"


class TestWithdrawn:
    def test_bills_nothing_and_says_nothing_of_tax(self, house: House) -> None:
        four(house)
        house.change(is_won=False, stage="Closed Lost")
        choose(house, WayKind.WITHDRAW)
        shown = state(house)
        taxed = shown.plan.model_copy(update={"tax": Tax(mode=TaxMode.AUTOMATIC)})
        shown = shown.model_copy(update={"plan": taxed})
        assert heading(shown) == "$0.00"
        assert "Tax" not in dict(facts(shown))
        assert shown.won_date == date(2026, 11, 23)
