"""Feeds that bring what happened in any order, twice, hours late, or never."""

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Generic, TypeVar

from bot.clock import Clock

T = TypeVar("T")
TWICE = 0.5
"""How likely an entry comes once more, in a feed without order."""


@dataclass
class Disorder(Generic[T]):
    """What happens to the entries of one feed on their way; `name` tells one from the others.

    Whoever reads on from where they were has passed over what is lost or late: it is for the
    sweep of the night to find.
    """

    name: Callable[[T], str]
    clock: Clock
    dice: random.Random | None = None
    """If set, entries come in any order, and some of them twice."""
    lose: int = 0
    """How many of the next new entries never come."""
    delay: int = 0
    """How many of those that are new after them come only at `until`."""
    until: datetime | None = None
    hides: timedelta = timedelta(days=10_000)
    """How long what is lost cannot be read by whoever looks back, either."""
    missed: set[str] = field(default_factory=set)
    """What was lost since it was last asked for."""
    _known: set[str] = field(default_factory=set)
    _lost: dict[str, datetime] = field(default_factory=dict)
    """Until when it is hidden."""
    _late: dict[str, tuple[datetime, T]] = field(default_factory=dict)

    @property
    def owes(self) -> bool:
        """Return whether something has not come yet."""
        return bool(self.missed or self._late)

    def over(self) -> None:
        """Have everything come as it happens from now on, and what is late at once."""
        self.dice, self.lose, self.delay = None, 0, 0
        self._late = {name: (self.clock.now(), one) for name, (_, one) in self._late.items()}

    def passed(self, entries: Sequence[T]) -> tuple[T, ...]:
        """Return what comes of these entries, with what was late and is due."""
        come = [one for one in entries if self._comes(one)]
        due = [name for name, (at, _) in self._late.items() if at <= self.clock.now()]
        come += [self._late.pop(name)[1] for name in due]
        if self.dice is not None:
            come += [one for one in come if self.dice.random() < TWICE]
            self.dice.shuffle(come)
        return tuple(come)

    def _comes(self, one: T) -> bool:
        name = self.name(one)
        if name not in self._known:
            self._known.add(name)
            self._decide(name, one)
        hidden = name in self._lost and self.clock.now() < self._lost[name]
        return not hidden and name not in self._late

    def _decide(self, name: str, one: T) -> None:
        if self.lose:
            self.lose -= 1
            self._lost[name] = self.clock.now() + self.hides
            self.missed.add(name)
        elif self.delay and self.until:
            self.delay -= 1
            self._late[name] = (self.until, one)
