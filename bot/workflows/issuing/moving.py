"""Moving: the day on which an installment goes out is changed, here and at Stripe."""

from collections.abc import Sequence
from datetime import date, timedelta

from bot import authority
from bot.actor import Actor
from bot.deps import Deps
from bot.errors import Conflict, Invalid
from bot.ledger import Session, deals, invoices
from bot.ledger.invoices import InvoiceRow
from bot.overrides import Overrides
from bot.policy import Action
from bot.schedule import rolled
from bot.status import NOT_OUT, InvoiceStatus, words
from bot.views.ids import FieldId
from bot.views.text import day
from bot.workflows.issuing.scheduling import ALIGN
from bot.workflows.standing.chasing import calendar_of
from bot.workflows.standing.issue_order import charge_for
from bot.workflows.standing.placing import ISSUE
from bot.workflows.telling.telling import tell

FARTHEST = timedelta(days=5 * 365)
"""Stripe keeps no finalization date that is farther away (API reference, invoices)."""


def move(deps: Deps, invoice_id: str, to: date, actor: Actor) -> date:
    """Have an installment go out on another day, for everybody who pays it; return that day.

    It is a business day by the policy. What is due counts from it, and a later change of the deal
    keeps it.

    Raises:
        NotAllowed: naming who may.
        Conflict: if it is out already, or is a period of a retainer.
        Invalid: if the day has passed, or is too far away.

    """
    with deps.ledger.reading() as s:
        row = invoices.get(s, invoice_id)
        owner_email = deals.get(s, row.deal_id).owner_email
    authority.require(deps, Action.MOVE, actor, owner_email=owner_email)
    on = _day(deps, to)
    with deps.ledger.transaction() as s:
        row = invoices.get(s, invoice_id, lock=True)
        require_movable(row)
        before = row.issue_date
        if before == on and not _waits(row):
            return on
        rows = _same_installment(s, row)
        for one in rows:
            _set(s, one, on)
        _remember(s, row, on)
        s.flush()
        was = f" instead of {day(before, deps.today())}" if before else ""
        what = f"Invoice {row.item} goes out on {day(on, deps.today())}{was}."
        tell(deps, s, row.deal_id, by=actor, action="invoice.moved", what=what, subject=row.id,
             before={"on": str(before or "")}, after={"on": on.isoformat()})  # fmt: skip
        for one in rows:
            _follow(deps, s, one)
    return on


def require_movable(row: InvoiceRow) -> None:
    """Refuse what has no day of its own to be moved.

    Raises:
        Conflict: saying why.

    """
    if row.status not in NOT_OUT:
        raise Conflict(f"Invoice {row.number or row.item} is {words(row.status)}: it stays so.")
    if row.period_start is not None or row.subscription_id:
        raise Conflict("This is a period of a retainer: it is billed when the period begins.")


def _day(deps: Deps, to: date) -> date:
    today = deps.today()
    if to < today:
        raise Invalid("Choose today or a later day.", FieldId.SEND_DATE)
    if to > today + FARTHEST:
        raise Invalid("Choose a day within five years.", FieldId.SEND_DATE)
    return max(rolled(to, calendar_of(deps), deps.policy.billing.roll), today)


def _waits(row: InvoiceRow) -> bool:
    return bool(row.condition) and row.met_at is None


def _same_installment(s: Session, row: InvoiceRow) -> Sequence[InvoiceRow]:
    """Return the installment's invoices that are not out, one for each who pays."""
    return [
        invoices.get(s, one.id, lock=True)
        for one in invoices.of_deal(s, row.deal_id)
        if one.item == row.item and one.status in NOT_OUT
    ]


def _set(s: Session, row: InvoiceRow, on: date) -> None:
    row.issue_date = on
    row.due_date = charge_for(s, row).due.date_for(on)
    if _waits(row):
        row.condition = ""  # the day was decided instead
    if row.status is InvoiceStatus.APPROVED and row.attempt_at is not None:
        row.in_doubt = True  # a draft for the old day may be there: look first


def _remember(s: Session, row: InvoiceRow, on: date) -> None:
    """Keep the decision with the deal, so that a later plan agrees with it."""
    deal = deals.get(s, row.deal_id, lock=True)
    key = row.source or f"#{row.item}"
    deal.overrides = Overrides(dates={key: on}).over(deal.decided).to_json()


def _follow(deps: Deps, s: Session, row: InvoiceRow) -> None:
    """Have Stripe told; what goes out today is sent instead."""
    unique = f"{row.id}:moved:{row.issue_date}:{row.version}"
    if row.status is InvoiceStatus.SCHEDULED and row.issue_date != deps.today():
        deps.engine.enqueue(s, ALIGN, row.id, f"align:{unique}", id=f"align:{unique}")
        return
    deps.engine.enqueue(s, ISSUE, row.id, id=f"issue:{unique}")
