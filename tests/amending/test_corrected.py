"""What a change leaves the deal billing, as its card is headed."""

from hypothesis import given

from bot.amending import ways
from bot.plan import Plan
from bot.rules import BillingRules
from bot.standing import Standing, corrected
from tests.amending.kit import TODAY, after, histories, plans


@given(histories(), plans(shared=False))
def test_is_what_all_payers_are_billed_in_the_end(
    history: tuple[Standing, Plan], now: Plan
) -> None:
    stands, before = history
    for way in ways(stands, before, now, BillingRules(), TODAY):
        if way.plan is not None:
            left = corrected(stands, way.plan, way.plan.adjustments)
            assert left.minor == sum(after(stands, way.plan).values())
