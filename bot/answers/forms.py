"""The forms that people open about a proposal or an invoice, filled in from the ledger.

Whoever may not do a thing is told so before they type.
"""

from bot import authority
from bot.actor import Actor
from bot.deps import Deps
from bot.errors import Invalid
from bot.ledger import Session, deals, holds, invoices, proposals, subscriptions
from bot.ledger.deals import DealRow
from bot.policy import Action
from bot.views import forms as view
from bot.views.blocks import Block
from bot.views.state import HoldLine, Who
from bot.views.status_words import hold_words
from bot.views.text import joined
from bot.views.values import ModalContext
from bot.workflows.holding.hold import HOLDABLE, Target, after_release
from bot.workflows.holding.hold_target import target_of
from bot.workflows.showing.ask import question_line


def hold(deps: Deps, about: ModalContext, actor: Actor) -> Block:
    """Return the form to hold the deal, or one of its invoices."""
    about, deal = of_deal(deps, about, Action.HOLD, actor)
    with deps.ledger.reading() as s:
        what = _what(s, about, deal)
        rows = [row for row in invoices.of_deal(s, deal.id) if row.status in HOLDABLE]
    choices = {row.id: joined((Target(row.id, row).name, str(row.balance))) for row in rows}
    return view.hold(about, what, choices)


def release(deps: Deps, about: ModalContext, actor: Actor) -> Block:
    """Return the question whether to release, with what that does."""
    about, deal = of_deal(deps, about, Action.RELEASE, actor)
    subject = about.invoice_id or about.subscription_id or deal.id
    with deps.ledger.reading() as s:
        row = holds.open_on(s, subject)
        rows = [row] if row else list(holds.open_of_deal(s, deal.id))
        happens = [after_release(deps, s, hold.subject) for hold in rows]
        what = _what(s, about, deal)
    held = [_held(deps, hold.reason, hold.by_name) for hold in rows[:1]]
    words = " ".join(happens) or "This is not on hold: there is nothing to release."
    return view.release(about, what, words, *held)


def reject(deps: Deps, about: ModalContext, actor: Actor) -> Block:
    """Return the form to reject a proposal."""
    about, deal = of_deal(deps, about, Action.REJECT, actor)
    return view.reject(about, _named(deal))


def not_billed(deps: Deps, about: ModalContext, actor: Actor) -> Block:
    """Return the form that settles a deal without an invoice."""
    about, deal = of_deal(deps, about, Action.NOT_BILLED, actor)
    return view.not_billed(about, _named(deal))


def reopen(deps: Deps, about: ModalContext, actor: Actor) -> Block:
    """Return the question whether to ask for approval again."""
    about, deal = of_deal(deps, about, Action.REOPEN, actor)
    return view.reopen(about, _named(deal))


def ask(deps: Deps, about: ModalContext, actor: Actor) -> Block:
    """Return the form to ask the deal's owner."""
    about, deal = of_deal(deps, about, Action.ASK, actor)
    return view.ask(about, deal.owner_name or "The deal owner", _named(deal))


def answer(deps: Deps, about: ModalContext, actor: Actor) -> Block:
    """Return the form to answer a question; who may is checked when it is handed in."""
    del actor
    with deps.ledger.reading() as s:
        question = proposals.get_question(s, about.question_id)
    return view.answer(about, question_line(deps, question))


def of_deal(
    deps: Deps, about: ModalContext, action: Action, actor: Actor
) -> tuple[ModalContext, DealRow]:
    """Return what a form is about, with its deal, if `actor` may do it.

    Raises:
        NotFound: if there is no such thing.
        NotAllowed: naming who may.
        Invalid: if it is about several deals, so that one might be allowed for another.

    """
    with deps.ledger.reading() as s:
        meant = {about.deal_id} - {""}
        if about.proposal_id:
            meant.add(proposals.get(s, about.proposal_id).deal_id)
        if about.subscription_id:
            meant.add(subscriptions.get(s, about.subscription_id).deal_id)
        if about.invoice_id:
            meant.add(invoices.get(s, about.invoice_id).deal_id)
        if len(meant) > 1:
            raise Invalid("This form is not one of ours. Open it again.")
        deal_id = next(iter(meant), "")
        deal = deals.get(s, deal_id)
    authority.require(deps, action, actor, owner_email=deal.owner_email)
    return about.model_copy(update={"deal_id": deal_id}), deal


def _named(deal: DealRow) -> str:
    return joined((deal.account_name, deal.name))


def _what(s: Session, about: ModalContext, deal: DealRow) -> str:
    if about.subscription_id:
        name = target_of(s, about.subscription_id).name
        return joined((name, _named(deal)))
    if not about.invoice_id:
        return _named(deal)
    row = invoices.get(s, about.invoice_id)
    return joined((Target(row.id, row).name, _named(deal), str(row.balance)))


def _held(deps: Deps, reason: str, by_name: str) -> str:
    line = HoldLine(reason=reason, by=Who(name=by_name), since_date=deps.today())
    return f"{hold_words(line, deps.today())}, by {by_name}"
