"""Whatever is chosen, what is billed and to come is the new total: to the minor unit, per payer."""

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.amending import AS_DEAL, Way, WayKind, ways
from bot.charges import charges
from bot.plan import Plan
from bot.rules import BillingRules
from bot.standing import Standing, to_come, wanted
from tests.amending.kit import TODAY, after, histories, plans

RULES = BillingRules()


def possible(history: tuple[Standing, Plan], now: Plan) -> list[Way]:
    stands, before = history
    return [way for way in ways(stands, before, now, RULES, TODAY) if way.plan]


def numbers(plan: Plan) -> list[int]:
    found = [part.number for part in plan.installments]
    return found + [number for part in plan.retainers for number in part.numbers]


class TestEveryWay:
    @settings(max_examples=80, deadline=None)
    @given(histories(), plans())
    def test_bills_what_the_deal_says(self, history: tuple[Standing, Plan], now: Plan) -> None:
        stands, _ = history
        for way in possible(history, now):
            if way.kind in AS_DEAL and way.plan:
                want = {party: one.minor for party, one in wanted(now).items()}
                have = after(stands, way.plan)
                assert have == {party: want.get(party, 0) for party in have}, way
                assert set(want) <= set(have)

    @settings(max_examples=50, deadline=None)
    @given(histories(), plans())
    def test_gives_no_number_twice(self, history: tuple[Standing, Plan], now: Plan) -> None:
        for way in possible(history, now):
            assert way.plan is not None
            used = numbers(way.plan)
            assert len(used) == len(set(used)), way

    @settings(max_examples=50, deadline=None)
    @given(histories(), plans())
    def test_bills_nothing_again_that_is_out(
        self, history: tuple[Standing, Plan], now: Plan
    ) -> None:
        """A payer gets a new invoice under a number that is out only if they had it not."""
        stands, before = history
        approved = {(c.number, c.party) for c in charges(before)}
        for way in possible(history, now):
            assert way.plan is not None
            again = {
                (c.number, c.party)
                for c in to_come(stands, way.plan)
                if c.number in stands.numbers_out
            }
            assert again <= approved, way

    @settings(max_examples=50, deadline=None)
    @given(histories(), plans())
    def test_keeps_what_is_out_as_it_was_approved(
        self, history: tuple[Standing, Plan], now: Plan
    ) -> None:
        stands, before = history
        for way in possible(history, now):
            if way.plan is None or way.kind in (WayKind.WITHDRAW, WayKind.REVISE):
                continue
            made = {(c.number, c.party): c.amount_in("USD") for c in charges(way.plan)}
            for charge in charges(before):
                out = {(one.number, one.party) for one in stands.out}
                key = (charge.number, charge.party)
                if key in out and key in made:
                    assert made[key] == charge.amount_in("USD"), way

    @settings(max_examples=50, deadline=None)
    @given(history=histories(), now=plans(), counts=st.booleans())
    def test_takes_effect_twice_as_once(
        self, history: tuple[Standing, Plan], now: Plan, *, counts: bool
    ) -> None:
        stands, before = history
        first = ways(stands, before, now, RULES, TODAY, counts=counts)
        assert first == ways(stands, before, now, RULES, TODAY, counts=counts)

    @settings(max_examples=50, deadline=None)
    @given(histories(), plans())
    def test_sends_nothing_negative(self, history: tuple[Standing, Plan], now: Plan) -> None:
        stands, _ = history
        for way in possible(history, now):
            assert way.plan is not None
            for charge in to_come(stands, way.plan):
                assert charge.amount_in("USD").minor >= 0, way
            for one in way.plan.adjustments:
                theirs = [b for b in stands.out if b.invoice_id == one.subject]
                assert all(b.worth.minor + one.amount.minor >= 0 for b in theirs), way
