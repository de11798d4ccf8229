"""One invoice of a plan in words: what for, how much, when it is sent and due."""

from datetime import date

from bot.charges import Charge, charges
from bot.payer import TaxMode
from bot.periods import Period
from bot.plan import Plan
from bot.views.fit import MOST_CELL
from bot.views.retainer_words import retainer_name
from bot.views.status_words import condition_words
from bot.views.text import counted, cut, day, escape, joined, one_line, weekday

BY_QUANTITY = "by quantity"


def schedule_lines(plan: Plan, today: date, most: int) -> list[str]:
    """Return the first invoices of `plan` in mrkdwn, one a line: for where no table can stand."""
    found = charges(plan)
    said = [_line(plan, charge, today) for charge in found[:most]]
    left = len(found) - len(said)
    return [*said, f"and {counted(left, 'more invoice')}"] if left > 0 else said


def _line(plan: Plan, charge: Charge, today: date) -> str:
    return joined(
        (
            f"*{charge.number}* {escape(label(charge.label, charge.period, today), 80)}",
            escape(payer(charge), 60) if plan.shares else "",
            amount(plan, charge),
            f"sent {escape(when(plan, charge, today), 80)}",
            f"due {due(plan, charge, today)}",
        )
    )


def label(name: str, period: Period | None, today: date) -> str:
    """Return what it is for, with the dates of its period."""
    if period is None:
        return cut(one_line(name), MOST_CELL)
    dates = period_words(period, today)
    return f"{cut(one_line(retainer_name(name)), MOST_CELL - len(dates) - 2)}, {dates}"


def period_words(period: Period, today: date) -> str:
    """Return "Jan 31 to Feb 27, 2027"."""
    same = period.start.year == period.end.year
    start = f"{period.start:%b} {period.start.day}" if same else day(period.start, today)
    return f"{start} to {day(period.end, today)}"


def payer(charge: Charge) -> str:
    """Return who pays."""
    return charge.bill_to.account_name if charge.bill_to else "nobody yet"


def amount(plan: Plan, charge: Charge) -> str:
    """Return its net amount; what is billed by quantity is said."""
    fixed = charge.amount_in(plan.currency)
    if not by_quantity(plan, charge):
        return str(fixed)
    return f"{fixed} + {BY_QUANTITY}" if fixed else BY_QUANTITY


def by_quantity(plan: Plan, charge: Charge) -> bool:
    """Return whether something on it is known only after its period."""
    of = next((part for part in plan.retainers if part.number == charge.retainer), None)
    return of is not None and bool(of.variable_of(charge.number - of.number + 1))


def when(plan: Plan, charge: Charge, today: date) -> str:
    """Return when it is sent; plain text."""
    if charge.condition:
        return condition_words(charge.condition)
    if by_quantity(plan, charge):
        return "once its quantities are known"
    if charge.send_date is None or charge.send_date <= today:
        return "on approval"
    return dated(charge.send_date, today)


def dated(date_: date, today: date) -> str:
    """Return "Fri Jan 15, 2027": with the weekday, and the year when it is not this one."""
    said = weekday(date_)
    return said if date_.year == today.year else f"{said}, {date_.year}"


def due(plan: Plan, charge: Charge, today: date) -> str:
    """Return when it is due, its terms while nobody knows when it is sent."""
    if charge.condition or by_quantity(plan, charge):
        return str(charge.due)
    return day(charge.due.date_for(max(charge.send_date or today, today)), today)


def is_taxed(plan: Plan) -> bool:
    """Return whether tax comes on top of what the plan says."""
    return plan.tax.mode is not TaxMode.NONE
