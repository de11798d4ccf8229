"""Modals and Home tabs as Slack keeps them, with what the person has typed so far."""

import secrets
from dataclasses import dataclass, field

from sandbox.slack.kit.elements import STATEFUL
from sandbox.slack.kit.fill import filled
from sandbox.slack.kit.surface import elements_of
from sandbox.slack.values import APP, BOT, TEAM, Obj

KEPT = (
    "type",
    "callback_id",
    "title",
    "submit",
    "close",
    "private_metadata",
    "external_id",
    "clear_on_close",
    "notify_on_close",
    "submit_disabled",
)
INITIAL = {
    "initial_value": "value",
    "initial_option": "selected_option",
    "initial_options": "selected_options",
    "initial_date": "selected_date",
    "initial_time": "selected_time",
    "initial_date_time": "selected_date_time",
    "initial_user": "selected_user",
    "initial_users": "selected_users",
    "initial_conversation": "selected_conversation",
    "initial_conversations": "selected_conversations",
    "initial_channel": "selected_channel",
    "initial_channels": "selected_channels",
}
HOLDS = {
    "datepicker": "selected_date",
    "timepicker": "selected_time",
    "datetimepicker": "selected_date_time",
    "checkboxes": "selected_options",
    "radio_buttons": "selected_option",
    "static_select": "selected_option",
    "external_select": "selected_option",
    "multi_static_select": "selected_options",
    "multi_external_select": "selected_options",
    "users_select": "selected_user",
    "multi_users_select": "selected_users",
    "conversations_select": "selected_conversation",
    "multi_conversations_select": "selected_conversations",
    "channels_select": "selected_channel",
    "multi_channels_select": "selected_channels",
    "rich_text_input": "rich_text_value",
    "file_input": "files",
}
"""The key under which an element's value stands in the state; "value" for the rest."""


def holds(kind: str) -> str:
    """Return the key of an element's value in `state.values`."""
    return HOLDS.get(kind, "value")


def initial_state(blocks: list[Obj]) -> Obj:
    """Return `state.values` as it is before anybody touches it."""
    values: Obj = {}
    for block in blocks:
        for _, element in elements_of(block):
            kind = element.get("type", "")
            if kind in STATEFUL:
                key = holds(kind)
                empty: object = [] if key.endswith("s") else None
                state: Obj = {"type": kind, key: empty}
                for initial, name in INITIAL.items():
                    if initial in element:
                        state[name] = element[initial]
                values.setdefault(block["block_id"], {})[element["action_id"]] = state
    return values


@dataclass
class View:
    """One modal or Home tab of one person."""

    id: str
    user: str
    given: Obj
    root: str = ""
    previous: str | None = None
    values: Obj = field(default_factory=dict)
    hash: str = ""
    errors: Obj = field(default_factory=dict)
    """What stands under its fields since the last submission: block_id to sentence."""

    def put(self, given: Obj, now: float) -> None:
        """Replace the content, keeping what was typed into fields whose ids stay the same."""
        blocks = filled(given.get("blocks", []))
        self.given = {**given, "blocks": blocks}
        before = self.values
        self.values = initial_state(blocks)
        for block_id, actions in self.values.items():
            for action_id, fresh in actions.items():
                typed = before.get(block_id, {}).get(action_id)
                if typed is not None and typed["type"] == fresh["type"]:
                    actions[action_id] = typed
        self.hash = f"{now:.6f}.{secrets.token_hex(4)}"
        self.errors = {}

    @property
    def blocks(self) -> list[Obj]:
        """Return its blocks, ids filled in."""
        blocks: list[Obj] = self.given["blocks"]
        return blocks

    def shown(self) -> Obj:
        """Return it as views.open answers and payloads carry it."""
        empty: Obj = {"callback_id": "", "private_metadata": "", "external_id": ""}
        nothing: Obj = {"title": None, "submit": None, "close": None}
        flags: Obj = {"clear_on_close": False, "notify_on_close": False}
        kept = {name: self.given[name] for name in KEPT if name in self.given}
        return {
            **empty,
            **nothing,
            **flags,
            **kept,
            "id": self.id,
            "team_id": TEAM,
            "blocks": self.blocks,
            "state": {"values": self.values},
            "hash": self.hash,
            "root_view_id": self.root or self.id,
            "previous_view_id": self.previous,
            "app_id": APP,
            "app_installed_team_id": TEAM,
            "bot_id": BOT,
        }

    def seen(self) -> Obj:
        """Return it as the control API does."""
        return {**self.shown(), "user": self.user, "errors": self.errors}
