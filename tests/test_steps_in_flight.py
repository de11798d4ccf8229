"""What is in flight at an upgrade goes on where it stopped: its steps are where they were."""

from pathlib import Path

import pytest

from tests.steps_in_flight import committed, steps

WHAT_TO_DO = """
The steps of the workflow "{name}" changed, by which work in flight at an upgrade is carried on:
  before: {before}
  now:    {now}
What is at the end, and only there, may be new. Otherwise register the new order as another
workflow beside the old one, guard the new step with DBOS.patch, or write "drain first" in the
changelog; see "Upgrades" in docs/operations.md. Then renew what is committed, and say in the
commit why it is safe: python -m tests.steps_in_flight
"""


@pytest.mark.parametrize("name", sorted({*steps(), *committed()}))
def test_steps_are_where_they_were(name: str) -> None:
    before, now = committed().get(name, "(none)"), steps().get(name, "(none)")
    assert now == before, WHAT_TO_DO.format(name=name, before=before, now=now)


def test_names_the_steps_of_what_is_called_too() -> None:
    found = steps()
    assert found["track"] == "read_invoice, take_over, note_gone, cannot_read"
    assert found["track_retainer"].startswith("ours, read_retainer")


def test_every_workflow_has_steps() -> None:
    assert all(steps().values())


def test_the_way_out_is_described() -> None:
    said = Path("docs/operations.md").read_text()
    assert "python -m tests.steps_in_flight" in said
