"""The record of every call: kept in memory for the control API, and as JSON lines on request."""

import json
from collections import deque
from pathlib import Path
from typing import Any

from sandbox.changes import Changes

KEPT = 20_000
"""Calls remembered in memory; the files keep them all."""


class Recorder:
    """Remembers each call; with a directory, appends it to `<vendor>.jsonl` there as well."""

    def __init__(self, directory: Path | None, changes: Changes) -> None:
        """Write under `directory` (made if missing), or only remember; tell `changes` of each."""
        self._directory = directory
        self._changes = changes
        self._count = 0
        self.calls: deque[dict[str, Any]] = deque(maxlen=KEPT)
        if directory is not None:
            directory.mkdir(parents=True, exist_ok=True)
            for vendor in ("slack", "stripe", "salesforce"):
                (directory / f"{vendor}.jsonl").write_text("")

    def of(self, vendor: str) -> list[dict[str, Any]]:
        """Return the calls of a vendor, oldest first; of all, if none is named."""
        return [row for row in self.calls if vendor in ("", row["vendor"])]

    def add(self, vendor: str, row: dict[str, Any]) -> None:
        """Record one call: `row` has at, method, path, request, status, response and more."""
        self._count += 1
        self.calls.append({"n": self._count, "vendor": vendor, **row})
        self._changes.tell("call", str(self._count))
        if self._directory is not None:
            line = json.dumps(row, ensure_ascii=False, default=str)
            with (self._directory / f"{vendor}.jsonl").open("a") as file:
                file.write(line + "\n")
