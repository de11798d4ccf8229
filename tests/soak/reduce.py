"""Making a plan that fails shorter: drop a part, keep what still fails, try smaller parts."""

from collections.abc import Callable, Sequence
from typing import TypeVar

T = TypeVar("T")


def reduced(acts: Sequence[T], fails: Callable[[Sequence[T]], bool], tries: int) -> Sequence[T]:
    """Return the shortest list found that still fails, after at most `tries` runs of `fails`.

    Halves are dropped first, then quarters, and so on down to single acts. What depends on the
    moment may not fail twice: then the list stays longer than it need be, and never wrong.
    """
    kept, size = list(acts), (len(acts) + 1) // 2
    while size and tries:
        at = 0
        while at < len(kept) and tries:
            shorter = kept[:at] + kept[at + size :]
            tries -= 1
            if shorter and fails(shorter):
                kept = shorter
            else:
                at += size
        size = 0 if size == 1 else (size + 1) // 2
    return kept
