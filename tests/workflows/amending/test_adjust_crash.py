"""Wherever the bot dies in a correction, and however Stripe fails: it is done once."""

from contextlib import suppress
from decimal import Decimal

import pytest

from bot.amending import WayKind
from bot.deps import Deps
from bot.status import AdjustmentStatus, InvoiceStatus
from bot.workflows.amending.adjust import adjust
from bot.workflows.deciding import decide
from bot.workflows.tracking.track import watch_payments
from tests.workflows.amended import asked, choose, corrections, first, four, live, milestones, net
from tests.workflows.house import KIM, NO_ANSWER, REFUSED, STORED_500, House


class Died(BaseException):
    """The process is gone."""


@pytest.fixture
def house(deps: Deps) -> House:
    """Have a change by revision approved, and not carried out yet."""
    house = House(deps)
    four(house)
    house.change(amount=Decimal(120_000), milestones=milestones(25, 25, 25, 25))
    choose(house, WayKind.REVISE)
    latest = house.latest()
    decide.approve(house.deps, latest.id, latest.content_hash, KIM)
    return house


def is_revised(house: House, old: str) -> bool:
    out = [i for i in house.billing.invoices.values() if i.status is InvoiceStatus.OPEN]
    return (
        [row.status for row in corrections(house)] == [AdjustmentStatus.DONE]
        and house.billing.invoices[old].status is InvoiceStatus.VOID
        and [one.total.minor for one in out] == [3_000_000]
        and live(house)[1] == ("open", 30_000)
        and net(house) == 12_000_000
        and house.troubles() == []
        and len(house.billing.mails) == len(set(house.billing.mails))  # each e-mailed once
    )


@pytest.mark.parametrize("call", ["draft", "replace_lines", "send", "snapshot", "find_invoice"])
class TestRevision:
    def test_is_made_once_when_the_bot_dies(self, house: House, call: str) -> None:
        old = first(house)
        house.billing.die_after(call, Died())
        with suppress(Died):
            house.run()
        adjust(house.deps, corrections(house)[0].id)  # the engine takes it up again
        house.run()
        assert is_revised(house, old)

    def test_is_made_once_when_the_bot_comes_back_after_a_day(
        self, house: House, call: str
    ) -> None:
        old = first(house)
        house.billing.die_after(call, Died())
        with suppress(Died):
            house.run()
        house.clock.move(days=1)
        house.billing.forget_keys()
        adjust(house.deps, corrections(house)[0].id)
        house.run()
        assert is_revised(house, old)

    @pytest.mark.parametrize("error", [NO_ANSWER, STORED_500, REFUSED])
    def test_is_made_once_when_stripe_fails(
        self, house: House, call: str, error: Exception
    ) -> None:
        old = first(house)
        house.billing.fail_at(call, error, after=True, times=1)  # type: ignore[arg-type]  # a VendorError
        house.run()
        house.billing.failures_are_over()
        if house.troubles():
            house.retry("adjust")
        assert is_revised(house, old)


class TestWatching:
    def test_between_the_steps_changes_nothing(self, house: House) -> None:
        old = first(house)
        house.billing.at("send", lambda: watch_payments(house.deps, "slot"))
        house.run()
        watch_payments(house.deps, "another slot")
        house.run()
        assert is_revised(house, old)

    def test_finds_that_a_colleague_voided_it(self, house: House) -> None:
        house.billing.void(first(house))
        house.run()
        assert [row.status for row in corrections(house)] == [AdjustmentStatus.REFUSED]
        assert asked(house) is not None
        choose(house, WayKind.EDIT_DRAFTS)
        latest = house.latest()
        decide.approve(house.deps, latest.id, latest.content_hash, KIM)
        house.run()
        assert net(house) == 12_000_000

    def test_by_two_runs_at_once_lets_one_do_it(self, house: House) -> None:
        old = first(house)
        house.billing.at("draft", lambda: adjust(house.deps, corrections(house)[0].id))
        house.run()
        assert is_revised(house, old)
