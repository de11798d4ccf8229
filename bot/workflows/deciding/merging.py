"""Merged accounts: the one that stays takes over what was approved for the one that went.

A merge in Salesforce gives a deal another account id. The customer is the same one, and so is its
customer at Stripe: that is no change of what was approved.
"""

from bot.actor import SALESFORCE
from bot.deal import Deal, short_id
from bot.deps import Deps
from bot.facts import Urgency
from bot.ledger import Session, customers, deals, proposals
from bot.ledger.customers import CustomerRow
from bot.ledger.proposals import ProposalRow
from bot.workflows.telling.telling import tell


def follow_merge(deps: Deps, deal_id: str) -> str:
    """Look whether a deal's account took over the one approved; return the latter, "" if not."""
    with deps.ledger.reading() as s:
        base = proposals.in_force(s, deal_id)
        now = _account(deals.get(s, deal_id).deal)
        was = _account(base.source) if base else ""
    if not (was and now) or short_id(was) == short_id(now):
        return ""
    if short_id(deps.crm.merged_into(was)) != short_id(now):
        return ""
    with deps.ledger.transaction() as s:
        base = proposals.in_force(s, deal_id)
        if base is None or _account(base.source) != was:
            return ""
        _take_over(s, was, now)
        _rename(base, now)
        s.flush()
        what = "The account was merged into another one: what was approved stays as it is."
        tell(deps, s, deal_id, by=SALESFORCE, action="account.merged", what=what, subject=base.id,
             before={"account": was}, after={"account": now}, urgency=Urgency.BULK)  # fmt: skip
    return was


def _account(deal: Deal) -> str:
    return deal.account.id if deal.account else ""


def _take_over(s: Session, was: str, now: str) -> None:
    """Give the customers of the old account to the new one, unless that has its own."""
    for row in customers.of_account(s, was):
        if customers.customer_of(s, now, row.email) is None:
            s.delete(row)
            s.flush()
            s.add(CustomerRow(stripe_id=row.stripe_id, account_id=now, email=row.email))
    s.flush()


def _rename(base: ProposalRow, now: str) -> None:
    """Have an approved proposal name the account that stays; nothing of it reaches a customer."""
    source, plan = base.source, base.plan
    account = source.account and source.account.model_copy(update={"id": now})
    base.source_json = source.model_copy(update={"account": account}).to_json()
    bill_to = plan.bill_to and plan.bill_to.model_copy(update={"account_id": now})
    base.plan_json = plan.model_copy(update={"bill_to": bill_to}).to_json()
