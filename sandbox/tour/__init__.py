"""The tour: a month at a small company, played against the real bot without a person."""

import tempfile
import time
from pathlib import Path

from sandbox.company import MORNING, furnish
from sandbox.people import People
from sandbox.process import Bot
from sandbox.serving import serving
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
from sandbox.tour.reckoning import reckon
from sandbox.tour.stage import Stage
from sandbox.world import World

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


def play(record: Path | None = None) -> int:
    """Play every story and check the books; return 0 if all is well."""
    began = time.monotonic()
    with serving(World(MORNING, record)) as url, tempfile.TemporaryDirectory() as folder:
        people = People(url)
        furnish(people)
        bot = Bot(people, Path(folder))
        stage = Stage(people, bot)
        stage.print(__doc__ or "")
        try:
            stage.say(f"closedwon is connected after {bot.start():.1f} seconds.")
            for story in STORIES:
                story(stage)
            well = reckon(stage)
        except Exception:
            stage.print(f"\nThe end of the bot's log:\n{bot.end_of_log()}")
            raise
        finally:
            bot.stop()
        stage.print(f"\nThe tour took {time.monotonic() - began:.0f} seconds.")
        if record is not None:
            stage.print(f"Every call is in {record}/slack.jsonl, stripe.jsonl, salesforce.jsonl.")
    return 0 if well else 1
