"""What the page says is being set up."""

from collections.abc import Callable


class Story:
    """A sentence about what goes on, and whether that is over."""

    def __init__(self, changed: Callable[[], None]) -> None:
        """Begin with nothing to tell; `changed` is called, from any thread, when there is."""
        self._changed = changed
        self._words, self._done = "", True

    def tell(self, words: str, *, done: bool = False) -> None:
        """Say what goes on now, or that it is over."""
        self._words, self._done = words, done
        self._changed()

    def shown(self) -> dict[str, object]:
        """Return it as the page shows it."""
        return {"words": self._words, "done": self._done}
