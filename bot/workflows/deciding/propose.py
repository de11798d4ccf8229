"""Proposing: a deal becomes a pending proposal, or changes the one that is pending."""

from typing import Any

from bot.deal import short_id
from bot.deps import Deps
from bot.errors import NotFound
from bot.facts import Customer, Snapshot
from bot.ledger import customers, deals, invoices, proposals
from bot.ledger.proposals import ProposalRow
from bot.outcome import Outcome
from bot.overrides import NEW_CUSTOMER, Overrides
from bot.payer import BillTo
from bot.planning import plan_invoices
from bot.readiness import Surroundings, findings
from bot.status import LIVE, ProposalStatus
from bot.workflows.customers.currencies import in_another_currency
from bot.workflows.customers.customers import forget, marked
from bot.workflows.deciding.alike import alike
from bot.workflows.deciding.merging import follow_merge
from bot.workflows.deciding.revision import CARD, settle
from bot.workflows.deciding.taxing import tax_previews
from bot.workflows.standing.replan import PROPOSE, replan
from bot.workflows.telling.changes import changers
from bot.workflows.telling.trouble import close_trouble, open_trouble

__all__ = ["CARD", "PROPOSE", "propose", "replan"]


def propose(deps: Deps, deal_id: str, changed_by: str = "") -> None:
    """Look at the customer, make the proposal, show the card."""
    around = deps.durably(look_around, deal_id)
    if around.done:
        deps.durably(make_proposal, deal_id, around.value, changed_by)
    else:
        deps.durably(cannot_propose, deal_id, around.to_json())


def look_around(deps: Deps, deal_id: str) -> dict[str, Any]:
    """Return what Stripe knows about the customer; nothing while nobody is to be billed."""
    follow_merge(deps, deal_id)
    with deps.ledger.reading() as s:
        row = deals.get(s, deal_id)
        plan = plan_invoices(row.deal, row.decided, deps.policy)
        if plan.bill_to is None:
            return Surroundings(today=deps.today()).to_json()
        known = plan.customer_id or customers.customer_of(
            s, plan.bill_to.account_id, plan.bill_to.email
        )
    chosen = _customer(deps, known) if known else None
    candidates = [chosen] if chosen else _candidates(deps, plan.bill_to)
    if chosen is None and row.decided.customer_id != NEW_CUSTOMER:
        chosen = _clear_choice(candidates, plan.bill_to)
    theirs: list[Snapshot] = []
    for candidate in [chosen] if chosen else candidates:
        theirs += deps.billing.open_invoices(candidate.id)
    return Surroundings(
        candidates=tuple(candidates),
        customer=chosen,
        open_invoices=tuple(theirs),
        taxes=tax_previews(deps, plan),
        today=deps.today(),
    ).to_json()


def _customer(deps: Deps, customer_id: str) -> Customer | None:
    """Return the customer that we know; forget one that somebody deleted at Stripe."""
    try:
        return deps.billing.customer(customer_id)
    except NotFound:
        with deps.ledger.transaction() as s:
            forget(s, customer_id)
        return None


def _candidates(deps: Deps, bill_to: BillTo) -> list[Customer]:
    """Return the customers with this e-mail address that are not another account's."""
    found = deps.billing.find_customers(bill_to.account_id, bill_to.email)
    ours = ("", short_id(bill_to.account_id))
    return [customer for customer in found if short_id(customer.account_id) in ours]


def _clear_choice(candidates: list[Customer], bill_to: BillTo) -> Customer | None:
    """Return the one that carries the account's id, or the only one there is, if it is clear."""
    ours = marked(candidates, bill_to.account_id, bill_to.email)
    clear = ours if len(ours) == 1 else candidates
    return clear[0] if len(clear) == 1 else None


def make_proposal(
    deps: Deps, deal_id: str, around_json: dict[str, Any], changed_by: str = ""
) -> None:
    """Bring the deal's proposal up to date with the deal and with what people decided."""
    around = Surroundings.from_json(around_json)
    with deps.ledger.transaction() as s:
        row = deals.get(s, deal_id)
        close_trouble(deps, s, subject=deal_id, kind=PROPOSE)
        latest = proposals.latest_of(s, deal_id)
        if latest is not None:
            latest = proposals.get(s, latest.id, lock=True)  # somebody may be approving it
        decided = row.decided
        found = around.customer.id if around.customer else None
        if found or decided.customer_id != NEW_CUSTOMER:
            decided = Overrides(customer_id=found).over(decided)
        plan = plan_invoices(row.deal, decided, deps.policy)
        live = [i for i in invoices.of_deal(s, deal_id) if i.status in LIVE]
        known = {
            "billed_already": bool(live),
            "alike": alike(s, row),
            "other_currency": in_another_currency(s, row, plan),
        }
        around = around.model_copy(update=known)
        notes = findings(row.deal, plan, decided, around, deps.policy)
        people = [*latest.changed_by, *changers(s, latest)] if latest else []
        if changed_by:
            people.append(changed_by)
        fresh = ProposalRow(
            deal_id=deal_id,
            revision=latest.revision + 1 if latest else 1,
            status=ProposalStatus.PENDING,
            plan_json=plan.to_json(),
            findings_json=[note.to_json() for note in notes],
            source_json=row.snapshot,
            told_hash=row.source_hash,
            content_hash=plan.content_hash,
            amount_minor=plan.total.minor,
            currency=plan.currency,
            changed_by=list(dict.fromkeys(people)),
            created_at=deps.now(),
        )
        settle(deps, s, row, latest, fresh, billed=bool(live))


def cannot_propose(deps: Deps, deal_id: str, refused: dict[str, Any]) -> None:
    """Say that Stripe would not let us look."""
    retry_with = {"workflow": PROPOSE, "args": [deal_id]}
    with deps.ledger.transaction() as s:
        open_trouble(
            deps,
            s,
            Outcome.from_json(refused),
            subject=deal_id,
            kind=PROPOSE,
            deal_id=deal_id,
            retry=retry_with,
        )
