"""A scene: what happens on one day of a story that takes months."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from sandbox.tour.stage import Stage


@dataclass(frozen=True)
class Scene:
    """One day of one story."""

    on: date
    title: str
    play: Callable[[Stage], None]
    hour: int = 10
    """Of the company's day; what is older than the clock is played at once."""


def perform(stage: Stage, stories: Iterable[tuple[Scene, ...]]) -> None:
    """Play the scenes of all stories in the order of time: they happen in one company."""
    scenes = [scene for story in stories for scene in story]
    for scene in sorted(scenes, key=lambda one: (one.on, one.hour)):
        stage.go(scene.on, scene.hour)
        stage.chapter(scene.title)
        scene.play(stage)
