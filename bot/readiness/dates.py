"""Findings about days: past ones, periods that began, and books that are closed."""

from collections.abc import Iterator
from datetime import date

from bot.finding import Finding, warn
from bot.plan import Plan, Retainer
from bot.rules import BillingRules


def about_dates(plan: Plan, today: date, rules: BillingRules) -> Iterator[Finding]:
    """Yield what the day of approval means for the plan."""
    yield from _past(plan, today)
    yield from periods_begun(plan, today)
    yield from books_closed(plan, today, rules.closed_through)


def periods_begun(
    plan: Plan, today: date, billed: frozenset[int] = frozenset()
) -> Iterator[Finding]:
    """Yield the retainers whose periods began before today and are invoiced on approval.

    `billed` are the numbers of which there is a live invoice: approving makes no other of those.
    """
    for retainer in plan.retainers:
        begun = _begun(retainer, today, billed)
        if begun and begun[0] < today:
            what = "period began" if len(begun) == 1 else "periods began"
            yield warn(
                "periods_begun",
                f"{retainer.label}: {len(begun)} {what} already and will be invoiced on approval.",
            )


def _past(plan: Plan, today: date) -> Iterator[Finding]:
    past = [part for part in plan.installments if part.send_date and part.send_date < today]
    if not past:
        return
    if len(plan.installments) == 1:
        yield warn("send_date_past", "The send date has passed: it goes out on approval.")
        return
    numbers = ", ".join(str(part.number) for part in past)
    what, goes = ("invoice", "it goes") if len(past) == 1 else ("invoices", "they go")
    yield warn(
        "send_date_past", f"The send date of {what} {numbers} has passed: {goes} out on approval."
    )


def _begun(retainer: Retainer, today: date, billed: frozenset[int]) -> list[date]:
    """Return the first days, oldest first, of the periods that began and are not billed."""
    every = enumerate(retainer.numbers, start=1)
    starts = [retainer.start_of(period) for period, number in every if number not in billed]
    return [start for start in starts if start <= today]


def books_closed(
    plan: Plan, today: date, closed: date | None, billed: frozenset[int] = frozenset()
) -> Iterator[Finding]:
    """Yield that something is planned for closed books; what is `billed` is planned no more."""
    if closed is None:
        return
    through = f"{closed:%b} {closed.day}, {closed.year}"
    dates = [part.send_date or today for part in plan.installments if part.number not in billed]
    for retainer in plan.retainers:
        dates += _begun(retainer, today, billed)
    if today <= closed:
        yield warn(
            "books_closed",
            f"The books are closed through {through}: what goes out until then can only be "
            "corrected by credit notes.",
        )
    elif any(day <= closed for day in dates):
        yield warn(
            "books_closed",
            f"Something is planned for days up to {through}, whose books are closed: it is "
            "invoiced with the day of approval.",
        )
