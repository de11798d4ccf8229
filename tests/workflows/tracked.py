"""What the tests of tracking share: the workflows, a look at Stripe, and words for it."""

from bot.deps import Deps
from bot.ledger.invoices import InvoiceRow
from bot.money import Money
from bot.workflows.tracking.track import notify_paid, track, watch_payments
from tests.fakes.engine import FakeEngine


def dollars(amount: int) -> Money:
    return Money(minor=amount * 100, currency="USD")


def registered(deps: Deps, engine: FakeEngine) -> None:
    """Have the engine know what tracking starts."""
    engine.register("watch_payments", watch_payments, deps, queue="clock")
    engine.register("track", track, deps, queue="stripe")
    engine.register("notify_paid", notify_paid, deps, queue="slack")


def poll(deps: Deps, engine: FakeEngine) -> None:
    watch_payments(deps, "slot")
    engine.run_all()


def of(invoice: InvoiceRow) -> str:
    assert invoice.stripe_id
    return invoice.stripe_id
