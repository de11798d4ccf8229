"""A retainer as people type it into Modify: understood or sent back."""

from collections.abc import Iterator

from bot.mistakes import Mistakes, count_from, money_from, rhythm_from
from bot.money import Money
from bot.plan import PlanLine, Retainer
from bot.proration import days_of_last, prorated
from bot.typed_values import TypedBilling, Whole
from bot.views.ids import FieldId
from bot.views.modal import MOST_NOTE
from bot.views.text import one_line

MOST_PERIODS = 520
DECIDED = "decided"
"""The source of a retainer that a person made."""


def repeating(typed: TypedBilling, whole: Whole) -> Iterator[tuple[str, object]]:
    """Yield the retainer that was typed; it is all there is unless the plan has one already."""
    plan = whole.plan
    before = plan.retainers[0] if plan.retainers else None
    yield "retainers", (_made(typed, before, whole), *plan.retainers[1:])
    if before is None:
        yield "installments", ()  # all of it repeats


def _made(typed: TypedBilling, before: Retainer | None, whole: Whole) -> Retainer:
    currency = whole.plan.currency
    label = one_line(typed.label, MOST_NOTE)
    if not label:
        raise Mistakes({FieldId.PART_LABEL: "Say what it is for."})
    if typed.start_date is None:
        raise Mistakes({FieldId.START_DATE: "Say when the first period begins."})
    fixed = money_from(typed.amount or "0", currency, FieldId.PERIOD_AMOUNT)
    variable = before.variable if before else ()
    if fixed.minor <= 0 and not (variable and not fixed):
        raise Mistakes({FieldId.PERIOD_AMOUNT: "Write more than zero."})
    periods = count_from(typed.periods, FieldId.PERIODS, MOST_PERIODS, least=1)
    lines = (PlanLine(description=label, amount=fixed),) if fixed else ()
    made = Retainer(
        number=before.number if before else 1,
        label=label,
        lines=lines,
        variable=variable,
        start=typed.start_date,
        rhythm=rhythm_from(typed.interval),
        periods=periods,
        due=whole.due,
        renews=bool(typed.renews),
        source=before.source if before else DECIDED,
    )
    if before is None:
        return made
    same: dict[str, object] = {}
    if (made.start, made.rhythm, periods) == (before.start, before.rhythm, before.periods):
        same["until"] = before.until  # the form does not speak of it
    if fixed == period_amount(before, currency):
        same |= {"lines": before.lines, "earlier": before.earlier}
        if periods == before.periods and same.get("until") == before.until:
            same["last"] = before.last
    elif same.get("until"):
        same["last"] = prorated(lines, *days_of_last(before))
    return made.model_copy(update=same)


def period_amount(retainer: Retainer, currency: str) -> Money:
    """Return what a usual period costs, without what is variable."""
    return Money.total((line.amount for line in retainer.lines), currency)
