"""Runs sections, each in a process of its own that is ended when it takes too long."""

import json
import os
import signal
import subprocess
import sys
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import Any

from tests.benchmarks.figures import Figure
from tests.benchmarks.section import Section
from tests.benchmarks.table import Table

Parts = dict[str, dict[str, Any]]
"""What was found of one kind of database, by the titles of the parts."""


def run(section: Section, kinds: tuple[str, ...], uri: str, table: Table) -> None:
    """Measure a section on each kind of database, and show it."""
    found = {kind: _run(section, kind, uri) for kind in kinds}
    for title in dict.fromkeys(title for parts in found.values() for title in parts):
        parts = {kind: parts[title] for kind, parts in found.items() if title in parts}
        table.title(title)
        figures = {
            kind: [Figure(**one) for one in part.get("figures", ())] for kind, part in parts.items()
        }
        table.figures(figures)
        for kind, part in parts.items():
            if "failed" in part:
                table.failed(f"{title} {kind}".strip(), part["failed"])


def _run(section: Section, kind: str, uri: str) -> Parts:
    sys.stderr.write(f"… {section.name} {kind}\n")
    with tempfile.TemporaryDirectory(prefix="closedwon-") as folder:
        out, log = Path(folder) / "out", Path(folder) / "log"
        command = [sys.executable, "-m", "tests.benchmarks.one", section.name, kind, uri, str(out)]
        ended = _ended(command, log, section.patience)
        lines = out.read_text().splitlines() if out.exists() else []
        parts: Parts = {(part := json.loads(line))["title"]: part for line in lines}
        if not ended:
            parts[section.name] = {"failed": f"it took longer than {section.patience:g} s"}
        if not parts:
            parts[section.name] = {"failed": log.read_text()[-300:]}
        if any("failed" in part for part in parts.values()):
            sys.stderr.write(log.read_text()[-3000:])
        return parts


def _ended(command: list[str], log: Path, patience: float) -> bool:
    """Run it with all that it starts in a group of their own; return whether it ended in time."""
    with (
        log.open("wb") as said,
        subprocess.Popen(command, stdout=said, stderr=said, start_new_session=True) as process,
    ):
        try:
            process.wait(patience)
        except subprocess.TimeoutExpired:
            return False
        finally:
            _end_group(process.pid)
        return True


def _end_group(leader: int) -> None:
    with suppress(ProcessLookupError):  # all of it has ended
        os.killpg(leader, signal.SIGKILL)
