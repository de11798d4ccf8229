"""Retainers for the billing contract: ordered, and looked at period by period."""

from datetime import date
from decimal import Decimal

from bot.due import Due
from bot.facts import Snapshot, SubscriptionOrder
from bot.money import Money
from bot.periods import Interval, Rhythm
from bot.plan import PlanLine
from tests.contracts.billing_desk import Desk
from tests.contracts.billing_orders import EMAIL

RENT = PlanLine(description="Support", amount=Money(minor=300_000, currency="USD"))
HELP = PlanLine(
    description="Hours",
    amount=Money(minor=100_000, currency="USD"),
    quantity=Decimal(5),
    unit_price=Decimal(200),
)
WEEKLY = Rhythm(interval=Interval.WEEK)
MONTHLY = Rhythm()
FIRST = date(2026, 12, 1)


def retainer(desk: Desk, starts_on: date, periods: int = 3, **changes: object) -> SubscriptionOrder:
    rhythm = changes.pop("rhythm", MONTHLY)
    assert isinstance(rhythm, Rhythm)
    plain = SubscriptionOrder(
        subscription_id="sub_ours",
        deal_id="006000000000001AAA",
        customer_id="",
        currency="USD",
        lines=(RENT,),
        starts_on=starts_on,
        anchor_day=starts_on.day,
        rhythm=rhythm,
        ends_on=rhythm.start_of(starts_on, periods + 1),
        due=Due(net_days=10),
    )
    order = plain.model_copy(update=changes)
    if order.customer_id:
        return order
    return order.model_copy(update={"customer_id": desk.levers.add_customer("Acme", EMAIL)})


def until(desk: Desk, day: date, hours: float = 18) -> None:
    """Move to `hours` after the beginning of `day` in the billing zone, by small steps."""
    while desk.today < day:
        desk.levers.move(hours=6)
    desk.levers.move(hours=hours)


def made(desk: Desk) -> list[Snapshot]:
    """Return the invoices of subscriptions that exist, oldest first."""
    seen = [*desk.billing.open_invoices(), *desk.billing.drafts()]
    return sorted(
        (invoice for invoice in seen if invoice.subscription_id),
        key=lambda invoice: invoice.created_at,
    )


def starts(desk: Desk) -> list[date]:
    """Return the first days of the periods that were billed."""
    return [invoice.period.start for invoice in made(desk) if invoice.period]
