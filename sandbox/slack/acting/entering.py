"""What a person types or chooses, checked as Slack's client checks it."""

import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal, InvalidOperation

from sandbox.slack.acting.finding import option
from sandbox.slack.values import Obj, no_lever
from sandbox.slack.views import View, holds

REQUIRED = "Please complete this required field."


def entered(element: Obj, value: object) -> object:
    """Return `value` as the state of `element` holds it.

    Fixed options are named by value or text; a list of them for multi selects and checkboxes.
    An option of an external select is given whole, as it was offered.

    Raises:
        Refused: if the client would not let anybody enter this.

    """
    kind = str(element["type"])
    if value is None or value == "":
        return [] if holds(kind).endswith("s") else None
    if holds(kind).endswith("s"):
        items = value if isinstance(value, list) else [value]
        most = element.get("max_selected_items")
        if most is not None and len(items) > most:
            raise no_lever(422, f"no more than {most} can be chosen")
        return [_single(kind, element, item) for item in items]
    return _single(kind, element, value)


def _single(kind: str, element: Obj, value: object) -> object:
    if "external" in kind:
        if not isinstance(value, dict):
            raise no_lever(422, "an external option is given whole: {text, value}")
        return value
    if kind in ("static_select", "multi_static_select", "checkboxes", "radio_buttons"):
        return option(element, value)
    if kind == "datepicker":
        return _date(value)
    if kind == "datetimepicker":
        return int(str(value))
    return value if kind == "rich_text_input" else str(value)


def _date(value: object) -> str:
    try:
        return date.fromisoformat(str(value)).isoformat()
    except ValueError:
        raise no_lever(422, f"not a date: {value}") from None


def complaints(view: View) -> Obj:
    """Return what the client itself says under the fields, before anything is sent."""
    said: Obj = {}
    for block in view.blocks:
        if block["type"] != "input":
            continue
        element = block["element"]
        state = view.values[block["block_id"]][element["action_id"]]
        value = state.get(holds(element["type"]))
        if value in (None, "", []):
            if not block.get("optional"):
                said[block["block_id"]] = REQUIRED
            continue
        wrong = CHECKS.get(element["type"], _fine)(element, str(value))
        if wrong:
            said[block["block_id"]] = wrong
    return said


def _fine(_element: Obj, _value: str) -> str:
    return ""


def _text(element: Obj, value: str) -> str:
    if len(value) < element.get("min_length", 0):
        return f"This entry needs at least {element['min_length']} characters."
    if len(value) > element.get("max_length", 3000):
        return f"This entry must be less than {element.get('max_length', 3000) + 1} characters."
    return ""


def _number(element: Obj, value: str) -> str:
    try:
        entered_number = Decimal(value)
    except InvalidOperation:
        return "Please enter a number."
    if not element["is_decimal_allowed"] and entered_number != entered_number.to_integral_value():
        return "Please enter a whole number."
    if "min_value" in element and entered_number < Decimal(element["min_value"]):
        return f"Please enter a number of {element['min_value']} or more."
    if "max_value" in element and entered_number > Decimal(element["max_value"]):
        return f"Please enter a number of {element['max_value']} or less."
    return ""


def _email(_element: Obj, value: str) -> str:
    return "" if re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s]+", value) else "Please enter an email."


def _url(_element: Obj, value: str) -> str:
    return "" if re.match(r"https?://\S+$", value) else "Please enter a URL."


CHECKS: dict[str, Callable[[Obj, str], str]] = {
    "plain_text_input": _text,
    "number_input": _number,
    "email_text_input": _email,
    "url_text_input": _url,
}
