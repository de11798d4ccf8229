"""What else reaches customers waits for the end of a pause: credit notes, late e-mails."""

import pytest

from bot.deps import Deps
from bot.facts import Snapshot
from bot.ledger import adjustments
from bot.money import Money
from bot.plan import AdjustmentKind
from bot.status import AdjustmentStatus
from bot.workflows.amending import correct
from bot.workflows.amending.correct import Wish
from bot.workflows.issuing import pausing
from tests.workflows.house import ALEX, KIM, NO_ANSWER, House

CREDIT = Wish(
    kind=AdjustmentKind.CREDIT, amount=Money(minor=800_000, currency="USD"), reason="A seat less"
)


@pytest.fixture
def house(deps: Deps) -> House:
    house = House(deps)
    house.ordered()
    house.run()
    return house


def credit(house: House) -> str:
    """Have a credit note asked for and approved; return the correction's id."""
    correct.request(house.deps, house.invoice().id, CREDIT, ALEX)
    with house.deps.ledger.reading() as s:
        [row] = adjustments.of_subject(s, house.invoice().id)
    correct.approve(house.deps, row.id, KIM)
    return row.id


def status(house: House) -> AdjustmentStatus:
    with house.deps.ledger.reading() as s:
        [row] = adjustments.of_subject(s, house.invoice().id)
    return row.status


@pytest.mark.parametrize("meanwhile", [False, True])
def test_a_credit_note_is_made_once_after_the_pause(house: House, *, meanwhile: bool) -> None:
    """Also if the pause comes while Stripe does not answer."""

    def happen() -> None:
        pausing.pause(house.deps, "", KIM)
        house.billing.fail_next(NO_ANSWER, after=True)

    if meanwhile:
        house.billing.at("credit", happen)
    else:
        pausing.pause(house.deps, "", KIM)
    credit(house)
    house.run()
    assert status(house) is AdjustmentStatus.APPROVED
    pausing.resume(house.deps, KIM)
    house.run()
    assert status(house) is AdjustmentStatus.DONE
    assert house.invoice().balance == Money(minor=4_000_000, currency="USD")
    seen: Snapshot = house.billing.snapshot(house.invoice().stripe_id or "")
    assert len(house.billing.back_of(seen.stripe_id)) == 1
