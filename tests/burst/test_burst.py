"""Forty approved deals go out at one moment, with every vendor's limits on."""

import contextlib
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.ledger import holds, invoices
from bot.status import InvoiceStatus
from bot.trying import through_races
from bot.views.ids import HoldReason
from bot.workflows.holding import hold
from sandbox.company import MORNING
from sandbox.control import wait_for
from sandbox.process import QuickBot
from tests.burst.burst import KIM, Burst, policy_in, settings
from tests.fakes.postgres import POSTGRES, Kind
from tests.journeys.house import House, open_house
from tests.lanes import PAGES

DEALS = 40
EARLY = 3
"""After so many that are out, somebody wants something else."""


@pytest.fixture(params=[pytest.param("sqlite", marks=PAGES), POSTGRES])
def house(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[House, Burst]]:
    """Yield one bot on SQLite, then three on PostgreSQL."""
    kind: Kind = request.param
    policy = policy_in(tmp_path)
    with contextlib.ExitStack() as stack:
        url = ""
        if kind == "postgres":
            url = stack.enter_context(request.getfixturevalue("postgres").database())
        more = settings(policy)
        house = stack.enter_context(open_house(tmp_path, MORNING, url, **more))
        for name in ("second", "third") if url else ():
            bot = QuickBot(house.people, tmp_path / name, url, **more)
            stack.callback(bot.stop)
            bot.start(beside=True)
        yield house, Burst(house.people, house.bot, policy)


def test_a_burst_goes_out_within_the_limits_and_keeps_nobody_waiting(
    house: tuple[House, Burst],
) -> None:
    home, burst = house
    burst.win(DEALS)
    burst.approve()
    burst.limit()
    burst.release()

    first = burst.wait_for_sends(EARLY)
    paid, held = _sent_deal(burst, first[0]["path"]), _waiting_deal(burst)
    burst.people.pay(paid)
    with burst.deciding() as deps:
        wish = hold.HoldWish(reason=HoldReason.CLIENT_ASKED)
        through_races(lambda: hold.hold_deal(deps, held, wish, KIM))  # as a click does

        def confirmed() -> bool:
            with deps.ledger.reading() as s:
                [row] = invoices.of_deal(s, held)
                found = holds.open_on(s, row.id)
                return found is not None and found.confirmed_at is not None

        wait_for(confirmed, "the hold to be confirmed")
        assert len(burst.sends()) < DEALS - 1, "it was confirmed when all were out"
        burst.people.next_minute()

        def told() -> bool:
            with deps.ledger.reading() as s:
                [row] = invoices.of_deal(s, paid)
                return row.status is InvoiceStatus.PAID

        wait_for(told, "the payment to be seen")

    burst.wait_for_sends(DEALS - 1)
    assert burst.refused() == {}
    assert burst.made() == Counter({ident: 1 for ident in burst.ids if ident != held})
    burst.people.post("limits", enforce=False)
    with burst.deciding() as deps:
        hold.release_deal(deps, held, KIM)
    burst.wait_for_sends(DEALS)
    home.agreed()


def _sent_deal(burst: Burst, path: str) -> str:
    ident = path.split("/")[-2]
    [row] = [row for row in burst.people.invoices() if row["id"] == ident]
    return str(row["metadata"]["sf_opportunity_id"])


def _waiting_deal(burst: Burst) -> str:
    """Return the deal whose turn comes last: they go out in the order in which they waited."""
    begun = burst.made("draft", "open", "paid")
    return next(ident for ident in reversed(burst.ids) if ident not in begun)
