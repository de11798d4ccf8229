"""What crosses the wire, the same for all three vendors: a call and its answer."""

import json
import time
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl

CAUSE = "x-sandbox-cause"
"""The header that says which workflow and step of the bot make a call."""
RAW_SEND = "sandbox.send"
"""Where a request keeps the server's own `send`, which knows the connection."""


@dataclass(frozen=True)
class Call:
    """One HTTP request as a vendor receives it, with the vendor's prefix taken off the path."""

    vendor: str
    method: str
    path: str
    query: str
    headers: dict[str, str]
    """Lower-case names."""
    body: bytes
    cause: tuple[str, str] = ("", "")
    """The workflow and the step of the bot that make the call, as its launcher says."""
    began: float = field(default_factory=time.monotonic)

    def params(self) -> list[tuple[str, str]]:
        """Return the query string's pairs in order, repeated names kept."""
        return parse_qsl(self.query, keep_blank_values=True)

    def form(self) -> list[tuple[str, str]]:
        """Return the form-encoded body's pairs in order, repeated names kept."""
        return parse_qsl(self.body.decode(), keep_blank_values=True)

    def json(self) -> Any:  # noqa: ANN401 - a body is whatever the client sent
        """Return the body read as JSON, None when it is empty."""
        return json.loads(self.body) if self.body else None


@dataclass(frozen=True)
class Answer:
    """One HTTP response; `body` is sent as JSON unless it is bytes."""

    status: int
    body: Any = None
    headers: dict[str, str] = field(default_factory=dict)


class Refused(Exception):
    """Raised anywhere below a vendor's `answer` to send this answer instead."""

    def __init__(self, answer: Answer) -> None:
        """Carry the vendor's refusal."""
        super().__init__(answer)
        self.answer = answer
