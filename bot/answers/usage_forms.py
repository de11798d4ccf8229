"""The form for the quantities of a period, filled in from the ledger."""

from bot.actor import Actor
from bot.answers.forms import of_deal
from bot.deps import Deps
from bot.errors import Conflict
from bot.ledger import Session, invoices, subscriptions
from bot.ledger.held import periods_of
from bot.policy import Action
from bot.views import usage as view
from bot.views.blocks import Block
from bot.views.values import ModalContext
from bot.workflows.tracking.ask_usage import about_period
from bot.workflows.tracking.usage import is_counted_still


def usage(deps: Deps, about: ModalContext, actor: Actor) -> Block:
    """Return the form for the invoice, or for the retainer's first one that waits.

    Raises:
        NotAllowed: naming who may.
        Conflict: if nothing waits for quantities any more.

    """
    with deps.ledger.reading() as s:
        if not about.invoice_id:
            about = about.model_copy(update={"invoice_id": _waiting(s, about.subscription_id)})
        about, _ = of_deal(deps, about, Action.USAGE, actor)
        row = invoices.get(s, about.invoice_id)
        period = about_period(deps, s, row)
    if period is None:
        raise Conflict("Nothing of this invoice is billed by quantity.")
    if not is_counted_still(row):
        raise Conflict(f"Invoice {row.number or row.item} is on its way: it stays as it is.")
    return view.usage_form(about, period)


def _waiting(s: Session, subscription_id: str) -> str:
    rows = periods_of(s, subscriptions.get(s, subscription_id))
    found = next((row.id for row in rows if row.awaits_usage and is_counted_still(row)), "")
    if not found:
        raise Conflict("No period of this retainer waits for quantities.")
    return found
