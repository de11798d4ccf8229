"""What each endpoint accepts, read off the installed SDK's typed parameters."""

import types
import typing
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache
from importlib import import_module
from typing import Any, Literal, Union, get_args, get_origin

import typing_extensions
from stripe._request_options import RequestOptions

_OPTIONS = frozenset(RequestOptions.__annotations__)
_NAMES = {"StripeContext": object, "Mapping": Mapping}
"""Names the SDK's option types use without importing them."""

# Plain strings that Stripe will not unset with "".
_NEVER_EMPTY = frozenset({"customer", "currency", "invoice", "subscription", "payment_record"})


@dataclass(frozen=True)
class Field:
    """What one parameter may be; several kinds when the SDK types it as a union."""

    kinds: frozenset[str] = frozenset()
    """Of: string, integer, decimal, boolean, hash, map, array."""
    choices: tuple[str, ...] = ()
    required: bool = False
    clearable: bool = False
    """Whether "" unsets it."""
    fields: "Mapping[str, Field]" = field(default_factory=dict)
    """The parameters of a hash."""
    items: "Field | None" = None
    """What an array holds."""


@cache
def params(name: str) -> Mapping[str, Field]:
    """Return the parameters of the SDK's `name`, e.g. "InvoiceCreateParams"."""
    snake = "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in name)
    return _fields(getattr(import_module(f"stripe.params.{snake}"), name.rpartition(".")[2]))


@cache
def _fields(typed: Any) -> Mapping[str, Field]:  # noqa: ANN401 - a TypedDict class has no type
    hints = typing_extensions.get_type_hints(typed, localns=_NAMES)
    return {
        name: _field(name, hint, required=name in typed.__required_keys__)
        for name, hint in hints.items()
        if name not in _OPTIONS
    }


def _field(name: str, hint: Any, *, required: bool) -> Field:  # noqa: ANN401 - any annotation
    choices: list[str] = []
    kinds: set[str] = set()
    fields: Mapping[str, Field] = {}
    items = None
    for part in _parts(hint):
        if get_origin(part) is Literal:
            choices += get_args(part)
            kinds |= {"string"} if any(get_args(part)) else set()
        elif get_origin(part) in (list, typing.List):  # noqa: UP006 - as the SDK spells it
            kinds.add("array")
            items = _field(name, get_args(part)[0], required=True)
        elif typing_extensions.is_typeddict(part):
            kinds.add("hash")
            fields = _fields(part)
        else:
            kinds.add(_PLAIN.get(part, "map"))
    named = tuple(choice for choice in choices if choice)
    text = kinds == {"string"} and not named and not required and name not in _NEVER_EMPTY
    clearable = "" in choices or text
    return Field(frozenset(kinds), named, required, clearable, fields, items)


_PLAIN = {str: "string", int: "integer", bool: "boolean", Decimal: "decimal", float: "decimal"}


def _parts(hint: Any) -> list[Any]:  # noqa: ANN401 - any annotation
    if get_origin(hint) in (Union, types.UnionType):
        return [part for part in get_args(hint) if part is not types.NoneType]
    return [hint]
