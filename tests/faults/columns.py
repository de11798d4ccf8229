"""The faults: how each is made to happen to one call, and to which calls it can happen."""

from dataclasses import dataclass
from typing import Any

from sandbox.faults import Fault, FaultKind
from tests.faults.cell import Row, where
from tests.faults.stage import MANY

STRIPE, SALESFORCE, SLACK = "stripe", "salesforce", "slack"
ALL = (STRIPE, SALESFORCE, SLACK)
SILENCE = 4.0
"""Real seconds of no answer: longer than the bot has patience for here."""
FOR_GOOD = 900.0
"""Real seconds that a call is held until the bot is killed."""
QUESTION = "to a question it makes no difference when its answer is lost"
FAILS: dict[str, Any] = {"kind": "status_after", "status": 500}
AWAY: dict[str, Any] = {"kind": "status_before", "status": 503, "times": MANY}

REFUSALS: dict[str, dict[str, Any]] = {
    STRIPE: {"status": 400, "code": "customer_tax_location_invalid"},
    SALESFORCE: {"status": 403, "code": "INSUFFICIENT_ACCESS_OR_READONLY"},
    SLACK: {"status": 200, "code": "restricted_action"},
}
"""What each vendor says where people have to change something first."""


@dataclass(frozen=True)
class Column:
    """A fault, and what it does to a call."""

    name: str
    steps: tuple[dict[str, Any], ...] = ()
    """What happens to the call, one time after the other."""
    vendors: tuple[str, ...] = ALL
    why_not: str = ""
    """Why the other vendors have no such fault."""
    writes_only: str = ""
    """Why reads are spared, if they are."""
    lasts: bool = False
    """Whether the last step lasts for hours."""
    kills: bool = False

    def spared(self, row: Row) -> str:
        """Return why it cannot happen to the call, "" if it can."""
        if row.vendor not in self.vendors:
            return self.why_not
        return "" if row.is_write else self.writes_only

    def faults(self, row: Row, name: str, about: tuple[str, ...]) -> list[Fault]:
        """Return what has to be switched on."""
        here: dict[str, Any] = {"vendor": row.vendor, "cause": row.cause, "name": name}
        here |= {} if row.alone else {"about": about}
        first = [{"where": where("POST", (row.after,)), **FAILS}] if row.after else []
        steps = [{"where": row.where, **_filled(row, step)} for step in self.steps]
        if steps:
            steps[0]["skip"] = row.nth - 1
        return [Fault.model_validate(here | step) for step in (*first, *steps)]


def _filled(row: Row, step: dict[str, Any]) -> dict[str, Any]:
    if not step.get("refused"):
        return step
    return REFUSALS[row.vendor] | {key: step[key] for key in step if key != "refused"}


def _kill(name: str, kind: FaultKind, writes_only: str = "") -> Column:
    step = {"kind": kind, "seconds": FOR_GOOD}
    return Column(name, (step,), writes_only=writes_only, kills=True)


ROW_LOCKED, RULE = "row locked", "validation rule"
"""What Salesforce says of single records: see `guards`."""
COLUMNS = {
    column.name: column
    for column in (
        Column("refused", ({"kind": "status_before", "refused": True},)),
        Column("time-out before", ({"kind": "hang_before", "seconds": SILENCE},)),
        Column(
            "time-out after", ({"kind": "hang_after", "seconds": SILENCE},), writes_only=QUESTION
        ),
        Column("reset in the answer", ({"kind": "reset_during"},)),
        Column(
            "429",
            ({"kind": "status_before", "status": 429},),
            (STRIPE,),
            "Slack always says when to come again; Salesforce has its own limit",
        ),
        Column(
            "429, Retry-After",
            ({"kind": "status_before", "status": 429, "retry_after": 1},),
            (STRIPE, SLACK),
            "Salesforce has its own limit, REQUEST_LIMIT_EXCEEDED",
        ),
        Column(
            "500 replayed",
            ({"kind": "status_after", "status": 500},),
            (STRIPE,),
            "only Stripe replays answers",
            "what is read has no key",
        ),
        Column("500", ({"kind": "status_before", "status": 500},)),
        Column("503 for hours", (AWAY,), lasts=True),
        Column(
            "lost, then 503 for hours",
            ({"kind": "reset_after"}, AWAY),
            writes_only=QUESTION,
            lasts=True,
        ),
        Column(
            "session expired",
            ({"kind": "status_before", "status": 401, "code": "INVALID_SESSION_ID"},),
            (SALESFORCE,),
            "only Salesforce has sessions",
        ),
        Column(
            ROW_LOCKED,
            (),
            (SALESFORCE,),
            "only Salesforce locks rows",
            "nothing is locked for those who read",
        ),
        Column(
            RULE,
            (),
            (SALESFORCE,),
            "only Salesforce has rules of its own company",
            "rules are for what is written",
        ),
        _kill("killed before", FaultKind.HANG_BEFORE),
        _kill("killed during", FaultKind.HANG_DURING, writes_only=QUESTION),
        _kill("killed after", FaultKind.LATE, writes_only=QUESTION),
    )
}
