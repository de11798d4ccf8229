"""Findings about money: whether there is any, and whether it is what the deal says."""

from collections.abc import Iterator
from decimal import Decimal

from bot.charges import lines_for, parties
from bot.deal import Deal
from bot.finding import Finding, Fix, block, warn
from bot.money import Inexpressible, Money, spelled
from bot.overrides import Overrides
from bot.plan import Plan, PlanLine


def about_money(deal: Deal, plan: Plan, decided: Overrides) -> Iterator[Finding]:
    """Yield what is wrong with the amounts of the plan."""
    if not plan.bills:
        yield block("no_amount", _why_no_amount(deal), Fix.LINES)
        return
    total = plan.total
    if total.minor <= 0 and not any(retainer.variable for retainer in plan.retainers):
        yield block("nothing_to_bill", f"The lines add up to {total}.", Fix.LINES)
    else:
        yield from _empty_invoices(plan)
    yield from _differences(deal, total, decided)


def _why_no_amount(deal: Deal) -> str:
    try:
        totals: list[Decimal | None] = [line.total for line in deal.lines]
        for amount in totals or [deal.amount]:
            if amount is not None:
                Money.of(amount, deal.currency)
    except Inexpressible as error:
        return str(error)
    return "The opportunity has no amount and no products."


def _empty_invoices(plan: Plan) -> Iterator[Finding]:
    """Yield the invoices, one a payer, that would ask for nothing."""
    for name, lines in _invoices(plan):
        amount = _sum(plan, lines)
        if amount.minor <= 0:
            yield block("nothing_to_bill", f"{name} comes to {amount}.", Fix.SCHEDULE)
        elif plan.shares and any(
            _sum(plan, lines_for(plan, lines, party)).minor <= 0 for party in parties(plan)
        ):
            sentence = f"{name} ({amount}) is too small to be shared: one party pays it."
            yield warn("share_of_nothing", sentence)


def _invoices(plan: Plan) -> Iterator[tuple[str, tuple[PlanLine, ...]]]:
    """Yield each installment, and each kind of period: all of one kind are alike."""
    for part in plan.installments:
        yield f'Invoice {part.number} ("{part.label}")', part.lines
    for retainer in plan.retainers:
        if retainer.lines or not retainer.variable:
            yield f"A period of {retainer.label}", retainer.lines
        if retainer.last:
            yield f"The last period of {retainer.label}", retainer.last


def _sum(plan: Plan, lines: tuple[PlanLine, ...]) -> Money:
    return Money.total((line.amount for line in lines), plan.currency)


def _differences(deal: Deal, total: Money, decided: Overrides) -> Iterator[Finding]:
    said = deal.amount
    estimate = sum((line.total for line in deal.lines if line.variable), Decimal(0))
    if said is None or said in (total.amount, total.amount + estimate):
        return
    whole = decided.lines is not None or decided.installments is not None
    changed = whole or decided.retainers is not None
    what = "The changed lines" if changed else "The line items"
    sentence = f"{what} add up to {total}, the opportunity says {spelled(said, deal.currency)}."
    if decided.retainers and not whole:
        # What repeats was decided and the rest was not: something may be in both.
        yield block("amount_differs", sentence, Fix.SCHEDULE)
    else:
        yield warn("amount_differs", sentence)
