"""How a deal is to be billed, as people type it into Modify: understood or sent back."""

from collections.abc import Iterator

from bot.deal import Milestone
from bot.mistakes import Mistakes, count_from, not_past, rhythm_from
from bot.money import Money
from bot.plan import Plan, PlanLine
from bot.planning.milestones import DEPOSIT, part_of
from bot.planning.numbering import numbered
from bot.planning.parts import Part
from bot.planning.single import REST
from bot.typed_parts import part_by_part, piece_of
from bot.typed_retainer import repeating
from bot.typed_values import TypedBilling, Whole
from bot.views.ids import BillingWay, FieldId
from bot.views.modal import MOST_NOTE
from bot.views.text import one_line

MOST_PARTS = 60


Changes = Iterator[tuple[str, object]]


def lines_of_plan(plan: Plan) -> tuple[PlanLine, ...]:
    """Return what does not repeat in `plan`; all that repeats if there is nothing else."""
    once = tuple(line for part in plan.installments for line in part.lines)
    if once or not plan.retainers:
        return once
    found = []
    for retainer in plan.retainers:
        every = range(1, retainer.periods + 1)
        amounts = (line.amount for period in every for line in retainer.lines_of(period))
        total = Money.total(amounts, plan.currency)
        if total:
            found.append(PlanLine(description=retainer.label, amount=total))
    return tuple(found)


def is_plain(plan: Plan) -> bool:
    """Return whether `plan` is one invoice, or none yet."""
    return len(plan.installments) <= 1 and not plan.retainers and not _waits(plan)


def _waits(plan: Plan) -> bool:
    return any(part.condition for part in plan.installments)


def schedule(typed: TypedBilling, whole: Whole) -> Changes:
    """Yield the installments and retainers that were chosen.

    Raises:
        Mistakes: naming each field that makes no sense.

    """
    if typed.way is BillingWay.RETAINER:
        yield from _repeating(typed, whole)
        return
    if not whole.lines:
        raise Mistakes({FieldId.NET_DAYS: "There is no amount to divide yet."})
    parts = {
        BillingWay.ONE: _one,
        BillingWay.DEPOSIT: _deposit,
        BillingWay.EQUAL: _equal,
        BillingWay.PARTS: part_by_part,
    }[typed.way](typed, whole)
    yield "installments", numbered(parts, whole.due)
    if whole.plan.retainers and not whole.plan.installments:
        yield "retainers", ()  # it is what was divided


def _repeating(typed: TypedBilling, whole: Whole) -> Changes:
    """Yield the retainers with the one that was changed in its place."""
    plan = whole.plan
    places = [n for n, one in enumerate(plan.retainers) if str(one.number) == typed.retainer]
    place = places[0] if places else 0
    others = (*plan.retainers[:place], *plan.retainers[place + 1 :])
    chosen = plan.retainers[place : place + 1]
    first = plan.model_copy(update={"retainers": (*chosen, *others)})
    due = chosen[0].due if chosen and whole.due == whole.shown else whole.due  # it has its own
    for name, value in repeating(typed, whole._replace(plan=first, due=due)):
        if name == "retainers" and isinstance(value, tuple):
            changed, *rest = value
            yield name, (*rest[:place], changed, *rest[place:])
        else:
            yield name, value


def _one(typed: TypedBilling, whole: Whole) -> list[Part]:
    not_past(typed.start_date, whole.today, FieldId.SEND_DATE)
    return [Part(whole.plan.deal_name, whole.lines, typed.start_date)]


def _deposit(typed: TypedBilling, whole: Whole) -> list[Part]:
    base = whole.base
    piece = piece_of(
        Milestone(id=DEPOSIT, description="Deposit"), typed.deposit, base, FieldId.DEPOSIT
    )
    if piece.amount >= base.total:
        raise Mistakes({FieldId.DEPOSIT: f"It has to be less than {base.total}."})
    if typed.rest_date is None and not typed.rest_condition.strip():
        raise Mistakes(
            {FieldId.REST_DATE: "Say when the rest is sent: a day, or what it waits for."}
        )
    not_past(typed.rest_date, whole.today, FieldId.REST_DATE)
    rest = PlanLine(
        description=f"Rest of {base.total} after the deposit: {base.names}",
        amount=base.total - piece.amount,
    )
    condition = one_line(typed.rest_condition, MOST_NOTE)
    day = None if condition else typed.rest_date
    return [part_of(piece, base), Part("Rest", (rest,), day, condition, REST)]


def _equal(typed: TypedBilling, whole: Whole) -> list[Part]:
    count = count_from(typed.count, FieldId.PART_COUNT, MOST_PARTS, least=2)
    rhythm = rhythm_from(typed.interval)
    not_past(typed.start_date, whole.today, FieldId.START_DATE)
    first, base = typed.start_date or whole.today, whole.base
    amounts = base.total.split([1] * count)
    return [
        Part(
            label=f"Part {place} of {count}",
            lines=(PlanLine(description=f"Part {place} of {count}: {base.names}", amount=amount),),
            send_date=typed.start_date if place == 1 else rhythm.start_of(first, place),
        )
        for place, amount in enumerate(amounts, start=1)
    ]
