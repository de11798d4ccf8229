"""The form that moves the day of an installment, filled in from the ledger."""

from datetime import timedelta

from bot.actor import Actor
from bot.answers.forms import of_deal
from bot.deps import Deps
from bot.ledger import invoices
from bot.policy import Action
from bot.schedule import rolled
from bot.views import heads_up as view
from bot.views.blocks import Block
from bot.views.text import day, joined
from bot.views.values import ModalContext
from bot.workflows.holding.hold import Target
from bot.workflows.issuing.moving import require_movable
from bot.workflows.standing.chasing import calendar_of

LATER = timedelta(days=7)
"""By how much later is proposed."""


def move(deps: Deps, about: ModalContext, actor: Actor) -> Block:
    """Return the form to move an installment that is not out.

    Raises:
        NotAllowed: naming who may.
        Conflict: if it cannot be moved any more.

    """
    about, deal = of_deal(deps, about, Action.MOVE, actor)
    with deps.ledger.reading() as s:
        row = invoices.get(s, about.invoice_id)
    require_movable(row)
    start = max(row.issue_date or deps.today(), deps.today())
    to = rolled(start + LATER, calendar_of(deps), deps.policy.billing.roll)
    waits = f"waits: {row.condition}" if row.condition else ""
    goes = f"goes out on {day(row.issue_date, deps.today())}" if row.issue_date else waits
    named = joined((Target(row.id, row).name, deal.name, str(row.money(row.total_minor)), goes))
    return view.move(about, named, to)
