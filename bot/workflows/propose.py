"""Proposing: a deal becomes a pending proposal, or changes the one that is pending."""

from typing import Any

from bot.deps import Deps
from bot.errors import NotFound
from bot.facts import Customer, Snapshot, Urgency
from bot.ledger import Session, deals, invoices, proposals
from bot.ledger.proposals import ProposalRow
from bot.outcome import Outcome
from bot.plan import Overrides
from bot.planning import plan_invoices
from bot.readiness import Surroundings, findings
from bot.status import LIVE, ProposalStatus
from bot.workflows.revision import settle
from bot.workflows.trouble import close_trouble, open_trouble

PROPOSE = "propose"
CARD = "card"


def replan(
    deps: Deps,
    s: Session,
    deal_id: str,
    *,
    because: str,
    changed_by: str = "",
    urgency: Urgency = Urgency.PERSON,
) -> None:
    """Have the deal's proposal made anew after the commit, e.g. with what people decided.

    `because` is the id of the reason: the same reason twice plans once. `changed_by` is the Slack
    user id of whoever changed the plan: they cannot be its only approver.
    """
    unique = f"propose:{deal_id}:{because}"
    deps.engine.enqueue(s, PROPOSE, deal_id, changed_by, id=unique, urgency=urgency)


def propose(deps: Deps, deal_id: str, changed_by: str = "") -> None:
    """Look at the customer, make the proposal, show the card."""
    around = deps.durably(look_around, deal_id)
    if around.done:
        deps.durably(make_proposal, deal_id, around.value, changed_by)
    else:
        deps.durably(cannot_propose, deal_id, around.to_json())


def look_around(deps: Deps, deal_id: str) -> dict[str, Any]:
    """Return what Stripe knows about the customer; nothing while nobody is to be billed."""
    with deps.ledger.reading() as s:
        row = deals.get(s, deal_id)
        plan = plan_invoices(row.deal, row.decided, deps.policy.deals)
        if plan.bill_to is None:
            return Surroundings(today=deps.today()).to_json()
        known = plan.customer_id or invoices.customer_of(
            s, plan.bill_to.account_id, plan.bill_to.email
        )
    if known:
        chosen: Customer | None = deps.billing.customer(known)
        candidates = [chosen] if chosen else []
    else:
        candidates = list(deps.billing.find_customers(plan.bill_to.account_id, plan.bill_to.email))
        chosen = _clear_choice(candidates, plan.bill_to.account_id, plan.bill_to.email)
    theirs: list[Snapshot] = []
    for candidate in [chosen] if chosen else candidates:
        theirs += deps.billing.open_invoices(candidate.id)
    return Surroundings(
        candidates=tuple(candidates),
        customer=chosen,
        open_invoices=tuple(theirs),
        today=deps.today(),
    ).to_json()


def _customer(deps: Deps, customer_id: str) -> Customer | None:
    """Return the customer that we know, unless somebody deleted it at Stripe."""
    try:
        return deps.billing.customer(customer_id) if customer_id else None
    except NotFound:
        return None


def _clear_choice(candidates: list[Customer], account_id: str, email: str) -> Customer | None:
    """Return the one customer that is this account's with this e-mail, if it is clear."""
    fitting = [c for c in candidates if c.email.casefold() == email.casefold()]
    marked = [c for c in fitting if c.account_id == account_id]
    if len(marked) == 1:
        return marked[0]
    unmarked = [c for c in fitting if not c.account_id]
    return unmarked[0] if not marked and len(candidates) == len(unmarked) == 1 else None


def make_proposal(
    deps: Deps, deal_id: str, around_json: dict[str, Any], changed_by: str = ""
) -> None:
    """Bring the deal's proposal up to date with the deal and with what people decided."""
    around = Surroundings.from_json(around_json)
    with deps.ledger.transaction() as s:
        row = deals.get(s, deal_id)
        close_trouble(deps, s, subject=deal_id, kind=PROPOSE)
        latest = proposals.latest_of(s, deal_id)
        decided = row.decided
        if around.customer is not None:
            decided = Overrides(customer_id=around.customer.id).over(decided)
        plan = plan_invoices(row.deal, decided, deps.policy.deals)
        live = [i for i in invoices.of_deal(s, deal_id) if i.status in LIVE]
        around = around.model_copy(update={"billed_already": bool(live)})
        found = [f.to_json() for f in findings(row.deal, plan, decided, around)]
        fresh = ProposalRow(
            deal_id=deal_id,
            revision=latest.revision + 1 if latest else 1,
            status=ProposalStatus.PENDING,
            plan_json=plan.to_json(),
            findings_json=found,
            source_json=row.snapshot,
            told_hash=row.source_hash,
            content_hash=plan.content_hash,
            amount_minor=plan.total.minor,
            currency=plan.currency,
            changed_by=[changed_by] if changed_by else [],
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
