"""Quantities: what the variable lines of a period come to, once all of them are known."""

from collections.abc import Iterator
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from bot.charges import MAIN, lines_for
from bot.currency import smallest_step
from bot.ledger import Session, subscriptions
from bot.ledger.held import retainer_of
from bot.ledger.invoices import InvoiceRow
from bot.ledger.subscriptions import SubscriptionRow, UsageRow
from bot.money import Money
from bot.periods import Period
from bot.plan import PlanLine, VariableLine
from bot.status import NOT_OUT
from bot.workflows.standing.issue_order import charge_for
from bot.workflows.standing.retainers import part_of, plan_of


def variable_of(s: Session, row: SubscriptionRow, period_start: date) -> tuple[VariableLine, ...]:
    """Return what is billed by quantity in the period of a retainer that begins on a day."""
    part = part_of(plan_of(s, row), row)
    periods = range(1, part.periods + 1)
    return next((part.variable_of(p) for p in periods if part.start_of(p) == period_start), ())


def known_of(s: Session, row: SubscriptionRow, period_start: date) -> dict[str, UsageRow]:
    """Return the quantities known of a period: they are the same for everybody who pays it."""
    return subscriptions.usage_of(s, keeper_of(s, row).id, period_start)


def keeper_of(s: Session, row: SubscriptionRow) -> SubscriptionRow:
    """Return the row with which the quantities are kept: the retainer's first one ever."""
    rows = [one for one in subscriptions.of_deal(s, row.deal_id) if one.item == row.item]
    return min(rows, key=lambda one: (one.party != MAIN, one.revision, one.party))


def missing(s: Session, row: SubscriptionRow, period_start: date) -> list[VariableLine]:
    """Return the variable lines of a period whose quantity is not known."""
    known = known_of(s, row, period_start)
    return [line for line in variable_of(s, row, period_start) if line.key not in known]


def lines_of(s: Session, invoice: InvoiceRow) -> tuple[PlanLine, ...]:
    """Return all lines of an approved invoice: as approved, and what was counted since."""
    return (*charge_for(s, invoice).lines, *counted_lines(s, invoice))


def counted_lines(s: Session, invoice: InvoiceRow) -> tuple[PlanLine, ...]:
    """Return one payer's part of the lines by quantity; () for what has none."""
    retainer = retainer_of(s, invoice)
    if retainer is None or invoice.period_start is None or invoice.period_end is None:
        return ()
    period = Period(start=invoice.period_start, end=invoice.period_end)
    lines = list(_counted(s, retainer, period))
    return lines_for(plan_of(s, retainer), lines, invoice.party)


def _counted(s: Session, row: SubscriptionRow, period: Period) -> Iterator[PlanLine]:
    known = known_of(s, row, period.start)
    for line in variable_of(s, row, period.start):
        usage = known.get(line.key)
        if usage is not None and usage.amount:
            yield PlanLine(
                description=line.description,
                amount=worth(usage.amount, line.unit_price, row.currency),
                quantity=usage.amount,
                unit_price=line.unit_price,
                period=period,
            )


def worth(quantity: Decimal, unit_price: Decimal, currency: str) -> Money:
    """Return what a quantity costs, rounded half up to what the currency can express."""
    step = Money(minor=smallest_step(currency), currency=currency).amount
    steps = (quantity * unit_price / step).quantize(Decimal(1), ROUND_HALF_UP)
    return Money.of(steps * step, currency)


def wait_or_count(s: Session, invoice: InvoiceRow) -> bool:
    """Have a period's invoice wait for its quantities, or amount to what they come to.

    Return whether it is complete. What is out, or was begun, is not changed.
    """
    retainer, start = retainer_of(s, invoice), invoice.period_start
    if not (retainer and start and variable_of(s, retainer, start) and invoice.status in NOT_OUT):
        return True
    invoice.awaits_usage = bool(missing(s, retainer, start))
    if invoice.awaits_usage:
        return False
    total = Money.total((line.amount for line in lines_of(s, invoice)), invoice.currency)
    invoice.amount_minor = total.minor
    if not invoice.stripe_id:
        invoice.total_minor = invoice.due_minor = invoice.balance_minor = total.minor
    s.flush()
    return True
