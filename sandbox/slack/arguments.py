"""Reading a Web API call: its method, token and arguments, from a form or from JSON."""

import json
from dataclasses import dataclass

from sandbox.slack.values import Obj, bad_arguments, refusal
from sandbox.wire import Call

TRUE = (True, 1, "1", "true", "True")
FALSE = (False, 0, "0", "false", "False")
DECODED = ("blocks", "attachments", "metadata", "view", "files", "message")
"""Arguments that are JSON within a form."""


@dataclass(frozen=True)
class Arguments:
    """The arguments of one call, and the address the caller reached us at."""

    values: Obj
    host: str

    def text(self, name: str) -> str:
        """Return a string argument, "" when it is not given."""
        value = self.values.get(name)
        if value is None:
            return ""
        if isinstance(value, bool | dict | list):
            raise bad_arguments("invalid_arguments", [f"must provide a string: {name}"])
        return str(value)

    def required(self, name: str) -> str:
        """Return a string argument that must be there."""
        value = self.text(name)
        if not value:
            raise bad_arguments("invalid_arguments", [f"missing required field: {name}"])
        return value

    def flag(self, name: str, *, default: bool = False) -> bool:
        """Return a boolean argument."""
        value = self.values.get(name)
        if value is None or value == "":
            return default
        if value in TRUE:
            return True
        if value in FALSE:
            return False
        raise bad_arguments("invalid_arguments", [f"must provide a boolean: {name}"])

    def number(self, name: str, *, default: int, most: int = 1000) -> int:
        """Return a whole number between 1 and `most`."""
        text = self.text(name)
        if not text:
            return default
        if not text.isdecimal() or not 1 <= int(text) <= most:
            raise refusal("invalid_limit" if name == "limit" else "invalid_arguments")
        return int(text)

    def decoded(self, name: str) -> object:
        """Return an argument that is JSON, whether it came in a form or in a JSON body."""
        value = self.values.get(name)
        if not isinstance(value, str):
            return value
        try:
            return json.loads(value) if value else None
        except json.JSONDecodeError:
            error = "invalid_blocks_format" if name == "blocks" else "invalid_arguments"
            raise bad_arguments(error, [f"{name} must be valid JSON"]) from None

    def shown(self) -> Obj:
        """Return all arguments as the record shows them: JSON decoded, no token."""
        shown: Obj = {}
        for name, value in self.values.items():
            if name == "token":
                continue
            shown[name] = value
            if name in DECODED and isinstance(value, str):
                try:
                    shown[name] = json.loads(value)
                except json.JSONDecodeError:
                    shown[name] = value
        return shown


def read(call: Call) -> Arguments:
    """Return the arguments of `call`.

    Raises:
        Refused: if the body is not what its content type promises.

    """
    values: Obj = dict(call.params())
    kind = call.headers.get("content-type", "")
    if kind.startswith("application/json"):
        values |= _json(call)
    elif kind.startswith("application/x-www-form-urlencoded"):
        values |= _form(call)
    elif call.body:
        raise refusal("invalid_post_type")
    return Arguments(values, call.headers.get("host", "127.0.0.1"))


def _form(call: Call) -> Obj:
    try:
        return dict(call.form())
    except UnicodeDecodeError:
        raise refusal("invalid_charset") from None


def _json(call: Call) -> Obj:
    try:
        body = call.json()
    except ValueError:
        raise refusal("invalid_json") from None
    if body is None:
        return {}
    if not isinstance(body, dict):
        raise refusal("json_not_object")
    return body


def token(call: Call, arguments: Arguments) -> str:
    """Return the token of the call: from its header, or from its arguments."""
    header = call.headers.get("authorization", "")
    if header.lower().startswith("bearer "):
        return header[7:].strip()
    return arguments.text("token")
