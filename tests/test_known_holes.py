import json
from typing import Any

import pytest

from tests.known_holes import verdict

FINE = {"name": "requests", "version": "2.34.0", "vulns": []}
HOLE = {
    "name": "pyjwt",
    "version": "2.15.0",
    "vulns": [{"id": "PYSEC-1", "fix_versions": ["2.15.1"], "aliases": [], "description": ""}],
}
SKIPPED = {"name": "dbos", "skip_reason": "not found"}


@pytest.mark.parametrize(
    ("found", "said", "code"),
    [
        ([FINE], "1 of 1 packages checked, 0 known holes.", 0),
        ([FINE, HOLE], "pyjwt 2.15.0: PYSEC-1, mended in 2.15.1", 1),
        ([FINE, SKIPPED], "dbos could not be checked: not found", 3),
        ([SKIPPED, SKIPPED], "cannot be reached from here: nothing was checked", 3),
    ],
)
def test_a_verdict_says_what_was_not_checked(
    found: list[dict[str, Any]], said: str, code: int
) -> None:
    lines, given = verdict(json.dumps({"dependencies": found, "fixes": []}))
    assert any(said in line for line in lines)
    assert given == code


@pytest.mark.parametrize("answer", ["", "no network", "[]", "{}", "null"])
def test_no_answer_is_not_taken_for_a_clean_one(answer: str) -> None:
    lines, code = verdict(answer)
    assert code == 3
    assert "nothing was checked" in lines[0]
