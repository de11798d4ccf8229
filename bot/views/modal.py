"""The frame of every modal, its inputs, and the modals that only say something."""

from collections.abc import Mapping, Sequence
from datetime import date

from bot.views.blocks import Block, option, plain, section, select
from bot.views.fit import size
from bot.views.ids import ActionId, FieldId, ModalId
from bot.views.text import escape, one_line
from bot.views.values import ModalContext

MOST_TITLE = 24
MOST_VIEW_BLOCKS = 100
MOST_VIEW_CHARACTERS = 60_000
MOST_NOTE = 500


def modal(
    modal_id: ModalId,
    title: str,
    blocks: Sequence[Block],
    context: ModalContext,
    *,
    submit: str = "",
    close: str = "Cancel",
) -> Block:
    """Return a modal; without `submit` there is nothing to hand in."""
    view: Block = {
        "type": "modal",
        "callback_id": modal_id.value,
        "title": plain(title, MOST_TITLE),
        "close": plain(close, MOST_TITLE),
        "private_metadata": context.dumped(),
        "blocks": _fitting(blocks),
    }
    return view | ({"submit": plain(submit, MOST_TITLE)} if submit else {})


def _fitting(blocks: Sequence[Block]) -> list[Block]:
    kept = list(blocks)[:MOST_VIEW_BLOCKS]
    while len(kept) > 1 and size(kept) > MOST_VIEW_CHARACTERS:
        kept.pop()
    return kept


def notice(title: str, words: str, blocks: Sequence[Block] = ()) -> Block:
    """Return a modal that says something; `words` are plain text of ours or a person's."""
    shown = [section(escape(words, 2500)), *blocks]
    return modal(ModalId.NOTICE, title, shown, ModalContext(), close="Close")


def loading(title: str) -> Block:
    """Return the modal that opens at once and is filled in when the answer is there."""
    return notice(title, "One moment, looking this up…")


def text_input(
    field: str,
    label: str,
    *,
    initial: str = "",
    optional: bool = False,
    multiline: bool = False,
    hint: str = "",
    most: int = MOST_NOTE,
) -> Block:
    """Return a field for text."""
    element: Block = {
        "type": "plain_text_input",
        "action_id": ActionId.INPUT.value,
        "multiline": multiline,
        "max_length": most,
    }
    if initial:
        element["initial_value"] = initial[:most] if multiline else one_line(initial, most)
    return _input(field, label, element, optional=optional, hint=hint)


def email_input(field: str, label: str, initial: str = "", *, optional: bool = False) -> Block:
    """Return a field for an e-mail address."""
    element: Block = {"type": "email_text_input", "action_id": ActionId.INPUT.value}
    if initial:
        element["initial_value"] = one_line(initial, 254)
    return _input(field, label, element, optional=optional)


def number_input(
    field: str, label: str, initial: str = "", *, decimals: bool = True, hint: str = ""
) -> Block:
    """Return a field for a number; what comes back is text."""
    element: Block = {
        "type": "number_input",
        "action_id": ActionId.INPUT.value,
        "is_decimal_allowed": decimals,
    }
    if initial:
        element["initial_value"] = initial[:100]
    return _input(field, label, element, hint=hint)


def date_input(
    field: str, label: str, initial: date | None = None, *, optional: bool = False, hint: str = ""
) -> Block:
    """Return a field for a date."""
    element: Block = {"type": "datepicker", "action_id": ActionId.INPUT.value}
    if initial is not None:
        element["initial_date"] = initial.isoformat()
    return _input(field, label, element, optional=optional, hint=hint)


def choice_input(
    field: str,
    label: str,
    choices: Mapping[str, str],
    *,
    initial: str = "",
    hint: str = "",
    optional: bool = False,
) -> Block:
    """Return a pick list of value -> words."""
    options = [option(one_line(words, 75), value) for value, words in choices.items()]
    element = select(ActionId.INPUT, options, "Choose one", initial)
    return _input(field, label, element, optional=optional, hint=hint)


def check_input(field: str, label: str, words: str, *, checked: bool) -> Block:
    """Return a single checkbox, whose value is "yes"."""
    box = [option(words, "yes")]
    element: Block = {"type": "checkboxes", "action_id": ActionId.INPUT.value, "options": box}
    return _input(
        field, label, element | ({"initial_options": box} if checked else {}), optional=True
    )


def note_input(label: str = "Note", *, optional: bool = True, initial: str = "") -> Block:
    """Return the field for a note."""
    return text_input(FieldId.NOTE, label, optional=optional, multiline=True, initial=initial)


def _input(
    field: str, label: str, element: Block, *, optional: bool = False, hint: str = ""
) -> Block:
    block: Block = {
        "type": "input",
        "block_id": str(field),
        "label": plain(label, 2000),
        "element": element,
        "optional": optional,
    }
    return block | ({"hint": plain(hint, 2000)} if hint else {})
