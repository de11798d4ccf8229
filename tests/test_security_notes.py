"""The threat notes name tests that exist, and no threat is without one."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
NOTES = (ROOT / "docs/security.md").read_text()
NAMED = sorted(set(re.findall(r"`(tests/[\w/.]+\.py(?:::\w+)?)`", NOTES)))
THREATS = re.findall(r"(?m)^\*\*.+?(?=^\*\*|^## |\Z)", NOTES, re.DOTALL)


@pytest.mark.parametrize("named", NAMED)
def test_a_test_that_is_named_exists(named: str) -> None:
    file, _, name = named.partition("::")
    text = (ROOT / file).read_text()
    assert not name or re.search(rf"^(class|def) {name}\b", text, re.MULTILINE)


def test_no_threat_is_without_a_test() -> None:
    assert len(THREATS) >= 14
    assert not [threat[:60] for threat in THREATS if "Shown by `tests/" not in threat]
