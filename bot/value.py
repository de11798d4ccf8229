"""Values: frozen, compared by content, written as JSON and hashed the same way everywhere."""

import hashlib
import json
from collections.abc import Collection
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
        return digest(self.model_dump(mode="json", exclude=set(without)))


def digest(data: object) -> str:
    """Return the SHA-256 (hex) of `data` (JSON types) in canonical form."""
    text = json.dumps(data, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()
