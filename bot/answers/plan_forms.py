"""The forms that change a plan: Modify with its review, and Fix."""

from collections.abc import Sequence

from bot.actor import Actor
from bot.answers.forms import of_deal
from bot.deps import Deps
from bot.errors import Conflict
from bot.ledger import deals, proposals
from bot.ledger.proposals import ProposalRow
from bot.overrides import Overrides
from bot.plan import Plan, PlanLine
from bot.policy import Action
from bot.typed import TypedLine, TypedPlan, understand
from bot.views import modify as view
from bot.views.blocks import Block
from bot.views.card_head import customer
from bot.views.state_forms import FormLine, ModifyState, ReviewState
from bot.views.values import ModalContext
from bot.workflows import revise
from bot.workflows.revise import NOT_POSSIBLE, WAY


def pending_of_deal(deps: Deps, deal_id: str) -> ModalContext:
    """Return what a form about the deal's pending proposal is about.

    Raises:
        Conflict: if nothing of it is pending: it says why not.

    """
    with deps.ledger.reading() as s:
        latest = proposals.latest_of(s, deal_id)
        pending = proposals.pending_of(s, deal_id)
    if pending is None:
        why = NOT_POSSIBLE[latest.status] if latest else "its card is being prepared"
        raise Conflict(f"Not possible, because {why}.")
    return ModalContext(proposal_id=pending.id, content_hash=pending.content_hash)


def modify(deps: Deps, about: ModalContext, actor: Actor) -> Block:
    """Return the form with what the pending proposal says."""
    about, proposal = pending_for(deps, about, Action.MODIFY, actor)
    return view.modify(about, _as_planned(proposal.plan, deps, WAY))


def typed_so_far(deps: Deps, about: ModalContext, typed: TypedPlan, way: str = WAY) -> Block:
    """Return the form of Modify with what was typed, e.g. with a line more."""
    with deps.ledger.reading() as s:
        plan = proposals.get(s, about.proposal_id).plan
    state = _as_planned(plan, deps, way).model_copy(
        update={
            "lines": form_lines(typed.lines or ()),
            "send_date": typed.send_date,
            "due_date": typed.due_date,
            "bill_to_name": typed.bill_to_name,
            "bill_to_email": typed.bill_to_email or "",
            "po_number": typed.po_number or "",
            "memo": typed.memo or "",
            "net_days": _days(typed.net_days, plan),
        }
    )
    return view.modify(about, state)


def after_stale(deps: Deps, about: ModalContext, typed: TypedPlan, stale: revise.Stale) -> Block:
    """Return the form with everything typed kept, on top of the plan as it is now."""
    with deps.ledger.reading() as s:
        current = proposals.get(s, stale.proposal_id)
    now = {"proposal_id": current.id, "content_hash": current.content_hash}
    way = f"{stale} What you typed is kept: check it and hand it in again."
    return typed_so_far(deps, about.model_copy(update=now), typed, way)


def review(deps: Deps, about: ModalContext, changes: Overrides) -> Block:
    """Return the step that shows what would change; raises as `revise.review` does."""
    seen = revise.review(deps, about.proposal_id, about.content_hash, changes)
    state = ReviewState(
        customer=customer(seen.after),
        before=seen.before.total,
        after=seen.after.total,
        changes=seen.changes,
        way=WAY,
    )
    kept = changes.model_dump_json(exclude_unset=True)
    return view.review(about.model_copy(update={"overrides": kept, "line_keys": ()}), state)


def understood(deps: Deps, about: ModalContext, typed: TypedPlan) -> Overrides:
    """Return what in a form differs from the plan it was about.

    Raises:
        Mistakes: naming each field that makes no sense.

    """
    with deps.ledger.reading() as s:
        proposal = proposals.get(s, about.proposal_id)
        account = deals.get(s, proposal.deal_id).deal.account
    return understand(typed, proposal.plan, account, deps.today())


def pending_for(
    deps: Deps, about: ModalContext, action: Action, actor: Actor
) -> tuple[ModalContext, ProposalRow]:
    """Return the pending proposal of the deal the form is about, if `actor` may change it."""
    about, deal = of_deal(deps, about, action, actor)
    now = pending_of_deal(deps, deal.id)
    with deps.ledger.reading() as s:
        proposal = proposals.get(s, now.proposal_id)
    known = {"proposal_id": now.proposal_id, "content_hash": now.content_hash}
    return about.model_copy(update=known), proposal


def _as_planned(plan: Plan, deps: Deps, way: str) -> ModifyState:
    first = plan.installments[0] if plan.installments else None
    bill_to = plan.bill_to
    return ModifyState(
        customer=customer(plan),
        currency=plan.currency,
        way=way,
        lines=planned_lines(plan) or (FormLine(key="0"),),
        send_date=first.send_date if first else None,
        net_days=first.due.net_days if first else deps.policy.deals.default_net_days,
        due_date=first.due.on if first else None,
        bill_to_name=bill_to.name if bill_to else "",
        bill_to_email=bill_to.email if bill_to else "",
        po_number=plan.po_number,
        memo=plan.memo,
        today=deps.today(),
    )


def planned_lines(plan: Plan) -> tuple[FormLine, ...]:
    """Return the lines of the plan as a form shows them."""
    lines = [line for part in plan.installments for line in part.lines]
    return tuple(_planned_line(line, str(key)) for key, line in enumerate(lines))


def _planned_line(line: PlanLine, key: str) -> FormLine:
    price = line.amount.amount if line.unit_price is None else line.unit_price
    return FormLine(
        key=key,
        description=line.description,
        quantity=f"{line.quantity:f}",
        unit_price=f"{price:f}",
    )


def form_lines(lines: Sequence[TypedLine]) -> tuple[FormLine, ...]:
    """Return lines as they were typed."""
    return tuple(FormLine.model_validate(line.model_dump()) for line in lines)


def _days(typed: str | None, plan: Plan) -> int:
    if typed and typed.isdecimal():
        return int(typed)
    return plan.installments[0].due.net_days if plan.installments else 0
