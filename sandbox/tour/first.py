"""The first act: a month at a small company, from deals that are won to money that came in."""

from sandbox.tour import (
    changed,
    crash,
    currencies,
    held,
    missing,
    modified,
    overdue,
    paid,
    quorum,
    race,
    refused,
    rejected,
    won,
)
from sandbox.tour.stage import Stage

STORIES = (
    won.play,
    race.play,
    quorum.play,
    changed.play,
    held.play,
    modified.play,
    rejected.play,
    missing.play,
    currencies.play,
    refused.play,
    crash.play,
    paid.play,
    overdue.play,
)


def play(stage: Stage) -> None:
    """Play every story, one after the other."""
    for story in STORIES:
        story(stage)
