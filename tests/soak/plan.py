"""What happens in a soak, as data: made from one seed before anything begins, replayed as it is."""

import json
import random
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

from tests.soak.deals import LARGE, SHAPES

FINANCE = ("kim", "pat", "robin")
EVERYBODY = (*FINANCE, "alex", "dana")
EDITS = ("more", "less", "later", "contact", "lose", "win_again")
FAULTS = (
    ("stripe", "POST /v1/invoices", "status_before", 429),
    ("stripe", "POST ", "status_after", 500),
    ("stripe", "POST ", "reset_before", 0),
    ("stripe", "POST ", "reset_after", 0),
    ("stripe", "POST /v1/invoices/[^/]+/send", "hang_after", 0),
    ("stripe", "GET ", "status_before", 503),
    ("salesforce", "GET ", "status_before", 503),
    ("salesforce", "PATCH ", "reset_after", 0),
    ("salesforce", "PATCH ", "status_before", 503),
    ("slack", "POST /api/chat.postMessage", "status_before", 429),
    ("slack", "POST /api/chat.postMessage", "reset_after", 0),
    ("slack", "POST /api/chat.update", "reset_before", 0),
)
"""Vendor, which calls, what happens, and the status it is answered with."""
KILLERS = (
    ("stripe", "POST "),
    ("salesforce", "PATCH "),
    ("slack", "POST /api/chat"),
    ("stripe", "POST /v1/invoices"),
    ("stripe", "POST /v1/subscriptions"),
)
"""In the middle of which calls a bot is killed."""


@dataclass(frozen=True)
class Act:
    """One thing that happens; `n` chooses among what there is then, so that none needs another."""

    verb: str
    n: int = 0
    who: str = ""
    how: str = ""
    amount: int = 0
    """Percent, days, calls, or what else the verb counts."""
    pause: int = 0
    """Milliseconds until the next act: a bot is caught in the middle of things."""

    def __str__(self) -> str:
        """Return it as it is printed."""
        said = {name: value for name, value in asdict(self).items() if value and name != "verb"}
        return f"{self.verb} {said}" if said else self.verb


WEIGHTS = {
    "win": 7,
    "minute": 12,
    "days": 5,
    "edit": 5,
    "approve": 18,
    "both": 2,
    "reject": 2,
    "reopen": 2,
    "hold": 4,
    "release": 4,
    "modify": 2,
    "choose": 3,
    "pay": 6,
    "refund": 2,
    "fault": 8,
    "kill": 4,
    "kill_in": 4,
    "start": 9,
    "freeze": 4,
    "thaw": 9,
}
"""How often each happens."""


def made(seed: int, count: int) -> tuple[Act, ...]:
    """Return the `count` acts of a seed: the same for the same seed, whatever happens in them."""
    dice = random.Random(seed)  # noqa: S311 - a plan has to be repeatable, not secret
    verbs = dice.choices([*WEIGHTS], [*WEIGHTS.values()], k=max(0, count - 2))
    return tuple(_act(dice, verb) for verb in ("win", "minute", *verbs))


def _act(dice: random.Random, verb: str) -> Act:
    n, pause = dice.randrange(1000), dice.choice((0, 50, 200, 600, 1200))
    more = MORE.get(verb, _by_somebody)(dice)
    return replace(Act(verb, n, pause=pause), **more)


Fields = dict[str, Any]


def _by_somebody(dice: random.Random) -> Fields:
    return {"who": dice.choice(FINANCE), "amount": dice.randrange(100)}


def _by_anybody(dice: random.Random) -> Fields:
    return {"who": dice.choice(EVERYBODY)}


def _by_nobody(_: random.Random) -> Fields:
    return {}


def _sold(dice: random.Random) -> Fields:
    who, how = dice.choice(("dana", "sam")), dice.choice([*SHAPES])
    return {"who": who, "how": how, "amount": dice.choice((1, 3, LARGE))}


MORE: dict[str, Callable[[random.Random], Fields]] = {
    "win": _sold,
    "days": lambda dice: {"amount": dice.choice((1, 1, 3, 7, 16))},
    "edit": lambda dice: {"how": dice.choice(EDITS), "amount": dice.randrange(1, 60)},
    "pay": lambda dice: {"amount": dice.choice((30, 100, 100))},
    "refund": lambda dice: {"amount": dice.choice((30, 100))},
    "fault": lambda dice: {"n": dice.randrange(len(FAULTS)), "amount": dice.choice((1, 1, 3))},
    "kill_in": lambda dice: {
        "how": dice.choice(("kill_before", "kill_after")), "amount": dice.randrange(4)
    },
    "approve": _by_anybody,
    "hold": _by_anybody,
} | dict.fromkeys(("minute", "kill", "start", "freeze", "thaw"), _by_nobody)  # fmt: skip
"""What more there is to be said of a verb."""


def dumped(acts: Sequence[Act]) -> str:
    """Return acts so that `loaded` reads them: one a line."""
    return "\n".join(json.dumps({k: v for k, v in asdict(act).items() if v}) for act in acts)


def loaded(text: str) -> tuple[Act, ...]:
    """Return the acts that `dumped` wrote."""
    return tuple(Act(**json.loads(line)) for line in text.splitlines() if line.strip())
