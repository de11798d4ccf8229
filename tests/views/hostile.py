"""Values of any type of the views, with hostile text wherever text comes from outside."""

import types
import typing
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import Enum
from typing import Any

from pydantic import BaseModel

from bot.errors import BotError, Invalid, NotAllowed
from bot.money import Money
from bot.plan import Plan
from bot.policy import Action
from bot.views.state import Who
from bot.views.values import ModalContext
from tests.views.samples import TODAY, part, plan, usd

OURS = {
    "id": "id_1",
    "key": "0",
    "currency": "USD",
    "content_hash": "0" * 64,
    "audit_hash": "0" * 64,
}
"""Fields that no text from outside ever gets into."""
PREPARED: dict[str, Any] = {
    "keeps": ("prepared",),
    "schedule": ("prepared",),
    "buckets": (usd("1"),) * 5,
    "nearest": "status",
    "reference": "ab12cd",
    "currency": "USD",
    "kind": "held",
}
"""Of these names: made by a view from what it escaped, or by us."""


def value_of(kind: Any, text: str, depth: int = 0) -> Any:  # noqa: C901, PLR0911 - one a type
    """Return a value of this type in which every text is `text`.

    Raises:
        LookupError: if nobody said how such a value is made.

    """
    origin, inner = typing.get_origin(kind), typing.get_args(kind)
    if origin in (typing.Union, types.UnionType):
        return value_of(next(one for one in inner if one is not type(None)), text, depth)
    if origin is typing.Annotated:
        return value_of(inner[0], text, depth)
    if origin is tuple and inner[-1] is not Ellipsis:
        return tuple(value_of(one, text, depth + 1) for one in inner)
    if origin in (tuple, list, Sequence, Iterable):
        return tuple(value_of(inner[0], text, depth + 1) for _ in range(2))
    if origin in (dict, Mapping):
        return {value_of(inner[0], text): value_of(inner[1], text, depth + 1)}
    for known, value in _plain(text).items():
        if kind is known:
            return value
    if isinstance(kind, type) and issubclass(kind, Enum):
        return next(iter(kind))
    if isinstance(kind, type) and hasattr(kind, "_fields"):
        hints = typing.get_type_hints(kind)
        return kind(**{name: value_of(hints[name], text, depth + 1) for name in kind._fields})
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        hints = typing.get_type_hints(kind)
        return kind(**{name: _field(name, hints[name], text, depth) for name in kind.model_fields})
    raise LookupError(kind)


def _field(name: str, kind: Any, text: str, depth: int) -> Any:
    """Return the value of a field: what is ours by its name is as we make it."""
    if kind is str and name in OURS:
        return OURS[name]
    if name in PREPARED and typing.get_origin(kind) is tuple:
        return PREPARED[name]
    if kind is str and name.endswith("_id"):
        return "id_1"
    return value_of(kind, text, depth + 1)


def _plain(text: str) -> Mapping[Any, Any]:
    return {
        str: text,
        int: 1,
        bool: False,
        Decimal: Decimal(1),
        date: TODAY,
        datetime: datetime(2026, 11, 23, tzinfo=UTC),
        Money: usd("12"),
        Who: Who(name=text),
        ModalContext: ModalContext(),
        Plan: plan(deal_name=text, installments=(part(label=text), part(2, label=text))),
        BotError: NotAllowed(text),
        Invalid: Invalid(text, "note"),
        Action: Action.APPROVE,
    }


def arguments(view: Callable[..., Any], text: str) -> dict[str, Any]:
    """Return hostile arguments for a view, by the types it names."""
    hints = typing.get_type_hints(view)
    return {
        name: PREPARED[name] if name in PREPARED and kind is str else value_of(kind, text)
        for name, kind in hints.items()
        if name != "return"
    }
