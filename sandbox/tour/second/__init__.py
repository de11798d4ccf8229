"""The second act: every way of billing, and what becomes of it over fourteen months."""

from datetime import datetime
from pathlib import Path

from sandbox.company import ZONE
from sandbox.tour.scene import perform
from sandbox.tour.second import lost, mixed, money, payers, project, retainer
from sandbox.tour.stage import Stage

BEGINS = datetime(2027, 1, 25, 9, 0, tzinfo=ZONE)
"""A Monday."""
POLICY = Path(__file__).with_name("policy.toml")
STORIES = (
    project.SCENES,
    retainer.SCENES,
    mixed.SCENES,
    lost.SCENES,
    payers.SCENES,
    money.SCENES,
)


def play(stage: Stage) -> None:
    """Play all stories of the act."""
    perform(stage, STORIES)
    stage.night()
