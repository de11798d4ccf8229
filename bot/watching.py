"""Who hears of work that does not get on: the engine's side of trouble."""

from typing import Protocol

from bot.value import Value


class Stuck(Value):
    """A workflow that waits for a vendor, or failed."""

    workflow_id: str
    step: str
    vendor: str
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
