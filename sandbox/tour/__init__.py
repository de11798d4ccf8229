"""The tour: a small company, played against the real bot without a person, in two acts."""

import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sandbox.company import MORNING, furnish
from sandbox.people import People
from sandbox.process import POLICY, Bot
from sandbox.serving import serving
from sandbox.tour import first, second
from sandbox.tour.reckoning import reckon
from sandbox.tour.stage import Stage
from sandbox.world import World


@dataclass(frozen=True)
class Act:
    """Stories that happen in one world, with a ledger and a bot of its own."""

    title: str
    begins: datetime
    policy: Path
    play: Callable[[Stage], None]


ACTS = (
    Act(first.__doc__ or "", MORNING, POLICY, first.play),
    Act(second.__doc__ or "", second.BEGINS, second.POLICY, second.play),
)


def play(record: Path | None = None, only: int = 0) -> int:
    """Play both acts, or `only` one of them (1, 2), and check the books; return 0 if all is well.

    The calls of the first act are recorded in `record`, those of the second in its folder "2".
    """
    well = True
    for number, act in enumerate(ACTS, start=1):
        if only in (0, number):
            folder = record / str(number) if record and number > 1 else record
            well = _perform(act, folder) and well
    return 0 if well else 1


def _perform(act: Act, record: Path | None) -> bool:
    began = time.monotonic()
    with serving(World(act.begins, record)) as url, tempfile.TemporaryDirectory() as folder:
        people = People(url)
        furnish(people)
        bot = Bot(people, Path(folder), POLICY_FILE=str(act.policy))
        stage = Stage(people, bot)
        stage.print(act.title)
        try:
            stage.say(f"closedwon is connected after {bot.start():.1f} seconds.")
            act.play(stage)
            well = reckon(stage)
        except Exception:
            stage.print(f"\nThe end of the bot's log:\n{bot.end_of_log()}")
            raise
        finally:
            bot.stop()
        stage.print(f"\nThis took {time.monotonic() - began:.0f} seconds.\n")
        if record is not None:
            stage.print(f"Every call is in {record}/slack.jsonl, stripe.jsonl, salesforce.jsonl.")
    return well
