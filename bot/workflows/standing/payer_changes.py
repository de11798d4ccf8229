"""Changes of a payer in Salesforce that do not change who pays: Stripe's customer follows them."""

import json
from collections.abc import Iterator
from typing import NamedTuple

from bot.deal import Deal, short_id
from bot.deps import Deps
from bot.facts import CustomerOrder, Urgency
from bot.ledger import Session, proposals
from bot.ledger.deals import DealRow
from bot.overrides import Overrides
from bot.payer import BillTo
from bot.planning import plan_invoices
from bot.policy import Policy
from bot.workflows.standing.issue_order import customer_order
from bot.workflows.standing.replan import replan

UPDATE_CUSTOMER = "update_customer"


class Changed(NamedTuple):
    """A payer of a deal as they were told of before, and as they are now."""

    before: BillTo
    now: BillTo

    @property
    def same_contact(self) -> bool:
        """Return whether the invoices still go to the same person or mailbox."""
        return self.before.contact_id == self.now.contact_id

    @property
    def last(self) -> CustomerOrder:
        """Return what Stripe may have been told last; another contact is another customer."""
        order = customer_order(self.before)
        return order if self.same_contact else order.model_copy(update={"email": ""})

    @property
    def order(self) -> CustomerOrder:
        """Return the customer as it is to be; another contact is another customer."""
        order = customer_order(self.now)
        if self.same_contact:
            return order
        was = {"email": self.before.email, "contact_name": self.before.name}
        return order.model_copy(update=was)


def payers(deal: Deal, decided: Overrides, policy: Policy) -> list[BillTo]:
    """Return who pays a deal, as Salesforce and people's decisions have them now."""
    plan = plan_invoices(deal, decided, policy)
    found = [plan.bill_to, *(share.bill_to for share in plan.shares)]
    return [one for one in found if one is not None]


def follow(deps: Deps, s: Session, row: DealRow, approved: BillTo, *, because: str) -> None:
    """Have a customer that was made as approved brought up to date with what changed since."""
    kept = {"email": approved.email, "contact_id": approved.contact_id, "name": approved.name}
    for one in payers(row.deal, row.decided, deps.policy):
        same = short_id(one.account_id) == short_id(approved.account_id)
        if same and one.model_copy(update=kept) != approved:
            was = customer_order(approved)
            unique = f"{UPDATE_CUSTOMER}:{because}:{customer_order(one).digest()[:16]}"
            _start(deps, s, row.id, one.account_id, was, unique=unique)


def changed_payers(
    before: Deal, after: Deal, decided: Overrides, policy: Policy
) -> Iterator[Changed]:
    """Yield the payers of both whose details differ."""
    known = {short_id(one.account_id): one for one in payers(before, decided, policy)}
    for now in payers(after, decided, policy):
        was = known.get(short_id(now.account_id))
        if was is not None and (one := Changed(was, now)).order != customer_order(was):
            yield one


def look(deps: Deps, s: Session, row: DealRow, deal: Deal) -> None:
    """Have Stripe's customers brought up to date with what is seen of a deal, `row` is before."""
    if row.deal.source_hash == deal.source_hash:
        return
    found = list(changed_payers(row.deal, deal, row.decided, deps.policy))
    for one in found:
        what = f"{one.order.digest()[:16]}:{deal.modified_at.timestamp():.0f}"
        unique = f"{UPDATE_CUSTOMER}:{deal.id}:{one.now.account_id}:{what}"
        _start(deps, s, deal.id, one.now.account_id, one.last, unique=unique)
    if found and proposals.pending_of(s, deal.id) is not None and row.settles_at is None:
        replan(deps, s, deal.id, because=f"payer:{deal.source_hash[:24]}", urgency=Urgency.BULK)


def _start(
    deps: Deps, s: Session, deal_id: str, account_id: str, last: CustomerOrder, *, unique: str
) -> None:
    args = (deal_id, account_id, json.dumps(last.to_json()))
    deps.engine.enqueue(s, UPDATE_CUSTOMER, *args, id=unique, urgency=Urgency.BULK)
