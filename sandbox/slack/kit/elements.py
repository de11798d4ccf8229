"""Block Kit's interactive elements, and which of them each kind of block takes."""

from collections.abc import Mapping
from typing import Any

from sandbox.slack.kit.objects import (
    CONFIRM,
    GROUP,
    ID,
    IMAGE_ELEMENT,
    OPTION,
    OVERFLOW_OPTION,
    RADIO_OPTION,
    URL,
    plain,
)
from sandbox.slack.kit.rules import (
    Rule,
    Shape,
    anything,
    boolean,
    complain,
    integer,
    many,
    one_of,
    string,
)

DATE = string(10, pattern=r"\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])")
TIME = string(5, pattern=r"([01]\d|2[0-3]):[0-5]\d")
STYLE = one_of("primary", "danger")
BASE: Mapping[str, Rule] = {"action_id": ID, "confirm": CONFIRM, "focus_on_load": boolean}
CHOICE: Mapping[str, Rule] = {**BASE, "placeholder": plain(150)}
DISPATCH = Shape(
    {}, {"trigger_actions_on": many(one_of("on_enter_pressed", "on_character_entered"), 2)}
)
TYPED: Mapping[str, Rule] = {
    "action_id": ID,
    "placeholder": plain(150),
    "focus_on_load": boolean,
    "dispatch_action_config": DISPATCH,
}
SEVERAL: Mapping[str, Rule] = {**CHOICE, "max_selected_items": integer(1, 10_000)}
FILTER = Shape(
    {},
    {
        "include": many(one_of("im", "mpim", "private", "public"), 4),
        "exclude_external_shared_channels": boolean,
        "exclude_bot_users": boolean,
    },
)
IDS = many(ID, 100)
CONVERSATION: Mapping[str, Rule] = {"default_to_current_conversation": boolean, "filter": FILTER}


def _options_or_groups(value: Mapping[str, Any], path: str, said: list[str]) -> None:
    if ("options" in value) == ("option_groups" in value):
        complain(said, "must provide exactly one of options and option_groups", path)
    _initial_is_offered(value, path, said)


def _initial_is_offered(value: Mapping[str, Any], path: str, said: list[str]) -> None:
    """Complain when what is chosen at first is not among the options."""
    offered = list(value.get("options") or [])
    for group in value.get("option_groups") or []:
        offered += (group.get("options") or []) if isinstance(group, dict) else []
    known = {option.get("value") for option in offered if isinstance(option, dict)}
    if "initial_option" in value:
        first = value["initial_option"]
        if isinstance(first, dict) and first.get("value") not in known:
            complain(said, "must match one of the options", f"{path}/initial_option")
    for index, first in enumerate(value.get("initial_options") or []):
        if isinstance(first, dict) and first.get("value") not in known:
            complain(said, "must match one of the options", f"{path}/initial_options/{index}")


def _lengths_in_order(value: Mapping[str, Any], path: str, said: list[str]) -> None:
    if (value.get("min_length") or 0) > (value.get("max_length") or 3000):
        complain(said, "min_length must not exceed max_length", path)


def _of(kind: str, optional: Mapping[str, Rule], **required: Rule) -> Shape:
    return Shape({"type": one_of(kind), **required}, optional)


BUTTON = Shape(
    {"type": one_of("button"), "text": plain(75)},
    {
        "action_id": ID,
        "url": URL,
        "value": string(2000, shortest=0),
        "style": STYLE,
        "confirm": CONFIRM,
        "accessibility_label": string(75),
        "agent_prompt": string(4000),
        "agent_prompt_display": string(75),
        "visible_to_user_ids": IDS,
    },
)
STATIC: Mapping[str, Rule] = {"options": many(OPTION, 100), "option_groups": many(GROUP, 100)}

ELEMENTS: Mapping[str, Rule] = {
    "button": BUTTON,
    "overflow": _of(
        "overflow", {"action_id": ID, "confirm": CONFIRM}, options=many(OVERFLOW_OPTION, 5)
    ),
    "datepicker": _of("datepicker", {**CHOICE, "initial_date": DATE}),
    "timepicker": _of("timepicker", {**CHOICE, "initial_time": TIME, "timezone": string(75)}),
    "datetimepicker": _of("datetimepicker", {**BASE, "initial_date_time": integer(0, 9999999999)}),
    "checkboxes": Shape(
        {"type": one_of("checkboxes"), "options": many(RADIO_OPTION, 10)},
        {**BASE, "initial_options": many(RADIO_OPTION, 10)},
        _initial_is_offered,
    ),
    "radio_buttons": Shape(
        {"type": one_of("radio_buttons"), "options": many(RADIO_OPTION, 10)},
        {**BASE, "initial_option": RADIO_OPTION},
        _initial_is_offered,
    ),
    "static_select": Shape(
        {"type": one_of("static_select")},
        {**CHOICE, **STATIC, "initial_option": OPTION},
        _options_or_groups,
    ),
    "multi_static_select": Shape(
        {"type": one_of("multi_static_select")},
        {**SEVERAL, **STATIC, "initial_options": many(OPTION, 100)},
        _options_or_groups,
    ),
    "external_select": _of(
        "external_select",
        {**CHOICE, "initial_option": OPTION, "min_query_length": integer(0, 255)},
    ),
    "multi_external_select": _of(
        "multi_external_select",
        {**SEVERAL, "initial_options": many(OPTION, 100), "min_query_length": integer(0, 255)},
    ),
    "users_select": _of("users_select", {**CHOICE, "initial_user": ID}),
    "multi_users_select": _of("multi_users_select", {**SEVERAL, "initial_users": IDS}),
    "conversations_select": _of(
        "conversations_select",
        {**CHOICE, **CONVERSATION, "initial_conversation": ID, "response_url_enabled": boolean},
    ),
    "multi_conversations_select": _of(
        "multi_conversations_select", {**SEVERAL, **CONVERSATION, "initial_conversations": IDS}
    ),
    "channels_select": _of(
        "channels_select", {**CHOICE, "initial_channel": ID, "response_url_enabled": boolean}
    ),
    "multi_channels_select": _of("multi_channels_select", {**SEVERAL, "initial_channels": IDS}),
    "plain_text_input": Shape(
        {"type": one_of("plain_text_input")},
        {
            **TYPED,
            "initial_value": string(3000, shortest=0),
            "multiline": boolean,
            "min_length": integer(0, 3000),
            "max_length": integer(1, 3000),
        },
        _lengths_in_order,
    ),
    "email_text_input": _of("email_text_input", {**TYPED, "initial_value": string(3000)}),
    "url_text_input": _of("url_text_input", {**TYPED, "initial_value": string(3000)}),
    "number_input": _of(
        "number_input",
        {
            **TYPED,
            "initial_value": string(100),
            "min_value": string(100),
            "max_value": string(100),
        },
        is_decimal_allowed=boolean,
    ),
    "rich_text_input": _of("rich_text_input", {**TYPED, "initial_value": anything}),
    "file_input": _of(
        "file_input",
        {"action_id": ID, "filetypes": many(string(20), 100), "max_files": integer(1, 10)},
    ),
    "workflow_button": _of(
        "workflow_button",
        {"style": STYLE, "accessibility_label": string(75), "action_id": ID},
        text=plain(75),
        workflow=anything,
    ),
    "feedback_buttons": _of(
        "feedback_buttons", {"action_id": ID}, positive_button=anything, negative_button=anything
    ),
    "icon_button": _of(
        "icon_button",
        {
            "action_id": ID,
            "value": string(2000),
            "confirm": CONFIRM,
            "accessibility_label": string(75),
            "visible_to_user_ids": IDS,
        },
        icon=one_of("trash"),
        text=plain(75),
    ),
    "image": IMAGE_ELEMENT,
}

CHOICES = frozenset(kind for kind in ELEMENTS if kind.endswith(("_select", "picker")))
LISTS = frozenset({"checkboxes", "radio_buttons"})
TYPINGS = frozenset(kind for kind in ELEMENTS if kind.endswith("_input"))
IN_ACTIONS = CHOICES | LISTS | {"button", "overflow", "workflow_button", "rich_text_input"}
IN_SECTION = CHOICES | LISTS | {"button", "overflow", "workflow_button", "image"}
IN_INPUT = CHOICES | LISTS | TYPINGS
IN_CONTEXT_ACTIONS = frozenset({"feedback_buttons", "icon_button"})
STATEFUL = CHOICES | LISTS | TYPINGS
"""Elements that hold something, so that they appear in `state.values`."""


def elements(kinds: frozenset[str]) -> Mapping[str, Rule]:
    """Return the part of the catalog that a kind of block takes."""
    return {kind: ELEMENTS[kind] for kind in kinds}
