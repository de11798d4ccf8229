"""The feed of the page: changes become events, once for all who listen.

A change is noted where it happens, in the middle of a call. The event is made when the call is
over, so that it says how things are then; of several changes of one thing there is one event.
"""

import asyncio
import json
from collections.abc import Callable, Iterable

from sandbox.changes import Change, Changes

KEPT = 2000
"""Events that may wait for one listener; whoever is slower is dropped and looks anew."""
TOGETHER_SECONDS = 0.01
"""Changes this close to each other are told together."""

Event = tuple[str, object]
"""Its kind and its data."""
Say = Callable[[Change], Iterable[Event]]


class Listener:
    """One page that is open somewhere."""

    def __init__(self) -> None:
        """Begin with nothing to hear."""
        self.queue: asyncio.Queue[str | None] = asyncio.Queue(KEPT)
        self.is_dropped = False

    def hear(self, text: str) -> bool:
        """Take an event; return whether there was room."""
        try:
            self.queue.put_nowait(text)
        except asyncio.QueueFull:
            self.is_dropped = True
        return not self.is_dropped

    def end(self) -> None:
        """Say no more."""
        self.is_dropped = True
        if not self.queue.full():
            self.queue.put_nowait(None)


class Feed:
    """Tells all listeners what changed."""

    def __init__(self, changes: Changes, say: Say) -> None:
        """Hear of `changes`, and have `say` put each into events."""
        self._say = say
        self._listeners: set[Listener] = set()
        self._changed: dict[Change, None] = {}
        self._loop: asyncio.AbstractEventLoop | None = None
        self._is_over = False
        changes.listen(self._note)

    @property
    def listeners(self) -> int:
        """Return how many listen."""
        return len(self._listeners)

    def join(self) -> Listener:
        """Return a new listener; called by the server."""
        self._loop = asyncio.get_running_loop()
        listener = Listener()
        if self._is_over:
            listener.end()
        else:
            self._listeners.add(listener)
        return listener

    def leave(self, listener: Listener) -> None:
        """Forget a listener."""
        self._listeners.discard(listener)

    def end(self) -> None:
        """Let every listener go: the server ends."""
        self._is_over = True
        for listener in self._listeners:
            listener.end()
        self._listeners.clear()

    def note_from_thread(self, *change: str) -> None:
        """Hear of a change from another thread than the server's."""
        if self._loop is not None and not self._is_over:
            self._loop.call_soon_threadsafe(self._note, change)

    def _note(self, change: Change) -> None:
        if not self._listeners or self._loop is None:
            return
        if not self._changed:
            self._loop.call_later(TOGETHER_SECONDS, self._flush)
        self._changed[change] = None

    def _flush(self) -> None:
        changed, self._changed = self._changed, {}
        said: dict[str, None] = {}
        for change in changed:
            for kind, data in self._say(change):
                said[encoded(kind, data)] = None
        for listener in [*self._listeners]:
            if not all(map(listener.hear, said)):
                self._listeners.discard(listener)


def encoded(kind: str, data: object) -> str:
    """Return one server-sent event."""
    text = json.dumps(data, ensure_ascii=False, default=str)
    return f"event: {kind}\ndata: {text}\n\n"
