"""What tests of reminders share."""

from collections.abc import Callable
from dataclasses import replace

from bot.deps import Deps
from bot.facts import Message
from bot.ledger import invoices, reminders
from bot.ledger.invoices import InvoiceRow
from bot.ledger.reminders import ReminderRow
from bot.policy import DunningRules
from bot.workflows.dunning.remind import remind, remind_customer
from bot.workflows.dunning.remind_client import remind_client
from bot.workflows.dunning.remind_slack import show_reminder
from tests.fakes.engine import FakeEngine


def with_rules(deps: Deps, rules: DunningRules) -> Deps:
    """Return `deps` with these rules in the policy."""
    return replace(deps, policy=deps.policy.model_copy(update={"dunning": rules}))


def mornings(deps: Deps, engine: FakeEngine) -> Callable[[], None]:
    """Return what runs the reminders of today."""
    engine.register("remind", remind, deps, queue="clock")
    engine.register("remind_customer", remind_customer, deps, queue="stripe")
    engine.register("remind_client", remind_client, deps, queue="stripe")
    engine.register("show_reminder", show_reminder, deps, queue="slack")

    def run() -> None:
        remind(deps, deps.today().isoformat())
        engine.run_all()

    return run


def rows(deps: Deps, invoice: InvoiceRow) -> list[ReminderRow]:
    """Return the reminders of an invoice."""
    with deps.ledger.reading() as s:
        return list(reminders.reminders_of(s, invoice.id))


def text(message: Message) -> str:
    """Return all that a message says."""
    return message.text + " " + str(message.blocks)


def change(deps: Deps, invoice: InvoiceRow, **changes: object) -> None:
    """Change fields of an invoice in the ledger only."""
    with deps.ledger.transaction() as s:
        row = invoices.get(s, invoice.id)
        for name, value in changes.items():
            setattr(row, name, value)


def of(invoice: InvoiceRow) -> str:
    """Return its id at Stripe."""
    assert invoice.stripe_id
    return invoice.stripe_id
