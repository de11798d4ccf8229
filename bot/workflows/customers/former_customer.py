"""The customer of a former address: a payer whose e-mail address changed stays the same customer.

While something approved for the old address is to be sent, Stripe keeps that address. Once it was
approved anew for the new one, the customer gets it, and no second one is made beside them; unless
something else still hangs on the old address: then they stay as they are, which is said.
"""

import json
from collections.abc import Iterator

from bot.actor import CLOSEDWON
from bot.deal import short_id
from bot.deps import Deps
from bot.errors import NotFound, VendorError
from bot.facts import Urgency
from bot.ledger import Session, audit, customers, proposals
from bot.ledger.base import new_id
from bot.ledger.customers import CustomerRow
from bot.payer import BillTo
from bot.workflows.customers.update_customer import GONE, is_awaited
from bot.workflows.standing.issue_order import customer_order
from bot.workflows.telling.telling import tell

STAYS = "customer.stays"


def take_along(deps: Deps, deal_id: str, bill_to: BillTo) -> str:
    """Give the payer's customer the new address; return its id, "" if one has to be made."""
    with deps.ledger.transaction() as s:
        known = customers.customer_of(s, bill_to.account_id, bill_to.email)
        former = None if known else _former(s, deal_id, bill_to)
        if former is None:
            return known or ""
        if why := _other_use(s, former):
            _say_that_it_stays(deps, s, deal_id, former, bill_to, why)
            return ""
        customer_id = former.stripe_id
    key = f"customer:{customer_id}:moves:{new_id('try')}"  # twice is once, see `align.write`
    try:
        deps.billing.update_customer(customer_id, customer_order(bill_to), key=key)
    except NotFound:
        return ""
    except VendorError as refusal:
        if refusal.code in GONE:
            return ""
        raise
    with deps.ledger.transaction() as s:
        _note(deps, s, deal_id, customer_id, bill_to)
    return customer_id


def _former(s: Session, deal_id: str, bill_to: BillTo) -> CustomerRow | None:
    """Return the customer of an address that the same contact had in this deal before."""
    for before in _payers(s, deal_id):
        same = short_id(before.account_id) == short_id(bill_to.account_id)
        moved = before.email.casefold() != bill_to.email.casefold()
        if same and moved and before.contact_id and before.contact_id == bill_to.contact_id:
            known = customers.customer_of(s, before.account_id, before.email)
            if known is not None:
                return s.get(CustomerRow, known)
    return None


def _payers(s: Session, deal_id: str) -> Iterator[BillTo]:
    latest = proposals.latest_of(s, deal_id)
    if latest is None:
        return
    for proposal in proposals.earlier_of(s, deal_id, latest.revision):
        plan = proposal.plan
        if plan.bill_to is not None:
            yield plan.bill_to
        yield from (share.bill_to for share in plan.shares)


def _other_use(s: Session, former: CustomerRow) -> str:
    """Return what else hangs on the old address, "" if nothing does."""
    if is_awaited(s, former):
        return "something approved for it is still to be sent"
    outside = customers.outside_of(s, former.stripe_id)
    return (
        f"invoice {outside[0].number or outside[0].stripe_id} there is not ours" if outside else ""
    )


def _say_that_it_stays(
    deps: Deps, s: Session, deal_id: str, former: CustomerRow, bill_to: BillTo, why: str
) -> None:
    said = (e.action == STAYS and e.after == {"email": bill_to.email} for e in _entries(s, former))
    if any(said):
        return
    tell(deps, s, deal_id, by=CLOSEDWON, action=STAYS, subject=former.stripe_id,
         what=f"{bill_to.email} gets a customer of its own at Stripe: the one of {former.email} "
         f"stays as it is, because {why}.",
         after={"email": bill_to.email}, urgency=Urgency.BULK)  # fmt: skip


def _entries(s: Session, former: CustomerRow) -> list[audit.AuditRow]:
    return list(audit.entries(s, former.stripe_id))


def _note(deps: Deps, s: Session, deal_id: str, customer_id: str, bill_to: BillTo) -> None:
    row = s.get(CustomerRow, customer_id, with_for_update=True)
    if row is None or row.email == bill_to.email.lower():
        return
    was, order = row.email, customer_order(bill_to)
    row.email, row.content = bill_to.email.lower(), json.dumps(order.to_json())
    row.changes += 1
    s.flush()
    tell(deps, s, deal_id, by=CLOSEDWON, action="customer.changed", subject=customer_id,
         what=f"The customer at Stripe has the e-mail address {bill_to.email} now, not {was}.",
         after={"order": order.digest()}, urgency=Urgency.BULK)  # fmt: skip
