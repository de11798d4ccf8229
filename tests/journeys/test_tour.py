"""The tour, as `make demo` plays it."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from sandbox.tour import ACTS
from tests.journeys.test_journey import SECRETS

pytestmark = pytest.mark.xdist_group("journeys")


class TestTheTour:
    def test_ends_with_books_that_agree_and_a_record_without_secrets(self, tmp_path: Path) -> None:
        played = subprocess.run(
            [sys.executable, "-m", "sandbox", "tour", "--record", str(tmp_path)],
            cwd=Path(__file__).parents[2],
            capture_output=True,
            text=True,
            timeout=900,
            check=False,
        )
        assert played.returncode == 0, played.stdout[-3000:] + played.stderr[-3000:]
        assert played.stdout.count("Ledger, Stripe, Salesforce and Slack agree") == len(ACTS)
        vendors = ("slack", "stripe", "salesforce")
        records = [act / f"{name}.jsonl" for act in (tmp_path, tmp_path / "2") for name in vendors]
        for text in (record.read_text() for record in records):
            rows = [json.loads(line) for line in text.splitlines()]
            assert {"at", "method", "path", "request", "status", "response"} <= set(rows[0])
            assert not [secret for secret in SECRETS if secret in text]
