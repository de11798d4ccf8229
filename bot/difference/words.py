"""How differences are said: texts, days, counts, and what is paired with what."""

from collections import Counter
from collections.abc import Hashable, Iterable, Iterator
from datetime import date
from typing import Protocol, TypeVar


class Keyed(Protocol):
    """A part of a plan that is the same by its key."""

    @property
    def key(self) -> str:
        """Return by what it is the same."""
        ...


Part = TypeVar("Part", bound=Keyed)


def words(what: str, before: str, after: str) -> Iterator[str]:
    """Yield what became of a text."""
    if before == after:
        return
    if not before:
        yield f'The {what} is "{after}": there was none.'
    elif not after:
        yield f'There is no {what} any more: it was "{before}".'
    else:
        yield f'The {what} is "{after}" instead of "{before}".'


def day(when: date) -> str:
    """Return "Dec 1, 2026"."""
    return f"{when:%b} {when.day}, {when.year}"


def counted(number: int, noun: str) -> str:
    """Return "1 invoice", "2 invoices"."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def by_key(parts: Iterable[Part]) -> dict[Hashable, Part]:
    """Return the parts by key, each of several with the same key for itself."""
    seen: Counter[str] = Counter()
    found: dict[Hashable, Part] = {}
    for part in parts:
        found[part.key, seen[part.key]] = part
        seen[part.key] += 1
    return found
