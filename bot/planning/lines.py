"""Product lines of a deal, as lines of an invoice."""

from decimal import Decimal

from bot.deal import Deal, DealLine
from bot.money import Inexpressible, Money
from bot.periods import Period
from bot.plan import PlanLine

MOST_PLACES = 12
"""Decimal digits of a unit price at Stripe."""


def lines_of(deal: Deal) -> tuple[DealLine, ...]:
    """Return one line per product, or one for the whole deal; () if there is no amount."""
    if deal.lines or deal.amount is None:
        return deal.lines
    none = Decimal(0)  # of a quantity or a price it does not speak
    return (DealLine(description=deal.name, quantity=none, unit_price=none, total=deal.amount),)


def is_expressible(line: DealLine, currency: str) -> bool:
    """Return whether its total can be invoiced in `currency`."""
    try:
        Money.of(line.total, currency)
    except Inexpressible:
        return False
    return True


def plan_line(line: DealLine, currency: str) -> PlanLine:
    """Return the line of an invoice that bills all of `line`.

    Raises:
        Inexpressible: if its total cannot be invoiced in `currency`.

    """
    return priced(line, Money.of(line.total, currency), line.unit_price, service_period(line))


def priced(
    line: DealLine, amount: Money, unit_price: Decimal, period: Period | None = None
) -> PlanLine:
    """Return `line` at `amount`, explained by quantity and price where they give it exactly."""
    exact = (
        line.quantity != Decimal(0)
        and line.quantity * unit_price == amount.amount
        and unit_price.as_tuple().exponent >= -MOST_PLACES  # type: ignore[operator] # it is finite
    )
    return PlanLine(
        description=line.description,
        amount=amount,
        quantity=line.quantity if exact else Decimal(1),
        unit_price=unit_price if exact else None,
        period=period,
    )


def service_period(line: DealLine) -> Period | None:
    """Return its days of service; None if the line does not say both, or says nonsense."""
    if line.start is None or line.end is None or line.end < line.start:
        return None
    return Period(start=line.start, end=line.end)


def deal_amount(deal: Deal) -> Money | None:
    """Return the opportunity's amount; None if it has none, or none that can be invoiced."""
    if deal.amount is None:
        return None
    try:
        return Money.of(deal.amount, deal.currency)
    except Inexpressible:
        return None
