"""From the fields of Modify and Fix to what was typed about a plan."""

from bot.errors import Invalid
from bot.typed import TypedLine, TypedPlan
from bot.typed_values import TypedBilling, TypedPart
from bot.views.ids import BillingWay, FieldId
from bot.views.modify_billing import of_retainer
from bot.views.values import line_block
from handlers.parsing import Form


def typed_plan(form: Form) -> TypedPlan:
    """Return what was typed about a plan, in Modify or in Fix."""
    asks_for_email = FieldId.BILL_TO_EMAIL in form
    return TypedPlan(
        lines=_lines(form),
        send_date=form.day(FieldId.SEND_DATE),
        net_days=form.text(FieldId.NET_DAYS),
        due_date=form.day(FieldId.DUE_DATE),
        bill_to_name=form.text(FieldId.BILL_TO_NAME),
        bill_to_email=form.text(FieldId.BILL_TO_EMAIL) if asks_for_email else None,
        po_number=form.text(FieldId.PO_NUMBER) if FieldId.PO_NUMBER in form else None,
        memo=form.text(FieldId.MEMO) if FieldId.MEMO in form else None,
        footer=form.text(FieldId.FOOTER) if FieldId.FOOTER in form else None,
        share_percent=(form.text(FieldId.SHARE_PERCENT) if FieldId.SHARE_PERCENT in form else None),
        share_email=form.text(FieldId.SHARE_EMAIL),
        billing=_billing(form),
        asks_for_dates=FieldId.NET_DAYS in form,
    )


def _billing(form: Form) -> TypedBilling | None:
    if not form.context.billing:
        return None
    try:
        way = BillingWay(form.context.billing)
    except ValueError:
        raise Invalid("This form is not one of ours. Open it again.") from None
    first = FieldId.SEND_DATE if way is BillingWay.ONE else FieldId.START_DATE
    if form.context.retainer:
        return _retainer(form, form.context.retainer)
    return TypedBilling(
        way=way,
        deposit=form.text(FieldId.DEPOSIT),
        rest_date=form.day(FieldId.REST_DATE),
        rest_condition=form.text(FieldId.REST_CONDITION),
        count=form.text(FieldId.PART_COUNT),
        interval=form.choice(FieldId.INTERVAL),
        start_date=form.day(first),
        parts=tuple(_part(form, key) for key in form.context.part_keys),
        label=form.text(FieldId.PART_LABEL),
        amount=form.text(FieldId.PERIOD_AMOUNT),
        periods=form.text(FieldId.PERIODS),
        renews=_renews(form, FieldId.RENEWS),
    )


def _retainer(form: Form, number: str) -> TypedBilling:
    """Return what was typed about one of several retainers."""
    return TypedBilling(
        way=BillingWay.RETAINER,
        retainer=number,
        interval=form.choice(of_retainer(FieldId.INTERVAL, number)),
        start_date=form.day(of_retainer(FieldId.START_DATE, number)),
        label=form.text(of_retainer(FieldId.PART_LABEL, number)),
        amount=form.text(of_retainer(FieldId.PERIOD_AMOUNT, number)),
        periods=form.text(of_retainer(FieldId.PERIODS, number)),
        renews=_renews(form, of_retainer(FieldId.RENEWS, number)),
    )


def _renews(form: Form, field: str) -> bool | None:
    return form.checked(field) if field in form else None


def _part(form: Form, key: str) -> TypedPart:
    return TypedPart(
        key=key,
        label=form.text(line_block(FieldId.PART_LABEL, key)),
        share=form.text(line_block(FieldId.PART_SHARE, key)),
        date=form.day(line_block(FieldId.PART_DATE, key)),
        condition=form.text(line_block(FieldId.PART_CONDITION, key)),
    )


def _lines(form: Form) -> tuple[TypedLine, ...] | None:
    if not form.context.line_keys:
        return None
    return tuple(
        TypedLine(
            key=key,
            description=form.text(line_block(FieldId.DESCRIPTION, key)),
            quantity=form.text(line_block(FieldId.QUANTITY, key)),
            unit_price=form.text(line_block(FieldId.UNIT_PRICE, key)),
        )
        for key in form.context.line_keys
    )
