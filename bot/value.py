"""Values: frozen, compared by content, written as JSON and hashed the same way everywhere."""

import hashlib
import json
from collections.abc import Collection
from datetime import date
from decimal import Decimal
from typing import Any, Self

from pydantic import BaseModel, ConfigDict


class Value(BaseModel):
    """A frozen record that travels between stages as JSON."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    def to_json(self) -> dict[str, Any]:
        """Return it as JSON types: Decimals and dates as text."""
        return self.model_dump(mode="json")

    @classmethod
    def from_json(cls, data: object) -> Self:
        """Return the value that `to_json` wrote.

        Raises:
            pydantic.ValidationError: if `data` was not written by this class.

        """
        return cls.model_validate(data)

    def digest(self, *, without: Collection[str] = ()) -> str:
        """Return the SHA-256 (hex) of its canonical JSON, leaving out the fields named."""
        return digest(self.model_dump(exclude=set(without)))


def digest(data: object) -> str:
    """Return the SHA-256 (hex) of `data` in canonical form: equal content has an equal hash."""
    text = json.dumps(
        data, sort_keys=True, separators=(",", ":"), ensure_ascii=False, default=_plain
    )
    return hashlib.sha256(text.encode()).hexdigest()


def _plain(value: object) -> object:
    """Return what JSON has no type for, written in the one way that equal values share."""
    match value:
        case Decimal():  # 48000 and 48000.0 are the same price
            text = f"{value:f}"
            return text.rstrip("0").rstrip(".") if "." in text else text
        case date():
            return value.isoformat()
        case frozenset():
            return sorted(value)
    raise TypeError(f"{type(value).__name__} has no canonical form")
