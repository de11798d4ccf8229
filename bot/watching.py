"""Who hears of work that does not get on: the engine's side of trouble."""

import logging
from collections.abc import Callable
from typing import Protocol

from bot.outcome import Outcome
from bot.trying import through_races
from bot.value import Value

log = logging.getLogger(__name__)


class Stuck(Value):
    """A workflow that waits for a vendor, or failed."""

    workflow_id: str
    step: str
    vendor: str = ""
    words: str


class Watcher(Protocol):
    """Tells people, and takes it back when it is over."""

    def stuck(self, stuck: Stuck) -> None:
        """Note that a vendor has stayed away for several tries; it is tried on."""
        ...

    def relieved(self, workflow_id: str) -> None:
        """Note that it went on."""
        ...

    def failed(self, stuck: Stuck) -> None:
        """Note that it cannot go on by itself."""
        ...


class Voice:
    """Tells the watcher of the present workflow, or of another; work goes on if that fails."""

    watcher: Watcher | None = None

    def __init__(self, present: Callable[[], str | None]) -> None:
        """Speak of the workflow that `present` names."""
        self._present = present

    def stuck(self, outcome: Outcome, step: str) -> None:
        """Say that a vendor stays away."""
        words, vendor = outcome.words, outcome.vendor
        self._tell(
            lambda w, id_: w.stuck(Stuck(workflow_id=id_, step=step, vendor=vendor, words=words))
        )

    def relieved(self, about: str | None = None) -> None:
        """Say that it went on."""
        self._tell(lambda watcher, id_: watcher.relieved(id_), about)

    def failed(self, name: str, args: tuple[str, ...], error: Exception) -> None:
        """Say where people look that an error of ours stopped it: it can be tried again."""
        log.error("workflow %s%r failed", name, args, exc_info=error)
        words = f"{type(error).__name__} in {name}; the log has the details."
        self._tell(lambda w, id_: w.failed(Stuck(workflow_id=id_, step=name, words=words)))

    def _tell(self, news: Callable[[Watcher, str], None], about: str | None = None) -> None:
        workflow_id = about or self._present()
        watcher = self.watcher
        if watcher is None or workflow_id is None:
            return
        try:
            through_races(lambda: news(watcher, workflow_id))
        except Exception:
            log.exception("nobody could be told about workflow %s", workflow_id)


class DeadWork(Protocol):
    """A workflow that cannot go on, as the engine names it."""

    @property
    def workflow_id(self) -> str:
        """Return its id: what `Engine.wake` takes."""
        ...

    @property
    def name(self) -> str:
        """Return which workflow it is."""
        ...
