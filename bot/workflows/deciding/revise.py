"""Revising: what people change in a proposal before it is approved, and fix so that it can be."""

from typing import NamedTuple

from bot import authority
from bot.actor import Actor
from bot.deps import Deps
from bot.difference import difference
from bot.errors import Conflict, Invalid
from bot.ledger import Session, audit, deals, invoices, proposals
from bot.ledger.customers import OutsideInvoiceRow
from bot.ledger.deals import DealRow
from bot.ledger.proposals import ProposalRow
from bot.overrides import NEW_CUSTOMER, Overrides
from bot.plan import Plan
from bot.planning import plan_invoices
from bot.policy import Action
from bot.readiness import Fix, Level
from bot.status import ProposalStatus
from bot.workflows.deciding import decide
from bot.workflows.deciding.propose import replan
from bot.workflows.telling.changes import CHANGES, FIXED, MODIFIED, REMADE, under_way
from bot.workflows.telling.telling import tell

WAY = "The proposal is changed and its card shows it. Whatever was approved is approved anew."

FIELDS_OF = {
    Fix.BILL_TO: "bill_to",
    Fix.PO_NUMBER: "po_number",
    Fix.CUSTOMER: "customer_id",
    Fix.LOOK_ALIKE: "dismissed",
    Fix.LINES: "lines",
}
"""What a fix may change; the schedule is changed by Modify."""

NOT_POSSIBLE = {
    ProposalStatus.APPROVED: "it is approved. What was sent is not changed from here: "
    "correct it in Stripe with a credit note, or void it there",
    ProposalStatus.REJECTED: "it is rejected. Re-open it first",
    ProposalStatus.NOT_BILLED: "no invoice is to be made here. Re-open it first",
    ProposalStatus.SUPERSEDED: "it was withdrawn",
}


class Stale(Conflict):
    """Somebody or something changed the plan since the form was opened."""

    def __init__(self, changes: tuple[str, ...], proposal_id: str) -> None:
        """Carry the difference and the proposal that is pending now."""
        said = " ".join(changes) or "It is being brought up to date, try again in a moment."
        super().__init__(f"Nothing was changed: the plan changed since you opened this. {said}")
        self.changes = changes
        self.proposal_id = proposal_id


class Review(NamedTuple):
    """What a change would do."""

    before: Plan
    after: Plan
    changes: tuple[str, ...]


def review(deps: Deps, proposal_id: str, content_hash: str, changes: Overrides) -> Review:
    """Return what `modify` would do, changing nothing; raises as it does."""
    with deps.ledger.reading() as s:
        current = _current(s, proposal_id, content_hash)
        return _review(deps, deals.get(s, current.deal_id), current, changes)


def modify(
    deps: Deps, proposal_id: str, content_hash: str, changes: Overrides, actor: Actor
) -> None:
    """Lay `changes` over the pending proposal that the person saw with `content_hash`.

    Raises:
        NotAllowed: naming who may.
        Stale: if the plan is another one by now; with the difference.
        Conflict: if nothing is pending any more.
        Invalid: if nothing would change.

    """
    _require(deps, Action.MODIFY, proposal_id, actor)
    with deps.ledger.transaction() as s:
        if _same_before(s, proposal_id, MODIFIED, changes, actor):
            return
        current = _current(s, proposal_id, content_hash, lock=True)
        _revise(deps, s, current, changes, actor, MODIFIED, "Modified the proposal.")


def fix(deps: Deps, proposal_id: str, content_hash: str, changes: Overrides, actor: Actor) -> None:
    """Give what the blocking findings ask for, and only that; raises as `modify` does."""
    owner_email = _require(deps, Action.FIX, proposal_id, actor)
    mine = authority.is_owner(actor, owner_email)
    with deps.ledger.transaction() as s:
        if _same_before(s, proposal_id, FIXED, changes, actor):
            return
        current = _current(s, proposal_id, content_hash, lock=True)
        blocking = (f for f in current.findings if f.level is Level.BLOCK)
        asked = {FIELDS_OF[f.fix] for f in blocking if f.fix in FIELDS_OF}
        if not changes.model_fields_set <= asked:
            raise Conflict("Nothing was changed: this is not asked for any more.")
        customers = {None, NEW_CUSTOMER, *offered(current, Fix.CUSTOMER)}
        dismissed = set(changes.dismissed) <= set(offered(current, Fix.LOOK_ALIKE))
        if changes.customer_id not in customers or not dismissed:
            raise Invalid("Choose one of those that are offered.")
        flag = "The deal owner fixed it, please check." if mine else "Fixed it."
        _revise(deps, s, current, changes, actor, FIXED, flag)


def link_look_alike(
    deps: Deps, proposal_id: str, content_hash: str, stripe_id: str, actor: Actor
) -> None:
    """Settle the deal: this open invoice at Stripe is its invoice. For who may settle deals."""
    with deps.ledger.reading() as s:
        deal_id = proposals.get(s, proposal_id).deal_id
        number = _number(s, stripe_id)
    decide.not_billed(
        deps, proposal_id, content_hash, actor, reason=f"billed by invoice {number}", note=""
    )
    with deps.ledger.transaction() as s:
        if row := s.get(OutsideInvoiceRow, stripe_id):
            row.linked_deal_id = deal_id


def offered(proposal: ProposalRow, fix_: Fix) -> list[str]:
    """Return the customers, or the invoices, that the blocking findings let a person choose."""
    blocking = (f for f in proposal.findings if f.level is Level.BLOCK and f.fix is fix_)
    return [one for finding in blocking for one in finding.refers_to]


def _require(deps: Deps, action: Action, proposal_id: str, actor: Actor) -> str:
    with deps.ledger.reading() as s:
        deal_id = proposals.get(s, proposal_id).deal_id
        owner_email = deals.get(s, deal_id).owner_email
    authority.require(deps, action, actor, owner_email=owner_email)
    return owner_email


def _current(s: Session, proposal_id: str, content_hash: str, *, lock: bool = False) -> ProposalRow:
    """Return the pending proposal, if its content is what the person saw."""
    seen = proposals.get(s, proposal_id)
    pending = proposals.pending_of(s, seen.deal_id)
    if pending is None:
        latest = proposals.latest_of(s, seen.deal_id) or seen
        raise Conflict(f"Not possible, because {NOT_POSSIBLE[latest.status]}.")
    if pending.amends:
        raise Conflict("A change of what was approved is not modified: choose another way.")
    if lock:
        pending = proposals.get(s, pending.id, lock=True)
    if pending.content_hash != content_hash:
        raise Stale(difference(seen.plan, pending.plan), pending.id)
    if under_way(s, pending):
        raise Stale((), pending.id)
    return pending


def _same_before(
    s: Session, proposal_id: str, action: str, changes: Overrides, actor: Actor
) -> bool:
    """Return whether the same person handed in the same before: a second click."""
    return any(
        (entry.action, entry.actor, entry.after[CHANGES]) == (action, actor.id, changes.to_json())
        for entry in audit.entries(s, proposal_id)
        if CHANGES in entry.after
    )


def _review(deps: Deps, row: DealRow, current: ProposalRow, changes: Overrides) -> Review:
    merged = changes.over(row.decided)
    after = plan_invoices(row.deal, merged, deps.policy)
    if merged.customer_id is None:  # it was found at Stripe, not decided: it is found again
        after = after.model_copy(update={"customer_id": current.plan.customer_id})
    told = difference(current.plan, after)
    if not (told or changes.dismissed or changes.customer_id == NEW_CUSTOMER):
        raise Invalid("Nothing is different from what the card shows.")
    return Review(current.plan, after, told)


def _revise(
    deps: Deps,
    s: Session,
    current: ProposalRow,
    changes: Overrides,
    actor: Actor,
    action: str,
    said: str,
) -> None:
    row = deals.get(s, current.deal_id)
    told = list(_review(deps, row, current, changes).changes)
    remade = bool(told)
    told += [
        f"Invoice {_number(s, one)} at Stripe is not this deal's." for one in changes.dismissed
    ]
    if changes.customer_id == NEW_CUSTOMER:
        told.append("A new customer is made at Stripe.")
    row.overrides = changes.over(row.decided).to_json()
    because = f"{current.id}:{changes.digest()[:16]}"
    replan(deps, s, row.id, because=because, changed_by=actor.id)
    tell(
        deps, s, row.id, by=actor, action=action, what=said, detail="\n".join(told),
        subject=current.id, before={"content_hash": current.content_hash},
        after={CHANGES: changes.to_json(), REMADE: remade},
    )  # fmt: skip


def _number(s: Session, stripe_id: str) -> str:
    row = s.get(OutsideInvoiceRow, stripe_id) or invoices.by_stripe_id(s, stripe_id)
    return (row.number if row else "") or stripe_id
