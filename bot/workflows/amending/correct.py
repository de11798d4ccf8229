"""Correcting by hand: credit notes, refunds, void and written-off invoices, payments reported.

What makes a receivable smaller is asked for by one person and approved by another, unless the
policy is content with one. A payment that came in is recorded at once.
"""

from datetime import date

from bot import authority
from bot.actor import Actor
from bot.clock import date_in
from bot.deps import Deps
from bot.errors import Conflict, NotAllowed
from bot.facts import CreditWay
from bot.ledger import Session, adjustments, deals, invoices
from bot.ledger.adjustments import AdjustmentRow
from bot.ledger.invoices import InvoiceRow
from bot.money import Money
from bot.plan import AdjustmentKind
from bot.policy import Action
from bot.status import AdjustmentStatus, move_adjustment, words
from bot.value import Value
from bot.views.text import day
from bot.workflows.amending.adjust_attempt import give_up
from bot.workflows.amending.amend_effect import go_on
from bot.workflows.amending.correct_check import check
from bot.workflows.standing.closed_books import closed
from bot.workflows.standing.ripe import start_adjust
from bot.workflows.telling.telling import tell

ACTIONS = {
    AdjustmentKind.CREDIT: Action.CREDIT,
    AdjustmentKind.REFUND: Action.CREDIT,
    AdjustmentKind.VOID: Action.VOID,
    AdjustmentKind.WRITE_OFF: Action.WRITE_OFF,
    AdjustmentKind.RECORD_PAYMENT: Action.RECORD_PAYMENT,
}
WAITING = (AdjustmentStatus.REQUESTED, AdjustmentStatus.APPROVED)


class Wish(Value):
    """What somebody typed in a form about an invoice."""

    kind: AdjustmentKind
    amount: Money | None = None
    """Gross; None: all of it."""
    reason: str = ""
    way: CreditWay = CreditWay.BALANCE
    """Of a credit note: what becomes of what was paid already."""
    tell_customer: bool = True
    paid_on: date | None = None
    reference: str = ""


def request(deps: Deps, invoice_id: str, wish: Wish, actor: Actor) -> None:
    """Ask for a correction; one that needs nobody else is carried out.

    Raises:
        NotAllowed: naming who may.
        Invalid: if what was typed makes no sense.
        Conflict: if it is not possible as the invoice stands.

    """
    with deps.ledger.reading() as s:
        owner_email = deals.get(s, invoices.get(s, invoice_id).deal_id).owner_email
    authority.require(deps, ACTIONS[wish.kind], actor, owner_email=owner_email)
    with deps.ledger.transaction() as s:
        invoice = invoices.get(s, invoice_id, lock=True)
        amount = invoice.balance if wish.amount is None else wish.amount
        if _again(s, invoice, wish, amount, actor):
            return
        check(deps, s, invoice, wish.kind, amount, wish.reason, wish.paid_on, wish.reference)
        row = _row(deps, invoice, wish, amount, actor)
        s.add(row)
        s.flush()
        _tell(deps, s, row, invoice, actor)
        if row.status is AdjustmentStatus.APPROVED:
            start_adjust(deps, s, row)


def _again(s: Session, invoice: InvoiceRow, wish: Wish, amount: Money, actor: Actor) -> bool:
    """Return whether the same person asks the same again: a second click."""
    for row in adjustments.of_subject(s, invoice.id):
        same = (row.kind, row.amount, row.requested_by) == (wish.kind, amount, actor.id)
        open_still = row.status in WAITING
        same_money = (row.details.get("reference", ""), row.details.get("paid_on", "")) == (
            wish.reference.strip(),
            wish.paid_on.isoformat() if wish.paid_on else "",
        )
        is_payment = wish.kind is AdjustmentKind.RECORD_PAYMENT
        done = is_payment and row.status is AdjustmentStatus.DONE
        if same and same_money and (open_still or done):
            return True
    return False


def _row(deps: Deps, invoice: InvoiceRow, wish: Wish, amount: Money, actor: Actor) -> AdjustmentRow:
    alone = wish.kind is AdjustmentKind.RECORD_PAYMENT or deps.policy.billing.corrections_need == 1
    details = {"number": invoice.item, "party": invoice.party}
    if wish.kind in (AdjustmentKind.CREDIT, AdjustmentKind.REFUND):
        details |= {"way": wish.way.value, "tell": "yes" if wish.tell_customer else "no"}
    if wish.kind is AdjustmentKind.RECORD_PAYMENT:
        paid_on = wish.paid_on or deps.today()
        details |= {"paid_on": paid_on.isoformat(), "reference": wish.reference.strip()}
    return AdjustmentRow(
        deal_id=invoice.deal_id,
        kind=wish.kind,
        subject=invoice.id,
        status=AdjustmentStatus.APPROVED if alone else AdjustmentStatus.REQUESTED,
        amount_minor=amount.minor,
        currency=amount.currency,
        words=_words(deps, invoice, wish, amount),
        details=details,
        reason=wish.reason.strip(),
        requested_by=actor.id,
        requested_by_name=actor.shown,
        requested_at=deps.now(),
    )


def _words(deps: Deps, invoice: InvoiceRow, wish: Wish, amount: Money) -> str:
    name = invoice.number or str(invoice.item)
    paid_on = f", received {day(wish.paid_on, deps.today())}" if wish.paid_on else ""
    return {
        AdjustmentKind.CREDIT: f"Credit note of {amount} on invoice {name}",
        AdjustmentKind.REFUND: f"Credit note with refund of {amount} on invoice {name}",
        AdjustmentKind.VOID: f"Invoice {name} over {amount} is voided",
        AdjustmentKind.WRITE_OFF: f"{amount} of invoice {name} are written off",
        AdjustmentKind.RECORD_PAYMENT: (
            f"Payment of {amount} on invoice {name}{paid_on} ({wish.reference.strip()})"
        ),
    }[wish.kind]


def _tell(deps: Deps, s: Session, row: AdjustmentRow, invoice: InvoiceRow, actor: Actor) -> None:
    waits = row.status is AdjustmentStatus.REQUESTED
    asked = f"Asked for: {row.words}. A second person has to approve it."
    by_hand = f"Reported: {row.words}."
    alone = by_hand if row.kind is AdjustmentKind.RECORD_PAYMENT else f"Ordered: {row.words}."
    tell(
        deps, s, row.deal_id, by=actor, action=f"{row.kind}.requested",
        what=asked if waits else alone, detail=row.reason, subject=invoice.id,
        after={"adjustment": row.id, "amount": row.amount_minor, "details": row.details},
    )  # fmt: skip


def approve(deps: Deps, adjustment_id: str, actor: Actor) -> None:
    """Approve what somebody else asked for; it is carried out.

    Raises:
        NotAllowed: naming who may; nobody approves their own.
        Conflict: if it is decided already.

    """
    deal_id = _require(deps, adjustment_id, actor)
    with deps.ledger.transaction() as s:
        row = adjustments.get(s, adjustment_id, lock=True)
        if row.requested_by == actor.id:
            raise NotAllowed("Nothing was approved: you asked for it, so somebody else has to.")
        if row.status is not AdjustmentStatus.REQUESTED:
            _refuse_late(deps, row, actor, AdjustmentStatus.APPROVED)
            return
        invoice = invoices.get(s, row.subject)
        if row.kind is AdjustmentKind.VOID and (why := closed(deps, invoice)):
            raise Conflict(f"Nothing was approved. {why}")
        move_adjustment(row, AdjustmentStatus.APPROVED)
        _decided(deps, row, actor)
        s.flush()
        tell(deps, s, deal_id, by=actor, action=f"{row.kind}.approved",
             what=f"Approved the correction: {row.words}.", subject=row.subject,
             after={"adjustment": row.id, "policy": deps.policy.version})  # fmt: skip
        start_adjust(deps, s, row)


def refuse(deps: Deps, adjustment_id: str, actor: Actor) -> None:
    """Refuse what somebody asked for, or take back what one asked for oneself.

    Raises:
        NotAllowed: naming who may.
        Conflict: if it is decided already.

    """
    deal_id = _require(deps, adjustment_id, actor, own=True)
    with deps.ledger.transaction() as s:
        row = adjustments.get(s, adjustment_id, lock=True)
        if row.status is not AdjustmentStatus.REQUESTED:
            _refuse_late(deps, row, actor, AdjustmentStatus.REFUSED)
            return
        give_up(deps, s, row)
        _decided(deps, row, actor)
        took_back = row.requested_by == actor.id
        what = f"{'Took back' if took_back else 'Refused'}: {row.words}."
        tell(deps, s, deal_id, by=actor, action=f"{row.kind}.refused", what=what,
             subject=row.subject, after={"adjustment": row.id})  # fmt: skip
        go_on(deps, s, deal_id)


def _require(deps: Deps, adjustment_id: str, actor: Actor, *, own: bool = False) -> str:
    with deps.ledger.reading() as s:
        row = adjustments.get(s, adjustment_id)
        owner_email = deals.get(s, row.deal_id).owner_email
    if not (own and row.requested_by == actor.id):
        authority.require(deps, Action.SECOND, actor, owner_email=owner_email)
        if authority.is_owner(actor, owner_email):
            raise NotAllowed("Nothing was changed: nobody approves corrections of their own deal.")
    return row.deal_id


def _decided(deps: Deps, row: AdjustmentRow, actor: Actor) -> None:
    row.decided_by, row.decided_by_name, row.decided_at = actor.id, actor.shown, deps.now()


def _refuse_late(deps: Deps, row: AdjustmentRow, actor: Actor, wanted: AdjustmentStatus) -> None:
    """Take a second click for the first; tell anybody else who was faster."""
    agreed = row.status is not AdjustmentStatus.REFUSED
    if row.decided_by == actor.id and agreed is (wanted is AdjustmentStatus.APPROVED):
        return
    when = row.decided_at or row.requested_at
    said = day(date_in(deps.settings.billing_timezone, when), deps.today())
    who = row.decided_by_name or row.requested_by_name
    raise Conflict(f"This is {words(row.status)} already, by {who} on {said}.")
