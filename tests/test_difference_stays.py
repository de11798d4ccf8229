"""What stays as it was is not named among what changed."""

from bot.difference import difference
from bot.plan import Adjustment, AdjustmentKind, Stretch
from tests.fakes.findings import money
from tests.test_difference import BEFORE, line
from tests.test_difference_parts import SUPPORT, retainer

CREDIT = Adjustment(
    kind=AdjustmentKind.CREDIT,
    subject="inv_1",
    number=1,
    amount=money(-1),
    words="Credit note of $0.01",
)
VOID = CREDIT.model_copy(update={"subject": "inv_2", "words": "Invoice 2 is voided"})


def test_a_correction_that_was_there_before_is_not_said_again() -> None:
    one = BEFORE.model_copy(update={"adjustments": (CREDIT,)})
    both = BEFORE.model_copy(update={"adjustments": (CREDIT, VOID)})
    assert difference(one, both) == ("Also: Invoice 2 is voided.",)
    assert difference(both, one) == ("No longer: Invoice 2 is voided.",)


def test_periods_whose_price_was_kept_before_are_not_said_again() -> None:
    first = Stretch(through=2, lines=(line("Support", 90_00),))
    later = Stretch(through=4, lines=(line("Support", 110_00),))
    said = difference(retainer(earlier=(first,)), retainer(earlier=(first, later)))
    assert [one for one in said if "Up to" in one] == [
        f"{SUPPORT} Up to period 4 it stays at $110.00 each."
    ]
