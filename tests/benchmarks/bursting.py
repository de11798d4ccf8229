"""A burst: how many invoices a second go out when many are approved, and what would be allowed."""

from collections.abc import Iterator
from contextlib import ExitStack
from functools import partial

from sandbox.process import Bot
from tests.benchmarks.databases import POSTGRES
from tests.benchmarks.figures import Figure
from tests.benchmarks.place import Place, open_place
from tests.benchmarks.section import Part, Where
from tests.burst.burst import Burst, per_second, policy_in, quiet, settings

DEALS = 120
ALLOWED = 25 / 3
"""Invoices a second: three calls each, of the 25 that Stripe's test mode takes in all."""
SHARE = 0.9
PATIENCE = 120.0
"""Seconds."""


def parts(where: Where) -> Iterator[Part]:
    """Yield the burst of one bot, and of three where several can work on one database."""
    for bots in (1, 3) if where.databases.kind == POSTGRES else (1,):
        with (
            where.databases.new(f"burst_{bots}") as url,
            open_place(where.folder / str(bots), url) as place,
        ):
            number = f"{bots} bots" if bots > 1 else "one bot"
            yield f"{DEALS} approved invoices go out at once, {number}", partial(burst, place, bots)


def burst(place: Place, bots: int) -> list[Figure]:
    """Approve all of them while sending is paused; let them go, and count what Stripe is sent."""
    policy = policy_in(place.folder)
    with ExitStack() as stack:
        running = []
        for number in range(bots):
            bot = Bot(place.people, place.folder / f"burst{number}", place.bot.database_url,
                      **settings(policy))  # fmt: skip
            stack.callback(bot.stop)
            bot.start(beside=number > 0)
            running.append(bot)
        many = Burst(place.people, running[0], policy)
        many.win(DEALS)
        many.approve()
        quiet(place.people)
        many.limit()
        many.release()
        sent = many.wait_for_sends(DEALS, PATIENCE)
        refused = sum(many.refused().values())
        place.people.post("limits", enforce=False)
    rate = per_second(sent)
    return [
        Figure("invoices sent in a second", rate, "/s", 0, 1),
        Figure("of what Stripe allows in test mode (8.3/s)", rate / ALLOWED * 100, "%", 0, 0,
               SHARE * 100),
        Figure("calls refused for their rate", refused, "", 1, 0),
    ]  # fmt: skip
