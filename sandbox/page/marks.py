"""How far each person has read each conversation."""

from sandbox.changes import Changes


class Marks:
    """One mark for each person and channel; it only moves forward."""

    def __init__(self, changes: Changes) -> None:
        """Begin with nothing read."""
        self._marks: dict[tuple[str, str], str] = {}
        self._floor = ""
        self._changes = changes

    def of(self, user: str, channel: str) -> str:
        """Return the timestamp up to which `user` has read; "" at the start."""
        return self._marks.get((user, channel), self._floor)

    def put(self, user: str, channel: str, ts: str) -> None:
        """Note that `user` has read up to `ts`."""
        if ts > self.of(user, channel):
            self._marks[user, channel] = ts
            self._changes.tell("channels")

    def all_read(self, ts: str) -> None:
        """Note that everybody has read everything up to `ts`: what was there when it began."""
        self._floor = max(self._floor, ts)
        self._marks.clear()
        self._changes.tell("channels")
