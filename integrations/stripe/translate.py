"""Stripe's objects in our terms."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import cast
from zoneinfo import ZoneInfo

import stripe

from bot.errors import Trouble, VendorError
from bot.facts import BackFact, Customer, PaymentFact, Snapshot
from bot.money import Money
from bot.periods import Period
from bot.status import InvoiceStatus
from integrations.stripe import metadata
from integrations.stripe.days import day_of
from integrations.stripe.errors import VENDOR, understood

_STATUSES = {
    "draft": None,
    "open": InvoiceStatus.OPEN,
    "paid": InvoiceStatus.PAID,
    "void": InvoiceStatus.VOID,
    "uncollectible": InvoiceStatus.UNCOLLECTIBLE,
}
_UNTAXED_WORDS = {
    "requires_location_inputs": "Stripe does not recognize the customer's location.",
    "failed": "Stripe could not calculate the tax.",
    "finalization_requires_location_inputs": "Stripe did not recognize the customer's location"
    " and sent the invoice without tax.",
    "finalization_system_error": "Stripe could not calculate the tax and sent the invoice without"
    " it.",
}


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


@understood()
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


@understood()
def snapshot_of(
    invoice: stripe.Invoice,
    zone: ZoneInfo,
    *,
    payments: tuple[PaymentFact, ...] = (),
    back: tuple[BackFact, ...] | None = None,
    processing: bool = False,
    sent: bool | None = None,
) -> Snapshot:
    """Return `invoice` in our terms."""
    notes = entries(invoice)
    made_by = _subscription(invoice)
    deal = notes.get(metadata.DEAL) or entries(made_by).get(metadata.DEAL, "")
    finalizes_at = getattr(invoice, "automatically_finalizes_at", None)
    moments = invoice.status_transitions
    return Snapshot(
        stripe_id=invoice.id,
        invoice_id=notes.get(metadata.INVOICE, ""),
        deal_id=deal,
        subscription_id=id_of(getattr(made_by, "subscription", None)),
        period=_period(invoice, zone) if made_by else None,
        status=_status(invoice),
        customer_id=id_of(invoice.customer),
        customer_name=invoice.customer_name or "",
        customer_email=invoice.customer_email or "",
        number=invoice.number or "",
        currency=invoice.currency.upper(),
        **_net_and_tax(invoice),
        tax_problem=tax_problem(invoice),
        total=_money(invoice, invoice.total),
        due=_money(invoice, invoice.amount_due),
        paid=_money(invoice, invoice.amount_paid),
        balance=_money(invoice, invoice.amount_remaining),
        overpaid=_money(invoice, invoice.amount_overpaid),
        credited=_credited(invoice),
        credited_after=_credited_after(invoice),
        back=back,
        due_date=day_of(invoice.due_date, zone) if invoice.due_date else None,
        created_at=known_instant(invoice.created),
        finalizes_on=day_of(finalizes_at, zone) if finalizes_at else None,
        advances=bool(getattr(invoice, "auto_advance", None)),
        finalized_at=instant(moments.finalized_at),
        sent=sent,
        paid_at=instant(moments.paid_at),
        written_off=getattr(moments, "marked_uncollectible_at", None) is not None,
        url=invoice.hosted_invoice_url or "",
        processing=processing,
        payments=payments,
        replaced_by=id_of(getattr(invoice, "latest_revision", None)),
        notes=notes,
    )


def of_ours(invoice: stripe.Invoice) -> bool:
    """Whether we made the invoice, or a subscription of ours did."""
    made_by = entries(_subscription(invoice))
    return bool(entries(invoice).get(metadata.INVOICE) or made_by.get(metadata.SUBSCRIPTION))


def _subscription(invoice: stripe.Invoice) -> stripe.StripeObject | None:
    """Return what an invoice says of the subscription that made it."""
    parent = getattr(invoice, "parent", None)
    details: stripe.StripeObject | None = getattr(parent, "subscription_details", None)
    return details


def _period(invoice: stripe.Invoice, zone: ZoneInfo) -> Period | None:
    """Return the days a subscription's own lines are for; Stripe ends them where the next begin."""
    shown = getattr(invoice, "lines", None)
    for line in shown.data if shown is not None else ():
        if getattr(line.parent, "type", "") == "subscription_item_details":
            start, following = day_of(line.period.start, zone), day_of(line.period.end, zone)
            return Period(start=start, end=following - timedelta(days=1))
    return None


def _net_and_tax(invoice: stripe.Invoice) -> dict[str, Money]:
    net = getattr(invoice, "total_excluding_tax", None)
    taxes = getattr(invoice, "total_taxes", None)
    if net is None:
        return {}
    return {
        "net": _money(invoice, net),
        "tax": _money(invoice, sum(tax.amount for tax in taxes or ())),
    }


def tax_problem(invoice: stripe.Invoice) -> str:
    """Return why automatic tax, where it is wanted, is not on the invoice."""
    tax = getattr(invoice, "automatic_tax", None)
    reason = getattr(tax, "disabled_reason", None) or getattr(tax, "status", None) or ""
    return _UNTAXED_WORDS.get(reason, "")


def _credited(invoice: stripe.Invoice) -> Money | None:
    before = getattr(invoice, "pre_payment_credit_notes_amount", None)
    if before is None:
        return None
    return _money(invoice, before + invoice.post_payment_credit_notes_amount)


def _credited_after(invoice: stripe.Invoice) -> Money | None:
    after = getattr(invoice, "post_payment_credit_notes_amount", None)
    return None if after is None else _money(invoice, after)


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
