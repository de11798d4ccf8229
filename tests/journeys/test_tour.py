"""The tour, as `make tour` plays it."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from sandbox.tour import ACTS
from tests.journeys.test_journey import SECRETS
from tests.lanes import SERVERS

MINUTES = "plays for minutes: `make tour` plays it, and `make soak` with these checks"
LONG = pytest.mark.skipif(not os.environ.get("CLOSEDWON_SOAK"), reason=MINUTES)
BY_ACT = [pytest.param(1, marks=SERVERS), pytest.param(2, marks=LONG)]


def test_has_the_acts_that_are_played_here() -> None:
    assert len(ACTS) == len(BY_ACT)


@pytest.mark.parametrize("act", BY_ACT)
class TestTheTour:
    def test_ends_with_books_that_agree_and_a_record_without_secrets(
        self, tmp_path: Path, act: int
    ) -> None:
        played = subprocess.run(
            [sys.executable, "-m", "sandbox", "tour", "--act", str(act), "--record", str(tmp_path)],
            cwd=Path(__file__).parents[2],
            capture_output=True,
            text=True,
            timeout=900,
            check=False,
        )
        assert played.returncode == 0, played.stdout[-3000:] + played.stderr[-3000:]
        assert played.stdout.count("Ledger, Stripe, Salesforce and Slack agree") == 1
        records = list(tmp_path.rglob("*.jsonl"))
        assert {record.stem for record in records} == {"slack", "stripe", "salesforce"}
        for text in (record.read_text() for record in records):
            rows = [json.loads(line) for line in text.splitlines()]
            assert {"at", "method", "path", "request", "status", "response"} <= set(rows[0])
            assert not [secret for secret in SECRETS if secret in text]
