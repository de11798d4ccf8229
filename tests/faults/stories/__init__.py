"""The stories, by name."""

from tests.faults.stories.sent import SENT

STORIES = {story.name: story for story in (SENT,)}
