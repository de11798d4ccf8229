"""Checking what was sent against what the endpoint accepts, and typing it."""

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from sandbox.stripe.errors import Obj, parameter_missing, refuse
from sandbox.stripe.form import Tree
from sandbox.stripe.schema import Field, params

KEYS, KEY_LENGTH, VALUE_LENGTH = 50, 40, 500
"""Stripe's limits on metadata."""

_INTEGER = re.compile(r"-?\d{1,18}")
_DECIMAL = re.compile(r"-?\d+(\.\d{1,12})?")


def as_asked(sent: Obj, name: str) -> Obj:
    """Return what was `sent` as JSON just as the endpoint with the SDK's `name` would take it."""
    return checked({key: _tree(value) for key, value in sent.items()}, params(name))


def _tree(value: Any) -> "Tree | str":  # noqa: ANN401 - any JSON
    if isinstance(value, dict):
        return {str(key): _tree(part) for key, part in value.items()}
    if isinstance(value, list):
        return {str(number): _tree(part) for number, part in enumerate(value)}
    return str(value).lower() if isinstance(value, bool) else "" if value is None else str(value)


def checked(tree: Tree, fields: Mapping[str, Field], within: str = "") -> Obj:
    """Return the parameters typed; a cleared one ("") is None, an absent one is absent."""
    for name in tree:
        if name not in fields:
            param = _inside(within, name)
            refuse(f"Received unknown parameter: {param}", code="parameter_unknown", param=param)
    for name, wanted in fields.items():
        if wanted.required and name not in tree:
            parameter_missing(_inside(within, name))
    return {name: _value(sent, fields[name], _inside(within, name)) for name, sent in tree.items()}


def _inside(within: str, name: str) -> str:
    return f"{within}[{name}]" if within else name


def _value(sent: "Tree | str", wanted: Field, param: str) -> Any:  # noqa: ANN401 - by its kind
    if isinstance(sent, dict):
        return _nested(sent, wanted, param)
    if sent == "":
        if not wanted.clearable:
            _refuse_empty(param)
        return None
    return _scalar(sent, wanted, param)


def _nested(sent: Tree, wanted: Field, param: str) -> Any:  # noqa: ANN401 - a hash or a list
    if "array" in wanted.kinds and wanted.items and all(key.isdigit() for key in sent):
        in_order = sorted(sent.items(), key=lambda pair: int(pair[0]))
        return [_value(value, wanted.items, f"{param}[{key}]") for key, value in in_order]
    if "hash" in wanted.kinds:
        return checked(sent, wanted.fields, param)
    if "map" in wanted.kinds:
        return _map(sent, param)
    kind = "array" if "array" in wanted.kinds else "string"
    return refuse(f"Invalid {kind}", param=param)


def _map(sent: Tree, param: str) -> dict[str, str]:
    texts: dict[str, str] = {}
    for key, value in sent.items():
        if not isinstance(value, str):
            refuse(f"Invalid string: {value}", param=f"{param}[{key}]")
        if len(key) > KEY_LENGTH:
            _refuse_long("keys", "key", key, KEY_LENGTH, param)
        if len(value) > VALUE_LENGTH:
            _refuse_long("values", "value", value, VALUE_LENGTH, param)
        texts[key] = value
    return texts


def _refuse_long(many: str, one: str, text: str, limit: int, param: str) -> None:
    refuse(
        f"Metadata {many} can have up to {limit} characters, but you passed in a {one} that is"
        f" {len(text)} characters. Invalid {one}: {text}",
        param=param,
    )


def merged(current: Mapping[str, str], sent: Mapping[str, str] | None) -> dict[str, str]:
    """Return `current` metadata with `sent` put over it: an empty value drops its key."""
    if sent is None:
        return {}
    after = {key: value for key, value in {**current, **sent}.items() if value}
    if len(after) > KEYS:
        refuse(f"You can only have up to {KEYS} metadata keys per object.", param="metadata")
    return after


def _scalar(sent: str, wanted: Field, param: str) -> Any:  # noqa: ANN401 - by its kind
    if "integer" in wanted.kinds and _INTEGER.fullmatch(sent):
        return int(sent)
    if "decimal" in wanted.kinds and _DECIMAL.fullmatch(sent):
        return Decimal(sent)
    if "boolean" in wanted.kinds and sent in ("true", "false"):
        return sent == "true"
    if "string" in wanted.kinds and (not wanted.choices or sent in wanted.choices):
        return _text(sent, param)
    return _refuse_value(sent, wanted, param)


def _text(sent: str, param: str) -> str:
    if not sent.strip():
        refuse(f"'{param}' cannot be blank.", code="parameter_invalid_string_blank", param=param)
    return sent


def _refuse_value(sent: str, wanted: Field, param: str) -> None:
    if wanted.choices:
        *most, last = wanted.choices
        allowed = f"{', '.join(most)} or {last}" if most else last
        refuse(f"Invalid {param}: must be one of {allowed}", param=param)
    if "integer" in wanted.kinds:
        refuse(f"Invalid integer: {sent}", code="parameter_invalid_integer", param=param)
    if "boolean" in wanted.kinds:
        refuse(f"Invalid boolean: {sent}", param=param)
    if "decimal" in wanted.kinds:
        refuse(f"Invalid decimal: {sent}; must contain at maximum 12 decimal places.", param=param)
    refuse("Invalid array" if "array" in wanted.kinds else "Invalid object", param=param)


def _refuse_empty(param: str) -> None:
    refuse(
        f"You passed an empty string for '{param}'. We assume empty values are an attempt to"
        f" unset a parameter; however '{param}' cannot be unset. You should remove '{param}'"
        " from your request or supply a non-empty value.",
        code="parameter_invalid_empty",
        param=param,
    )
