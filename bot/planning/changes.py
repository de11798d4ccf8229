"""Whether a deal changed in a way that matters for what is invoiced."""

from bot.deal import Deal
from bot.overrides import Overrides
from bot.planning.reading import read
from bot.policy import Policy


def billing_differs(before: Deal, after: Deal, decided: Overrides, policy: Policy) -> bool:
    """Return whether the deal changed in a way that matters for what would be invoiced.

    The plan may hide a change behind what people decided (other lines, another amount), so what
    they decided on is compared as well. That a condition was met or a quantity became known is no
    change: the plan waits for both.
    """
    if before.source_hash == after.source_hash:
        return False
    if _decided_on(before) != _decided_on(after):
        return True
    plans = (read(deal, decided, policy).plan.content_hash for deal in (before, after))
    return len(set(plans)) > 1


def _decided_on(deal: Deal) -> tuple[object, ...]:
    account = deal.account.id if deal.account else ""
    second = deal.second_payer.id if deal.second_payer else ""
    terms = deal.terms
    return (
        (deal.is_won, deal.is_deleted, account, deal.amount, deal.currency),
        tuple(line.model_copy(update={"usage": None, "usage_for": None}) for line in deal.lines),
        tuple(milestone.model_copy(update={"met": False}) for milestone in deal.milestones),
        (terms.text, terms.po_required, terms.no_invoice, terms.send_date),
        (terms.model, terms.start, terms.interval, terms.periods, terms.renews),
        (terms.deposit_percent, terms.second_share, terms.bill_parent, second),
    )
