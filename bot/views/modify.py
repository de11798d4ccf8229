"""The modal of Modify: lines, billing, terms and payers; and the review before it is changed."""

from collections.abc import Sequence

from bot.money import Money
from bot.views.blocks import Block, actions, button, context, divider, header, section
from bot.views.ids import ActionId, BillingWay, FieldId, ModalId
from bot.views.modal import date_input, email_input, modal, number_input, text_input
from bot.views.modify_billing import HAS_LINES, MOST_PARTS, billing
from bot.views.state_forms import FormLine, ModifyState, ReviewState, ShareForm
from bot.views.text import counted, escape, one_line
from bot.views.values import ModalContext, line_block

MOST_LINES = 15
"""How many lines one form shows; a deal with more is changed in Salesforce."""
MOST_CHANGES = 20
LINES_A_SECTION = 8


def modify(about: ModalContext, state: ModifyState) -> Block:
    """Return the form, with what was typed so far."""
    way = state.billing.way
    edits_lines = way in HAS_LINES
    blocks = [
        section(f"*{escape(state.customer)}* · amounts in {escape(state.currency)}"),
        context(escape(state.way, 1000)),
        *billing(state.billing),
        *(lines(state.lines) if edits_lines else []),
        *_dates(state),
        text_input(FieldId.BILL_TO_NAME, "Bill to", initial=state.bill_to_name, optional=True),
        email_input(FieldId.BILL_TO_EMAIL, "Send to (e-mail)", state.bill_to_email),
        *(_share(state.share) if state.share else []),
        text_input(FieldId.PO_NUMBER, "PO number", initial=state.po_number, optional=True, most=30),
        text_input(FieldId.MEMO, "Memo", initial=state.memo, optional=True, multiline=True),
        text_input(FieldId.FOOTER, "Footer", initial=state.footer, optional=True, multiline=True),
    ]
    lines_shown = state.lines[:MOST_LINES] if edits_lines else ()
    parts_shown = state.billing.parts[:MOST_PARTS] if way is BillingWay.PARTS else ()
    shown = {
        "billing": way.value,
        "line_keys": tuple(line.key for line in lines_shown),
        "part_keys": tuple(part.key for part in parts_shown),
        "retainer": state.billing.retainer if way is BillingWay.RETAINER else "",
    }
    return modal(ModalId.MODIFY, "Modify", blocks, about.model_copy(update=shown), submit="Review")


def _share(share: ShareForm) -> list[Block]:
    return [
        number_input(
            FieldId.SHARE_PERCENT,
            f"Percent that {one_line(share.name, 80)} pays",
            share.percent or "0",
            hint="0: nobody else pays a part.",
        ),
        email_input(FieldId.SHARE_EMAIL, "Their invoices go to", share.email, optional=True),
    ]


def lines(shown: Sequence[FormLine]) -> list[Block]:
    """Return the editable lines with Add and Remove; for Fix too."""
    blocks: list[Block] = []
    for number, line in enumerate(shown[:MOST_LINES], start=1):
        blocks += [divider(), *_line(number, line, removable=len(shown) > 1)]
    if len(shown) > MOST_LINES:
        left = counted(len(shown) - MOST_LINES, "more line")
        return [*blocks, section(f"and {left}: change them in Salesforce.")]
    add = [button("Add a line", ActionId.LINE_ADD, "add")] if len(shown) < MOST_LINES else []
    return [*blocks, *([actions("line.add", add)] if add else []), divider()]


def _line(number: int, line: FormLine, *, removable: bool) -> list[Block]:
    title = section(
        f"*Line {number}*",
        button("Remove", ActionId.LINE_REMOVE, line.key) if removable else None,
    )
    title["block_id"] = f"line.{line.key}"
    return [
        title,
        text_input(
            line_block(FieldId.DESCRIPTION, line.key), "Description", initial=line.description
        ),
        number_input(line_block(FieldId.QUANTITY, line.key), "Quantity", line.quantity),
        number_input(
            line_block(FieldId.UNIT_PRICE, line.key),
            "Unit price",
            line.unit_price,
            hint="A discount is a line of its own with a negative price.",
        ),
    ]


def _dates(state: ModifyState) -> list[Block]:
    days = number_input(
        FieldId.NET_DAYS, "Net days", str(state.net_days), decimals=False, hint="0: on receipt."
    )
    if state.billing.way is not BillingWay.ONE:
        return [days]
    return [
        date_input(
            FieldId.SEND_DATE,
            "Send on",
            state.send_date,
            optional=True,
            hint="Empty: on approval.",
        ),
        days,
        date_input(
            FieldId.DUE_DATE,
            "Or due on",
            state.due_date,
            optional=True,
            hint="A fixed date goes before the net days.",
        ),
    ]


def review(about: ModalContext, state: ReviewState) -> Block:
    """Return what would change; submitting it changes it."""
    changes = [f"• {escape(change, 300)}" for change in state.changes[:MOST_CHANGES]]
    left = len(state.changes) - len(changes)
    more = [f"• and {counted(left, 'more change')}"] if left > 0 else []
    asks = "It needs approval again." if state.needs_approval else "It needs no new approval."
    blocks = [
        header(state.customer),
        section(f"*New total {state.after}*, {difference(state.before, state.after)}"),
        section("\n".join([*changes, *more]) or "Nothing changes."),
        *_schedule(state.schedule),
        context(escape(state.way, 1000), asks),
    ]
    return modal(
        ModalId.MODIFY_REVIEW, "Review the change", blocks, about, submit="Change it", close="Back"
    )


def _schedule(said: Sequence[str]) -> list[Block]:
    """Return all that would go out; a modal takes no table."""
    pages = [said[n : n + LINES_A_SECTION] for n in range(0, len(said), LINES_A_SECTION)]
    title = [section("*What will go out*")] if said else []
    return [*title, *(section("\n".join(page)) for page in pages)]


def difference(before: Money, after: Money) -> str:
    """Return "$500.00 more than before"."""
    if before.currency != after.currency:
        return f"before {before}"
    if before == after:
        return "as before"
    more = after - before
    return f"{more} more than before" if more.minor > 0 else f"{-more} less than before"
