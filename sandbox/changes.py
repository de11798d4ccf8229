"""What changed in the world: told where it changes, to whoever shows it."""

from collections.abc import Callable

Change = tuple[str, ...]
"""What kind of thing, and which one, e.g. ("invoice", "in_1…") or ("message", channel, ts)."""
Listener = Callable[[Change], None]


class Changes:
    """Passes each change on; while nobody listens it costs nothing."""

    def __init__(self) -> None:
        """Begin with nobody who listens."""
        self._listeners: list[Listener] = []

    def tell(self, *change: str) -> None:
        """Say that something changed; a listener looks at it later, when the call is over."""
        for listener in self._listeners:
            listener(change)

    def listen(self, listener: Listener) -> None:
        """Call `listener` with every change from now on."""
        self._listeners.append(listener)
