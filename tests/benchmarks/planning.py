"""How long it takes to plan the largest deals, and to tell whether one changed."""

import statistics
import time
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal

from bot.deal import Deal, DealLine, Milestone
from bot.difference import difference
from bot.overrides import Overrides
from bot.planning import billing_differs, plan_invoices
from bot.policy import Policy
from bot.readiness import Surroundings, findings
from tests.benchmarks.figures import Figure
from tests.fakes.deals import a_deal

POLICY = Policy(people={"finance": ("@finance",), "ar": ("@ar",)})
NOTHING = Overrides()
TODAY = date(2026, 11, 23)
INSTALLMENTS = 60
ROUNDS = 50
LIMIT = 5.0
"""Milliseconds."""


def planning() -> list[Figure]:
    """Plan a deal of 60 installments, and one of 60 periods."""
    project, retained = _project(), _retained()
    plan = plan_invoices(project, NOTHING, POLICY)
    later = _project(Decimal(1_200_060))
    then = plan_invoices(later, NOTHING, POLICY)
    around = Surroundings(today=TODAY)
    return [
        _timed("plan of 60 installments", lambda: plan_invoices(project, NOTHING, POLICY)),
        _timed("plan of 60 periods", lambda: plan_invoices(retained, NOTHING, POLICY)),
        _timed("its content hash", lambda: plan.content_hash),
        _timed("its findings", lambda: findings(project, plan, NOTHING, around, POLICY)),
        _timed("whether it changed", lambda: billing_differs(project, later, NOTHING, POLICY)),
        _timed("what changed in all of them, in words", lambda: difference(plan, then), 0),
    ]


def _timed(name: str, work: Callable[[], object], limit: float = LIMIT) -> Figure:
    took = []
    for _ in range(ROUNDS):
        begin = time.perf_counter()
        work()
        took.append((time.perf_counter() - begin) * 1000)
    return Figure(f"{name}, median of {ROUNDS}", statistics.median(took), "ms", limit)


def _project(total: Decimal = Decimal(1_200_000)) -> Deal:
    steps = tuple(
        Milestone(
            id=f"a00{number:012d}AAA",
            description=f"Step {number}",
            percent=Decimal("1.67"),
            date=TODAY + timedelta(days=30 * number),
        )
        for number in range(1, INSTALLMENTS)
    )
    rest = Milestone(id="last", description="Last", percent=Decimal("1.47"))
    return a_deal(amount=total, lines=(), milestones=(*steps, rest))


def _retained() -> Deal:
    line = DealLine(
        id="00k",
        description="Support",
        quantity=Decimal(1),
        unit_price=Decimal(100_000),
        total=Decimal(100_000),
        interval="Monthly",
        periods=INSTALLMENTS,
        start=date(2027, 1, 31),
    )
    return a_deal(amount=line.total, lines=(line,))
