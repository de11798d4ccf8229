"""The modal of Fix: asks for exactly what is missing, and says where the answer is kept."""

from collections.abc import Callable, Mapping, Sequence

from bot.readiness import Fix
from bot.views.blocks import Block, context, section
from bot.views.ids import LOOK_ALIKE_DISMISS, LOOK_ALIKE_LINK, FieldId, ModalId
from bot.views.modal import choice_input, email_input, modal, text_input
from bot.views.modify import MOST_LINES, lines
from bot.views.state_forms import CustomerChoice, FixState
from bot.views.text import escape, joined
from bot.views.values import ModalContext

MOST_FINDINGS = 5
NEW_CUSTOMER = "new"
"""In `FieldId.CUSTOMER`: none of them, make a new one."""
KEPT = "The answer is kept with the deal here and noted in Salesforce under your name."


def fix(about: ModalContext, state: FixState) -> Block:
    """Return the form for the findings that can be fixed from Slack."""
    wanted = list(dict.fromkeys(f.fix for f in state.findings if f.fix is not Fix.NONE))
    said = [section(f"• {escape(f.sentence, 300)}") for f in state.findings[:MOST_FINDINGS]]
    asked = [block for kind in wanted for block in _FIELDS[kind](state)]
    blocks = [section(f"*{escape(state.customer)}*"), *said, *asked, context(KEPT)]
    keys = tuple(line.key for line in state.lines[:MOST_LINES]) if Fix.LINES in wanted else ()
    return modal(
        ModalId.FIX,
        "Fix",
        blocks,
        about.model_copy(update={"line_keys": keys}),
        submit="Save" if asked else "",
    )


def _bill_to(state: FixState) -> list[Block]:
    return [
        text_input(FieldId.BILL_TO_NAME, "Bill to", initial=state.bill_to_name, optional=True),
        email_input(FieldId.BILL_TO_EMAIL, "Send invoices to", state.bill_to_email),
    ]


def _po(state: FixState) -> list[Block]:
    return [text_input(FieldId.PO_NUMBER, "PO number", initial=state.po_number, most=30)]


def _customer(state: FixState) -> list[Block]:
    choices = _worded(state.customers) | {NEW_CUSTOMER: "None of these: make a new customer"}
    return [choice_input(FieldId.CUSTOMER, "Customer at Stripe", choices)]


def _look_alike(state: FixState) -> list[Block]:
    choices: dict[str, str] = {}
    for one in state.look_alikes:
        choices[f"{LOOK_ALIKE_LINK}|{one.id}"] = f"{_short(one)} is this deal's invoice"
        choices[f"{LOOK_ALIKE_DISMISS}|{one.id}"] = f"{_short(one)} is another one"
    return [choice_input(FieldId.LOOK_ALIKE, "Open invoice at Stripe", choices)] if choices else []


def _short(one: CustomerChoice) -> str:
    return joined((one.label, one.detail))[:50]


def _worded(choices: Sequence[CustomerChoice]) -> dict[str, str]:
    return {one.id: joined((one.label, one.detail)) for one in choices}


def _lines(state: FixState) -> list[Block]:
    return lines(state.lines)


_FIELDS: Mapping[Fix, Callable[[FixState], list[Block]]] = {
    Fix.BILL_TO: _bill_to,
    Fix.PO_NUMBER: _po,
    Fix.CUSTOMER: _customer,
    Fix.LOOK_ALIKE: _look_alike,
    Fix.LINES: _lines,
    Fix.SCHEDULE: lambda _: [],  # Modify asks for it
}
