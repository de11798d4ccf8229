"""Stripe's objects in our terms."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from typing import cast
from zoneinfo import ZoneInfo

import stripe

from bot.errors import Trouble, VendorError
from bot.facts import Customer, PaymentFact, Snapshot
from bot.money import Money
from bot.status import InvoiceStatus
from integrations.stripe import metadata
from integrations.stripe.errors import VENDOR

_STATUSES = {
    "draft": None,
    "open": InvoiceStatus.OPEN,
    "paid": InvoiceStatus.PAID,
    "void": InvoiceStatus.VOID,
    "uncollectible": InvoiceStatus.UNCOLLECTIBLE,
}
_END_OF_DAY = time(23, 59, 59)


def due_timestamp(due: date, zone: ZoneInfo) -> int:
    """Return the last second of the day `due` in `zone`: still ahead for an invoice due today."""
    return int(datetime.combine(due, _END_OF_DAY, zone).timestamp())


def instant(timestamp: int | None) -> datetime | None:
    """Return Stripe's Unix seconds as an aware instant."""
    return None if timestamp is None else datetime.fromtimestamp(timestamp, UTC)


def known_instant(timestamp: int) -> datetime:
    """Return Stripe's Unix seconds as an aware instant."""
    return datetime.fromtimestamp(timestamp, UTC)


def id_of(reference: object) -> str:
    """Return the id of something that may be expanded, or absent."""
    return reference if isinstance(reference, str) else str(getattr(reference, "id", None) or "")


def entries(holder: object, name: str = "metadata") -> dict[str, str]:
    """Return a free-form field of Stripe's, such as the metadata, as a dictionary."""
    field = getattr(holder, name, None)
    if field is None:
        return {}
    return cast("dict[str, str]", field.to_dict())


def customer_of(customer: stripe.Customer) -> Customer:
    """Return `customer` in our terms; its credit balances are known when expanded."""
    notes = entries(customer)
    account = next((notes[key] for key in metadata.ACCOUNT_ALIASES if notes.get(key)), "")
    return Customer(
        id=customer.id,
        name=customer.name or "",
        email=customer.email or "",
        credit=_credit(customer),
        account_id=account,
    )


def _credit(customer: stripe.Customer) -> tuple[Money, ...]:
    balances: Mapping[str, object] = entries(customer, "invoice_credit_balance")
    if not balances and customer.currency:
        # Here a credit is negative, while in the field by currency it is positive.
        balances = {customer.currency: -(customer.balance or 0)}
    credits_ = [(cur, amount) for cur, amount in balances.items() if isinstance(amount, int)]
    return tuple(Money(minor=amount, currency=cur) for cur, amount in credits_ if amount > 0)


def snapshot_of(
    invoice: stripe.Invoice,
    zone: ZoneInfo,
    *,
    payments: tuple[PaymentFact, ...] = (),
    processing: bool = False,
    sent: bool | None = None,
) -> Snapshot:
    """Return `invoice` in our terms."""
    notes = entries(invoice)
    due = instant(invoice.due_date)
    moments = invoice.status_transitions
    return Snapshot(
        stripe_id=invoice.id,
        invoice_id=notes.get(metadata.INVOICE, ""),
        deal_id=notes.get(metadata.DEAL, ""),
        status=_status(invoice),
        customer_id=id_of(invoice.customer),
        customer_name=invoice.customer_name or "",
        customer_email=invoice.customer_email or "",
        number=invoice.number or "",
        currency=invoice.currency.upper(),
        total=_money(invoice, invoice.total),
        due=_money(invoice, invoice.amount_due),
        paid=_money(invoice, invoice.amount_paid),
        balance=_money(invoice, invoice.amount_remaining),
        overpaid=_money(invoice, invoice.amount_overpaid),
        due_date=due.astimezone(zone).date() if due else None,
        created_at=known_instant(invoice.created),
        finalized_at=instant(moments.finalized_at),
        sent=sent,
        paid_at=instant(moments.paid_at),
        url=invoice.hosted_invoice_url or "",
        processing=processing,
        payments=payments,
        notes=notes,
    )


def _money(invoice: stripe.Invoice, minor: int) -> Money:
    return Money(minor=minor, currency=invoice.currency)


def _status(invoice: stripe.Invoice) -> InvoiceStatus | None:
    if invoice.status not in _STATUSES:
        raise VendorError(
            VENDOR,
            f"Stripe shows the invoice as {invoice.status!r}, which is not known here.",
            trouble=Trouble.REFUSED,
            code="unknown_status",
        )
    return _STATUSES[invoice.status]
