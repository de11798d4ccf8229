"""What differs between two plans of a deal, in sentences a person can check."""

from collections.abc import Iterator

from bot.difference.brief import in_full, in_short
from bot.difference.payers import payers, taxed
from bot.difference.repeating import retainers
from bot.difference.schedule import installments
from bot.difference.words import words
from bot.plan import Plan

__all__ = ["difference", "in_full", "in_short"]

OTHERWISE = "Something that reaches the customer is different."


def difference(before: Plan, after: Plan) -> tuple[str, ...]:
    """Return one sentence a change; () only if both would be approved as the same content.

    Installments and retainers are the same by their `key`, whatever their numbers are.
    """
    said = (
        *_money(before, after),
        *installments(before.installments, after.installments),
        *retainers(before.retainers, after.retainers),
        *payers(before, after),
        *taxed(before.tax, after.tax),
        *words("PO number", before.po_number, after.po_number),
        *words("memo", before.memo, after.memo),
        *words("footer", before.footer, after.footer),
        *_fields(before, after),
        *words("Stripe customer", before.customer_id, after.customer_id),
        *_adjustments(before, after),
    )
    if not said and before.content_hash != after.content_hash:
        return (OTHERWISE,)
    return said


def _money(before: Plan, after: Plan) -> Iterator[str]:
    if before.total != after.total:
        yield f"The total is {after.total} instead of {before.total}."


def _fields(before: Plan, after: Plan) -> Iterator[str]:
    for name in dict.fromkeys((*before.custom_fields, *after.custom_fields)):
        was, now = before.custom_fields.get(name, ""), after.custom_fields.get(name, "")
        yield from words(f'field "{name}"', was, now)


def _adjustments(before: Plan, after: Plan) -> Iterator[str]:
    for adjustment in after.adjustments:
        if adjustment not in before.adjustments:
            yield f"Also: {adjustment.words}."
    for adjustment in before.adjustments:
        if adjustment not in after.adjustments:
            yield f"No longer: {adjustment.words}."
