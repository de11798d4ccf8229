"""Five hundred approved deals go out at one moment, and what that does to whoever wants else."""

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import psutil

from sandbox.company import deal
from sandbox.control import Obj
from sandbox.process import Bot
from sandbox.stripe.keys import LIVE_KEY
from tests.benchmarks.databases import POSTGRES
from tests.benchmarks.figures import LOST, Figure
from tests.benchmarks.place import Place, open_place
from tests.benchmarks.section import Part, Where
from tests.burst.burst import Burst, policy_in, quiet, settings

DEALS = 500
TEST, LIVE = 25 / 3, 25.0
"""Invoices a second that Stripe allows: three calls each of the 25 in test mode, and one of each
kind of the 25 to one endpoint in live mode."""
SHARE = 0.9
PATIENCE = 300.0
LATE = "Latecomer"
SLACK_SECOND = 1.0
"""As long as it is: five hundred cards are drawn for minutes beside the invoices, and after."""
BEGUN = 0.1
"""Of all, how many are out when somebody wants something else."""


@dataclass(frozen=True)
class Case:
    """How many bots there are, and what Stripe allows."""

    bots: int
    is_live: bool

    @property
    def title(self) -> str:
        """Return what is measured."""
        who = f"{self.bots} bots" if self.bots > 1 else "one bot"
        return f"{DEALS} approved deals at once, {who}, {'live' if self.is_live else 'test'} limits"


def parts(where: Where) -> Iterator[Part]:
    """Yield each case; several bots work only on a database that they can share."""
    for bots in (1, 3) if where.databases.kind == POSTGRES else (1,):
        for is_live in (False, True):
            case = Case(bots, is_live)
            name = f"burst_{bots}_{'live' if is_live else 'test'}"
            with (
                where.databases.new(name) as url,
                open_place(where.folder / name, url) as place,
            ):
                yield case.title, partial(burst, place, case)


def burst(place: Place, case: Case) -> list[Figure]:
    """Let them go, and want something else once they are on their way."""
    policy = policy_in(place.folder)
    more = settings(policy, SLACK_SECOND)
    if case.is_live:
        more |= {"STRIPE_API_KEY": LIVE_KEY}
        place.people.patch("salesforce/settings", is_sandbox=False)
    many, card = _approved(place, policy, more | settings(policy))
    with ExitStack() as stack:
        bots = []
        for number in range(case.bots):
            folder = place.folder / f"bot{number}"
            bot = Bot(place.people, folder, place.bot.database_url, **more)
            stack.callback(bot.stop)
            bot.start(beside=number > 0)
            bots.append(bot)
        many.bot = bots[0]
        many.limit(SLACK_SECOND)
        before, began = _used(bots), time.monotonic()
        many.release()
        begun = many.wait_for_sends(int(DEALS * BEGUN), PATIENCE)
        also = _also(many, card, begun)
        sent = many.wait_for_sends(DEALS, PATIENCE)
        took, used = time.monotonic() - began, _used(bots) - before
        refused = sum(many.refused().values())
    allowed = LIVE if case.is_live else TEST
    rate = len(sent) / took  # the sandbox's clock was moved meanwhile
    least = 0.0 if case.is_live else SHARE * 100
    return [
        Figure("invoices sent in a second", rate, "/s", 0, 1),
        Figure(f"of what Stripe allows ({allowed:.1f}/s)", rate / allowed * 100, "%", 0, 0, least),
        Figure("calls refused for their rate", refused, "", 1, 0),
        Figure("CPU of the bots, in cores", used / took, "", 0, 2),
        Figure("CPU for one invoice", used / DEALS * 1000, "ms", 0, 0),
        *also,
    ]


def _approved(place: Place, policy: Path, more: dict[str, str]) -> tuple[Burst, Obj]:
    """Have them all approved, and one more that nobody has decided on; return its card too.

    In a Slack without limits: five hundred people who clicked would be served for ten minutes.
    """
    people = place.people
    bot = Bot(people, place.folder / "before", place.bot.database_url, **more)
    bot.start()
    try:
        many = Burst(people, bot, policy)
        people.win(deal(LATE, "1200", terms="Net 30", name=f"{LATE} deal"))
        people.next_minute()
        card = people.card(LATE, "Approve & send")
        many.win(DEALS)
        many.approve()
        quiet(people)
    finally:
        bot.stop()
    return many, card


def _also(many: Burst, card: Obj, begun: list[Obj]) -> list[Figure]:
    """Click on another card, and pay an invoice that is out; return how soon that was seen."""
    people = many.people
    with ThreadPoolExecutor(1) as pool:
        paid = pool.submit(_paid, many, str(begun[0]["path"]).split("/")[-2])
        clicked = time.monotonic()
        answer = people.click("pat", "Approve & send", card)
        people.card(LATE, without="Approve & send")
        drawn = time.monotonic() - clicked
        seen = paid.result()
    return [
        Figure("a click meanwhile: acknowledged", float(answer["ack_ms"] or LOST), "ms", LOST, 0),
        Figure("a click meanwhile: its card drawn", drawn, "s"),
        Figure("a payment meanwhile: seen after the look at the feed", seen, "s"),
    ]


def _paid(many: Burst, stripe_id: str) -> float:
    people = many.people
    people.post(f"stripe/invoices/{stripe_id}/pay", kind="bank_transfer")
    people.next_minute()
    began = time.monotonic()
    people.wait(lambda: _is_read(people.get("calls", vendor="stripe"), stripe_id), "it to be read")
    return time.monotonic() - began


def _is_read(calls: list[Obj], stripe_id: str) -> bool:
    path = f"/v1/invoices/{stripe_id}"
    return any(call["method"] == "GET" and call["path"].startswith(path) for call in calls)


def _used(bots: list[Bot]) -> float:
    """Return the seconds of CPU that the bots have used."""
    return sum(sum(psutil.Process(bot.pid).cpu_times()[:2]) for bot in bots)
