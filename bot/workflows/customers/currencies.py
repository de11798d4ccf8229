"""Currencies: Stripe bills the subscriptions of one customer in one currency."""

from collections.abc import Iterator

from bot.ledger import Session, deals, subscriptions
from bot.ledger.deals import DealRow
from bot.ledger.subscriptions import SubscriptionRow
from bot.payer import BillTo
from bot.plan import Plan
from bot.status import RUNS
from bot.workflows.customers.customers import customer_for


def in_another_currency(s: Session, row: DealRow, plan: Plan) -> tuple[str, ...]:
    """Return a sentence for each payer of a retainer who has one of another deal in another."""
    if not plan.retainers:
        return ()
    payers = [(plan.bill_to, plan.customer_id)]
    payers += [(share.bill_to, share.customer_id) for share in plan.shares]
    found = [_running(s, row, plan, payer, chosen) for payer, chosen in payers if payer]
    return tuple(_sentence(s, plan, one) for one in found if one is not None)


def _running(
    s: Session, row: DealRow, plan: Plan, payer: BillTo, chosen: str
) -> SubscriptionRow | None:
    theirs = _theirs(s, payer, customer_for(s, payer, chosen))
    return next((r for r in theirs if r.deal_id != row.id and r.currency != plan.currency), None)


def _theirs(s: Session, payer: BillTo, customer_id: str) -> Iterator[SubscriptionRow]:
    """Yield the retainers of a payer, those first that Stripe has; the others get their customer.

    That is: who has the account and the address has one customer, as soon as one is needed.
    """
    if customer_id:
        yield from subscriptions.of_customer(s, customer_id, *RUNS)
    for deal in deals.of_account(s, payer.account_id):
        for row in subscriptions.of_deal(s, deal.id):
            same = row.bill_to_email.casefold() == payer.email.casefold()
            if row.status in RUNS and not row.customer_id and same:
                yield row


def _sentence(s: Session, plan: Plan, theirs: SubscriptionRow) -> str:
    name, other = deals.get(s, theirs.deal_id).name, theirs.currency
    return (
        f'The retainer "{theirs.label}" of "{name}" bills {theirs.account_name} in {other}, and '
        f"Stripe bills the retainers of one customer in one currency: this one, in "
        f"{plan.currency}, would be refused. Have it sent to another address, which gets a "
        "customer of its own at Stripe, or approve it when that one has ended."
    )
