"""The stories, by name."""

from tests.faults.stories.corrected import CREDITED, LOWERED, RECORDED, REVISED, VOIDED
from tests.faults.stories.overdue import OVERDUE
from tests.faults.stories.retained import CHANGED, COUNTED, RETAINED
from tests.faults.stories.scheduled import RELEASED, SCHEDULED
from tests.faults.stories.sent import SENT

STORIES = {
    story.name: story
    for story in (
        SENT,
        SCHEDULED,
        RELEASED,
        OVERDUE,
        CREDITED,
        RECORDED,
        VOIDED,
        REVISED,
        LOWERED,
        RETAINED,
        CHANGED,
        COUNTED,
    )
}
