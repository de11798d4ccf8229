"""Whether a correction that somebody asks for is possible, as the ledger knows the invoice."""

from collections.abc import Callable
from datetime import date

from bot.deps import Deps
from bot.errors import Conflict, Invalid
from bot.ledger import Session, adjustments
from bot.ledger.invoices import InvoiceRow
from bot.money import Money
from bot.plan import AdjustmentKind
from bot.status import AdjustmentStatus, InvoiceStatus, words
from bot.views.ids import FieldId
from bot.workflows.standing.closed_books import closed

_OPEN = (InvoiceStatus.OPEN, InvoiceStatus.UNCOLLECTIBLE)
STATES: dict[AdjustmentKind, tuple[InvoiceStatus, ...]] = {
    AdjustmentKind.CREDIT: (InvoiceStatus.OPEN, InvoiceStatus.PAID),
    AdjustmentKind.REFUND: (InvoiceStatus.OPEN, InvoiceStatus.PAID),
    AdjustmentKind.VOID: _OPEN,
    AdjustmentKind.WRITE_OFF: (InvoiceStatus.OPEN,),
    AdjustmentKind.RECORD_PAYMENT: _OPEN,
}
WAITING = (AdjustmentStatus.REQUESTED, AdjustmentStatus.APPROVED)
MOST_REFERENCE = 100


def check(  # noqa: PLR0913, PLR0917 - what was typed
    deps: Deps,
    s: Session,
    invoice: InvoiceRow,
    kind: AdjustmentKind,
    amount: Money,
    reason: str,
    paid_on: date | None,
    reference: str,
) -> None:
    """Refuse what is not possible.

    Raises:
        Invalid: if what was typed makes no sense.
        Conflict: if the invoice stands so that it cannot be.

    """
    if invoice.status not in STATES[kind]:
        raise Conflict(f"Not possible: this invoice is {words(invoice.status)}.")
    for row in adjustments.of_subject(s, invoice.id):
        if row.status in WAITING:
            raise Conflict(f"Wait until this is done: {row.words}.")
    if kind is AdjustmentKind.RECORD_PAYMENT:
        _payment(deps, s, invoice, amount, paid_on, reference)
        return
    if not reason.strip():
        raise Invalid("Say why, for whoever approves it.", FieldId.NOTE)
    if invoice.processing:
        raise Conflict("A bank payment is under way: wait until it has settled.")
    further: dict[AdjustmentKind, Callable[[], None]] = {
        AdjustmentKind.VOID: lambda: _void(deps, invoice),
        AdjustmentKind.CREDIT: lambda: _credit(invoice, amount),
        AdjustmentKind.REFUND: lambda: _refund(invoice, amount),
    }
    further.get(kind, lambda: None)()


def _payment(
    deps: Deps, s: Session, invoice: InvoiceRow, amount: Money, paid_on: date | None, reference: str
) -> None:
    if paid_on is None or paid_on > deps.today():
        raise Invalid(
            "Choose the day on which the money came, at the latest today.", FieldId.PAID_ON
        )
    said = reference.strip()
    if not said or len(said) > MOST_REFERENCE:
        raise Invalid("Write the bank's reference, by which it can be found.", FieldId.REFERENCE)
    _above_zero(amount)
    if amount > invoice.balance:
        raise Invalid(f"{invoice.balance} is owed: no more can be recorded here.", FieldId.AMOUNT)
    known = [
        row
        for row in adjustments.of_subject(s, invoice.id)
        if row.details.get("reference") == said and row.status is AdjustmentStatus.DONE
    ]
    if known:
        raise Invalid("A payment with this reference is recorded already.", FieldId.REFERENCE)


def _void(deps: Deps, invoice: InvoiceRow) -> None:
    if invoice.paid_minor or invoice.credited_minor:
        raise Conflict("Part of it is paid or credited: only a credit note corrects it.")
    if why := closed(deps, invoice):
        raise Conflict(why)


def _credit(invoice: InvoiceRow, amount: Money) -> None:
    _above_zero(amount)
    if amount > (left := invoice.creditable):
        raise Invalid(f"{left} of this invoice can be credited, and no more.", FieldId.AMOUNT)


def _refund(invoice: InvoiceRow, amount: Money) -> None:
    _credit(invoice, amount)
    if amount > invoice.kept + invoice.balance:
        raise Invalid(f"Only {invoice.kept} of it was paid and stayed.", FieldId.AMOUNT)


def _above_zero(amount: Money) -> None:
    if amount.minor <= 0:
        raise Invalid("Write more than zero.", FieldId.AMOUNT)
