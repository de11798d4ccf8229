"""What people change in a proposal before it is approved, in a random history."""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal

from bot.currency import smallest_step
from bot.due import Due
from bot.money import Money
from bot.overrides import Overrides
from bot.payer import Share
from bot.plan import Installment, Plan, PlanLine, Retainer
from bot.planning.payers import as_bill_to
from bot.workflows.deciding import revise
from tests.histories.people_side import PeopleSide
from tests.histories.shapes import PARTNER
from tests.workflows.house import KIM


class ModifySide(PeopleSide):
    """Modify, as its form hands it in; what makes no sense is sent back, and that is fine."""

    def modify(self, n: int, what: str, by: int) -> None:
        """Change amounts, dates, terms or who pays."""
        if waits := self._waiting(n):
            changes = WHATS[what](waits.plan, by, self.deps.today())
            seen = waits.content_hash
            self._try(lambda: revise.modify(self.deps, waits.id, seen, changes, KIM))
            self.minutes(1)


def _amounts(plan: Plan, by: int, _: date) -> Overrides:
    """Move a part of the first invoice to the last one; of what repeats, change the price."""
    if len(plan.installments) > 1:
        first, *middle, last = plan.installments
        part = _part(first.amount, 10 + by)
        parts = (_over(first, first.amount - part), *middle, _over(last, last.amount + part))
        return Overrides(installments=parts)
    if plan.retainers:
        first_, *others = plan.retainers
        return Overrides(retainers=(_priced(first_, by), *others))
    return Overrides(installments=tuple(_over(p, p.amount + _part(p.amount, by))
                                        for p in plan.installments))  # fmt: skip


def _dates(plan: Plan, by: int, today: date) -> Overrides:
    later = today + timedelta(days=7 * by)
    if plan.installments:
        *others, last = plan.installments
        if not last.condition:
            last = last.model_copy(update={"send_date": later})
        return Overrides(installments=(*others, last))
    moved = tuple(part.model_copy(update={"start": later}) for part in plan.retainers)
    return Overrides(retainers=moved)


def _terms(plan: Plan, by: int, _: date) -> Overrides:
    del plan
    return Overrides(due=Due(net_days=15 * by), memo="Thank you.", footer="Acme GmbH")


def _shares(plan: Plan, by: int, _: date) -> Overrides:
    if by % 3 == 0:
        return Overrides(shares=())
    del plan
    return Overrides(shares=(Share(bill_to=as_bill_to(PARTNER), percent=Decimal(10 + 17 * by)),))


WHATS: dict[str, Callable[[Plan, int, date], Overrides]] = {
    "amounts": _amounts, "dates": _dates, "terms": _terms, "shares": _shares,
}  # fmt: skip


def _over(part: Installment, amount: Money) -> Installment:
    line = PlanLine(description=part.label, amount=amount)
    return part.model_copy(update={"lines": (line,)})


def _priced(part: Retainer, by: int) -> Retainer:
    """Return a retainer as the form makes it: one line over another amount, the last as all."""
    if not part.lines:
        return part
    before = Money.total((line.amount for line in part.lines), part.lines[0].amount.currency)
    line = PlanLine(description=part.label, amount=before + _part(before, 10 * (by + 1)))
    return part.model_copy(update={"lines": (line,), "last": ()})


def _part(whole: Money, percent: int) -> Money:
    step = smallest_step(whole.currency)
    return Money(minor=whole.minor * percent // 100 // step * step, currency=whole.currency)
