"""The forms that change a plan: Modify with its review, and Fix."""

from collections.abc import Sequence

from bot.actor import Actor
from bot.answers.billing_forms import as_billing_form, divisible, with_typed
from bot.answers.forms import of_deal
from bot.deal import Account
from bot.deps import Deps
from bot.due import Due
from bot.errors import Conflict
from bot.ledger import deals, proposals
from bot.ledger.proposals import ProposalRow
from bot.overrides import Overrides
from bot.plan import Plan, PlanLine
from bot.policy import Action
from bot.typed import Known, TypedLine, TypedPlan, due_of, understand
from bot.typed_billing import is_plain, lines_of_plan
from bot.views import modify as view
from bot.views.blocks import Block
from bot.views.card_head import customer
from bot.views.ids import BillingWay
from bot.views.retainer_words import retainer_terms
from bot.views.schedule_words import schedule_lines
from bot.views.state_forms import FormLine, ModifyState, ReviewState, ShareForm
from bot.views.text import escape
from bot.views.values import ModalContext
from bot.workflows.deciding import revise
from bot.workflows.deciding.revise import NOT_POSSIBLE, WAY

MOST_SCHEDULE = 40
"""Invoices that the review shows one by one."""
MOST_RETAINERS = 5


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
    return view.modify(about, _as_planned(deps, proposal, WAY))


def typed_so_far(deps: Deps, about: ModalContext, typed: TypedPlan, way: str = WAY) -> Block:
    """Return the form of Modify with what was typed, e.g. with a line more."""
    with deps.ledger.reading() as s:
        proposal = proposals.get(s, about.proposal_id)
    retainer = typed.billing.retainer if typed.billing else ""
    state = _as_planned(deps, proposal, way, retainer)
    share = state.share
    if share is not None and typed.share_percent is not None:
        typed_share = {"percent": typed.share_percent, "email": typed.share_email}
        share = share.model_copy(update=typed_share)
    state = state.model_copy(
        update={
            "lines": form_lines(typed.lines or ()) or state.lines,
            "due_date": typed.due_date,
            "bill_to_name": typed.bill_to_name,
            "bill_to_email": typed.bill_to_email or "",
            "po_number": typed.po_number or "",
            "memo": typed.memo or "",
            "footer": typed.footer or "",
            "net_days": _days(typed.net_days, proposal.plan),
            "billing": with_typed(state.billing, typed.billing) if typed.billing else state.billing,
            "share": share,
        }
    )
    if typed.billing is None or typed.billing.way is BillingWay.ONE:
        state = state.model_copy(update={"send_date": typed.send_date})
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
        schedule=_schedule(seen.after, deps),
        way=WAY,
    )
    kept = changes.model_dump_json(exclude_unset=True)
    fresh = {"overrides": kept, "line_keys": (), "part_keys": (), "billing": "", "retainer": ""}
    return view.review(about.model_copy(update=fresh), state)


def _schedule(plan: Plan, deps: Deps) -> tuple[str, ...]:
    if is_plain(plan) and not plan.shares:
        return ()
    said = [
        (one.label, retainer_terms(one, plan.currency, deps.today()))
        for one in plan.retainers[:MOST_RETAINERS]
    ]
    terms = [f"*{escape(label, 80)}*: {escape(words, 400)}" for label, words in said]
    return (*terms, *schedule_lines(plan, deps.today(), MOST_SCHEDULE))


def understood(deps: Deps, about: ModalContext, typed: TypedPlan) -> Overrides:
    """Return what in a form differs from the plan it was about.

    Raises:
        Mistakes: naming each field that makes no sense.

    """
    with deps.ledger.reading() as s:
        proposal = proposals.get(s, about.proposal_id)
        row = deals.get(s, proposal.deal_id)
    known = Known(
        account=row.deal.account,
        second=row.deal.second_payer,
        decided=row.decided,
        lines=divisible(row.deal, proposal.plan),
    )
    return understand(typed, proposal.plan, known, deps.today())


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


def _as_planned(deps: Deps, proposal: ProposalRow, way: str, retainer: str = "") -> ModifyState:
    plan = proposal.plan
    with deps.ledger.reading() as s:
        deal = deals.get(s, proposal.deal_id).deal
    first = plan.installments[0] if plan.installments else None
    due = due_of(plan) if plan.bills else Due(net_days=deps.policy.deals.default_net_days)
    bill_to = plan.bill_to
    lines = divisible(deal, plan)
    return ModifyState(
        customer=customer(plan),
        currency=plan.currency,
        way=way,
        lines=as_form_lines(lines) or (FormLine(key="0"),),
        send_date=first.send_date if first else None,
        net_days=due.net_days,
        due_date=due.on,
        bill_to_name=bill_to.name if bill_to else "",
        bill_to_email=bill_to.email if bill_to else "",
        po_number=plan.po_number,
        memo=plan.memo,
        footer=plan.footer,
        billing=as_billing_form(plan, lines, deps.today(), retainer),
        share=_share(plan, deal.second_payer),
        today=deps.today(),
    )


def _share(plan: Plan, second: Account | None) -> ShareForm | None:
    if plan.shares:
        share = plan.shares[0]
        who = share.bill_to
        return ShareForm(
            name=who.account_name, percent=f"{share.percent.normalize():f}", email=who.email
        )
    return ShareForm(name=second.name, email=second.email) if second else None


def planned_lines(plan: Plan) -> tuple[FormLine, ...]:
    """Return the lines of the plan as a form shows them."""
    return as_form_lines(lines_of_plan(plan))


def as_form_lines(lines: Sequence[PlanLine]) -> tuple[FormLine, ...]:
    """Return lines as a form shows them."""
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
    return due_of(plan).net_days if plan.bills else 0
