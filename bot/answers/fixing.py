"""Fixing: the form for what blocks a proposal, and what was typed or picked, put into effect."""

from collections.abc import Sequence

from bot.actor import Actor
from bot.answers.plan_forms import form_lines, modify, pending_for, planned_lines, understood
from bot.deps import Deps
from bot.errors import Conflict, Invalid, NotFound
from bot.ledger import Session, proposals
from bot.ledger.customers import OutsideInvoiceRow
from bot.ledger.proposals import ProposalRow
from bot.money import Money
from bot.overrides import NEW_CUSTOMER
from bot.policy import Action
from bot.readiness import Finding, Fix, Level
from bot.typed import TypedPlan
from bot.value import Value
from bot.views import fix as fix_view
from bot.views.blocks import Block
from bot.views.card_head import customer
from bot.views.ids import LOOK_ALIKE_DISMISS, LOOK_ALIKE_LINK, FieldId
from bot.views.state_forms import CustomerChoice, FixState, FormLine
from bot.views.text import joined
from bot.views.values import ModalContext
from bot.workflows.deciding import revise


class TypedFix(Value):
    """What stands in the form of Fix."""

    plan: TypedPlan
    customer: str = ""
    """A Stripe customer, or the view's `NEW_CUSTOMER`."""
    look_alike: str = ""
    """"link|in_…" or "dismiss|in_…"."""


def fix_form(deps: Deps, about: ModalContext, actor: Actor) -> Block:
    """Return the form for what blocks the proposal; customers are looked up at Stripe.

    What goes out when, or what repeats, is mended in the form of Modify, by who may use that.
    """
    about, proposal = pending_for(deps, about, Action.FIX, actor)
    asked = _asked(proposal)
    if not asked and any(f.fix is Fix.SCHEDULE for f in proposal.findings):
        return modify(deps, about, actor)
    if not asked:
        raise Conflict("Nothing is missing any more.")
    return fix_view.fix(about, _as_it_is(deps, proposal, asked))


def fix_so_far(deps: Deps, about: ModalContext, typed: TypedPlan) -> Block:
    """Return the form with what was typed, e.g. with a line more."""
    with deps.ledger.reading() as s:
        proposal = proposals.get(s, about.proposal_id)
    state = _as_it_is(deps, proposal, _asked(proposal)).model_copy(
        update={
            "bill_to_name": typed.bill_to_name,
            "bill_to_email": typed.bill_to_email or "",
            "po_number": typed.po_number or "",
            "lines": form_lines(typed.lines or ()),
        }
    )
    return fix_view.fix(about, state)


def submit(deps: Deps, about: ModalContext, typed: TypedFix, actor: Actor) -> None:
    """Fix what the form asked for; an invoice that is this deal's settles it instead.

    Raises:
        Mistakes: naming each field that makes no sense.
        Stale, Conflict, NotAllowed, Invalid: as `revise.fix` does.

    """
    verb, _, stripe_id = typed.look_alike.partition("|")
    if verb == LOOK_ALIKE_LINK:
        with deps.ledger.reading() as s:
            proposal = proposals.get(s, about.proposal_id)
        if stripe_id not in revise.offered(proposal, Fix.LOOK_ALIKE):
            raise Invalid("Choose one of those that are offered.", FieldId.LOOK_ALIKE)
        revise.link_look_alike(deps, about.proposal_id, about.content_hash, stripe_id, actor)
        return
    changes = understood(deps, about, typed.plan)
    if typed.customer:
        chosen = NEW_CUSTOMER if typed.customer == fix_view.NEW_CUSTOMER else typed.customer
        changes = changes.model_copy(update={"customer_id": chosen})
    if verb == LOOK_ALIKE_DISMISS:
        changes = changes.model_copy(update={"dismissed": (stripe_id,)})
    elif verb:
        raise Invalid("Choose one.", FieldId.LOOK_ALIKE)
    revise.fix(deps, about.proposal_id, about.content_hash, changes, actor)


def _asked(proposal: ProposalRow) -> tuple[Finding, ...]:
    elsewhere = (Fix.NONE, Fix.SCHEDULE)  # in no form, or in that of Modify
    blocks = (f for f in proposal.findings if f.level is Level.BLOCK)
    return tuple(finding for finding in blocks if finding.fix not in elsewhere)


def _as_it_is(deps: Deps, proposal: ProposalRow, asked: tuple[Finding, ...]) -> FixState:
    plan, bill_to = proposal.plan, proposal.plan.bill_to
    with deps.ledger.reading() as s:
        alike = tuple(_look_alike(s, one) for one in _ids(asked, Fix.LOOK_ALIKE))
    return FixState(
        customer=customer(plan),
        findings=asked,
        bill_to_name=bill_to.name if bill_to else "",
        bill_to_email=bill_to.email if bill_to else "",
        po_number=plan.po_number,
        customers=tuple(_customer(deps, one) for one in _ids(asked, Fix.CUSTOMER)),
        look_alikes=alike,
        currency=plan.currency,
        lines=planned_lines(plan) or (FormLine(key="0"),),
    )


def _ids(found: Sequence[Finding], fix_: Fix) -> list[str]:
    return [one for finding in found if finding.fix is fix_ for one in finding.refers_to]


def _customer(deps: Deps, customer_id: str) -> CustomerChoice:
    try:
        found = deps.billing.customer(customer_id)
    except NotFound:
        return CustomerChoice(id=customer_id, label=customer_id, detail="deleted at Stripe")
    return CustomerChoice(id=found.id, label=joined((found.name, found.email)), detail=found.id)


def _look_alike(s: Session, stripe_id: str) -> CustomerChoice:
    row = s.get(OutsideInvoiceRow, stripe_id)
    if row is None:
        return CustomerChoice(id=stripe_id, label=stripe_id)
    amount = Money(minor=row.balance_minor, currency=row.currency)
    return CustomerChoice(id=stripe_id, label=row.number or stripe_id, detail=str(amount))
