"""Whether a deal changed in a way that matters for what is invoiced."""

from bot.deal import Address, Deal
from bot.overrides import Overrides
from bot.payer import BillTo
from bot.plan import Plan
from bot.planning.reading import read
from bot.policy import Policy


def billing_differs(before: Deal, after: Deal, decided: Overrides, policy: Policy) -> bool:
    """Return whether the deal changed in a way that matters for what would be invoiced.

    The plan may hide a change behind what people decided (other lines, another amount), so what
    they decided on is compared as well. That a condition was met or a quantity became known is no
    change: the plan waits for both. Nor is a payer's name, address, tax id or language: Stripe's
    customer follows them.
    """
    if before.source_hash == after.source_hash:
        return False
    if _decided_on(before) != _decided_on(after):
        return True
    plans = (_without_details(read(deal, decided, policy).plan) for deal in (before, after))
    return len({plan.content_hash for plan in plans}) > 1


def _without_details(plan: Plan) -> Plan:
    """Return the plan without what does not change who pays, what or where it goes."""
    main = _who(plan.bill_to) if plan.bill_to else None
    others = tuple(s.model_copy(update={"bill_to": _who(s.bill_to)}) for s in plan.shares)
    return plan.model_copy(update={"bill_to": main, "shares": others})


def _who(bill_to: BillTo) -> BillTo:
    blank = dict.fromkeys(("account_name", "name", "tax_id", "tax_id_type", "language"), "")
    return bill_to.model_copy(update={**blank, "address": Address()})


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
