"""A change of an approved plan: what was approved, what stands of it, what the deal says now."""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from bot.charges import lines_for, parties
from bot.errors import Invalid
from bot.plan import Plan, PlanLine
from bot.standing import Standing


class NotPossible(Invalid):
    """The way cannot be gone; the sentence says why."""


class Change(NamedTuple):
    """An approved plan, and what the deal would be planned as now."""

    standing: Standing
    before: Plan
    now: Plan
    today: date
    from_date: date | None = None
    """Retainers change with the first period that begins on this day or later; None: the next."""

    @property
    def payer_moved(self) -> bool:
        """Return whether somebody else pays: what they have cannot become another's."""
        was, now = self.before, self.now
        theirs = [plan.bill_to.account_id if plan.bill_to else "" for plan in (was, now)]
        return theirs[0] != theirs[1]

    @property
    def shares_moved(self) -> bool:
        """Return whether the parts that the payers pay are others."""
        return _shares(self.before) != _shares(self.now)


def _shares(plan: Plan) -> list[tuple[str, object]]:
    return [(share.party, share.percent) for share in plan.shares]


def each_ones(plan: Plan, lines: Sequence[PlanLine]) -> tuple[PlanLine, ...]:
    """Return lines that are each one payer's alone, as they share them by `plan`."""
    return tuple(
        line.model_copy(update={"party": party})
        for party in parties(plan)
        for line in lines_for(plan, lines, party)
    )
