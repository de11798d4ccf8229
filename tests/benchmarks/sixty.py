"""A plan of 60 installments, from one click until all of it waits at Stripe."""

import json
import re
from collections import Counter
from datetime import datetime, timedelta

from sandbox.company import deal
from sandbox.control import Obj, wait_for
from tests.benchmarks.figures import Figure
from tests.benchmarks.place import Place

INSTALLMENTS = 60
NAME = "Sixty"
PATIENCE = 60
MOST_SECONDS = 15.0
"""At 8 starts a second it takes 8: far within the 25 requests a second of Stripe's test mode."""
MOST_BLOCKS, MOST_CHARACTERS = 51, 10_001
"""One more than a Slack message has of blocks, and its table of characters."""
_MAKES = re.compile(r"/v1/invoices(/in_\w+/add_lines)?$")


def sixty(place: Place) -> list[Figure]:
    """Approve the plan with one click; count what that takes."""
    deal_id = place.people.win(_deal(place))
    place.people.next_minute()
    place.people.post("stripe/limits", enforce=True)
    card = place.people.card(NAME, "Approve & send")
    begin = len(place.calls("stripe"))
    clicked = place.people.now().timestamp()
    place.people.click("kim", "Approve & send", card)
    wait_for(lambda: _all_there(place, deal_id), "60 invoices at Stripe", seconds=PATIENCE)
    card = place.people.card(NAME, without="Approve & send")
    calls = place.calls("stripe")[begin:]
    made = [row for row in calls if row["method"] == "POST" and _MAKES.search(_path(row))]
    place.people.post("stripe/limits", enforce=False)
    last = max(datetime.fromisoformat(row["at"]).timestamp() for row in made)
    refused = sum(row["status"] != 200 for row in made)
    return [
        Figure("click to the last draft with its lines", last - clicked, "s", MOST_SECONDS),
        Figure("calls for each of them", len(made) / INSTALLMENTS, "", 2.01),
        Figure("of which refused", refused, "", 1, 0),
        *_card(card),
    ]


def _all_there(place: Place, deal_id: str) -> bool:
    """Return whether the first is out, and all others wait for their days."""
    made = Counter(
        "out" if row["status"] == "open" else "waits"
        for row in place.people.invoices(deal_id)
        if row["status"] == "open" or (row["automatically_finalizes_at"] and row["total"])
    )
    return made == {"out": 1, "waits": INSTALLMENTS - 1}


def _card(card: Obj) -> list[Figure]:
    tables = [block for block in card["blocks"] if block["type"] == "table"]
    cells = sum(len(text) for text in re.findall(r'"text": "([^"]*)"', json.dumps(tables)))
    return [
        Figure("its card: blocks", len(card["blocks"]), "", MOST_BLOCKS, 0),
        Figure("its card: characters in tables", cells, "", MOST_CHARACTERS, 0),
    ]


def _path(row: Obj) -> str:
    return str(row["path"]).partition("?")[0]


def _deal(place: Place) -> Obj:
    first = place.people.now().date()
    steps = [{"description": "Kick-off", "percent": "1.47"}]
    steps += [
        {
            "description": f"Step {number}",
            "percent": "1.67",
            "date": (first + timedelta(days=30 * number)).isoformat(),
        }
        for number in range(1, INSTALLMENTS)
    ]
    return deal(NAME, "12000", terms="Net 30", name=f"{NAME} deal", milestones=steps)
