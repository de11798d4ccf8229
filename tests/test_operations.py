"""Every alarm that people can see is explained where they look it up."""

from pathlib import Path

import pytest

from bot.workflows.telling.trouble_words import WHAT_FAILED

ALARMS = {
    cell.strip().casefold()
    for line in (Path(__file__).parents[1] / "docs/operations.md").read_text().splitlines()
    if line.startswith("| ")
    for cell in line.split("|")[1].split(", ")
}


@pytest.mark.parametrize("words", sorted(WHAT_FAILED.values()))
def test_every_alarm_is_explained(words: str) -> None:
    assert words.casefold() in ALARMS
