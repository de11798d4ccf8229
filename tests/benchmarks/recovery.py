"""Recovery: the bot is killed in the middle of making an invoice; how soon it is sent after all."""

import statistics
from collections.abc import Iterator
from datetime import datetime
from functools import partial

from sandbox.control import wait_for
from tests.benchmarks.figures import Figure
from tests.benchmarks.place import Place, open_place
from tests.benchmarks.section import Part, Where

ROUNDS = 5
PATIENCE = 120.0
"""Seconds: after a kill a replica is waited for, and a machine may be busy."""
SOON = 10.0
CALLS = (r"POST /v1/invoices$", "add_lines", "/send$")


def parts(where: Where) -> Iterator[Part]:
    """Yield what is measured on a bot of its own."""
    with where.databases.new("recovery") as url, open_place(where.folder, url) as place:
        yield "Killed while it makes an invoice", partial(recovery, place)


def recovery(place: Place) -> list[Figure]:
    """Kill the bot at different calls, start it again, and wait until the invoice is sent."""
    place.bot.start()
    took, connected, doubled = [], [], 0
    for number in range(ROUNDS):
        where = CALLS[number % len(CALLS)]
        [(deal_id, card)] = place.cards(1)
        kind = "kill_after" if number % 2 else "kill_before"
        place.people.fault("stripe", where, kind, pid=place.bot.pid)
        place.people.click("kim", "Approve & send", card)
        wait_for(place.bot.died, "the bot to die", seconds=PATIENCE)
        begun = place.people.now().timestamp()  # calls are stamped with the sandbox's time
        connected.append(place.bot.start())
        wait_for(partial(_sent, place, deal_id), "the invoice to be sent", seconds=PATIENCE)
        calls = [row for row in place.calls("stripe") if row["path"].endswith("/send")]
        ours = place.people.invoices(deal_id)
        last = next(row for row in reversed(calls) if ours[-1]["id"] in row["path"])
        took.append(max(0.0, datetime.fromisoformat(last["at"]).timestamp() - begun))
        doubled += len(ours) != 1
    return [
        Figure("start after the kill to connected", statistics.median(connected), "s"),
        Figure(f"start after the kill to invoice sent, median of {ROUNDS}",
               statistics.median(took), "s", SOON),
        Figure("the slowest", max(took), "s", 0),
        Figure("invoices made twice", doubled, "", 1, 0),
    ]  # fmt: skip


def _sent(place: Place, deal_id: str) -> bool:
    found = place.people.invoices(deal_id)
    return bool(found) and found[-1]["status"] == "open" and bool(place.people.outbox())
