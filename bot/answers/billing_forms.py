"""How a deal is billed, as the form of Modify shows it: what it is now, and what was typed."""

from collections.abc import Sequence
from datetime import date

from bot.deal import Deal
from bot.money import Inexpressible, Money
from bot.plan import Installment, Plan, PlanLine
from bot.planning.lines import lines_of, plan_line
from bot.planning.retaining import repeating
from bot.typed_billing import is_plain, lines_of_plan
from bot.typed_retainer import period_amount
from bot.typed_values import TypedBilling
from bot.views.ids import BillingWay
from bot.views.modify_billing import MOST_PARTS
from bot.views.schedule_words import schedule_lines
from bot.views.state_forms import BillingForm, FormPart
from bot.views.text import counted, one_line

MOST_KEPT = 10
HALVES = (
    FormPart(key="0", label="First half", share="50 %"),
    FormPart(key="1", label="Second half", share="50 %"),
)
"""What milestones begin with where there are none."""


def divisible(deal: Deal, plan: Plan) -> tuple[PlanLine, ...]:
    """Return the lines that ways of billing divide: the products, where they make up the plan."""
    planned = lines_of_plan(plan)
    if planned and is_plain(plan):
        return planned
    total = Money.total((line.amount for line in planned), plan.currency)
    for lines in (repeating(deal).once, lines_of(deal)):
        try:
            made = tuple(plan_line(line, plan.currency) for line in lines)
        except Inexpressible:
            continue
        same = Money.total((line.amount for line in made), plan.currency) == total
        if made and (same or not planned):
            return made
    return planned


def as_billing_form(
    plan: Plan, lines: Sequence[PlanLine], today: date, retainer: str = ""
) -> BillingForm:
    """Return how `plan` is billed, with something sensible in the fields of the other ways.

    `retainer` is the number of the one whose fields are shown, the first by default.
    """
    total = Money.total((line.amount for line in lines), plan.currency)
    named = f"{total} for {counted(len(lines), 'line')}" if len(lines) != 1 else str(total)
    plain = is_plain(plan)
    form = BillingForm(
        way=BillingWay.ONE if plain else BillingWay.KEEP,
        keeps=() if plain else tuple(schedule_lines(plan, today, MOST_KEPT)),
        total=named,
        deposit="",
        parts=_parts(plan),
        start_date=None,
    )
    if not plan.retainers:
        return form
    every = plan.retainers
    first = next((one for one in every if str(one.number) == retainer), every[0])
    labels = tuple((str(one.number), one.label) for one in every)
    return form.model_copy(
        update={
            "retainer": str(first.number) if len(every) > 1 else "",
            "retainers": labels if len(every) > 1 else (),
            "label": first.label,
            "amount": f"{period_amount(first, plan.currency).amount:f}",
            "interval": str(first.rhythm),
            "periods": str(first.periods),
            "start_date": first.start,
            "renews": first.renews,
        }
    )


def _parts(plan: Plan) -> tuple[FormPart, ...]:
    if not 1 < len(plan.installments) <= MOST_PARTS:
        return HALVES
    return tuple(_part(part, str(key)) for key, part in enumerate(plan.installments))


def _part(part: Installment, key: str) -> FormPart:
    return FormPart(
        key=key,
        label=one_line(part.label),
        share=f"{part.amount.amount:f}",
        date=part.send_date,
        condition=part.condition,
    )


def with_typed(form: BillingForm, typed: TypedBilling) -> BillingForm:
    """Return the form with what was typed; a field that was not there stays as it was."""
    said = typed.model_dump(exclude={"parts", "way", "renews", "start_date", "retainer"})
    changes: dict[str, object] = {name: value for name, value in said.items() if value}
    changes["way"] = typed.way
    if typed.parts:
        changes["parts"] = tuple(FormPart.model_validate(one.model_dump()) for one in typed.parts)
    if typed.start_date and typed.way is not BillingWay.ONE:
        changes["start_date"] = typed.start_date
    if typed.renews is not None:
        changes["renews"] = typed.renews
    return form.model_copy(update=changes)
