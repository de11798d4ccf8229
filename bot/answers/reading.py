"""Reading lists: one person's view of the ledger, and one page of what may be very many lines."""

from collections import deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from math import ceil

from bot import authority
from bot.actor import Actor
from bot.deps import Deps
from bot.ledger import Session
from bot.ledger.deals import DealRow
from bot.money import Money
from bot.policy import Action
from bot.views.state_lists import ListLine


class Reader:
    """One reading of the ledger for one person's eyes."""

    def __init__(self, deps: Deps, s: Session, actor: Actor) -> None:
        """Read for `actor`."""
        self.deps, self.s = deps, s
        self.today = deps.today()
        self.sees_all = authority.may(deps, Action.SEE_ALL, actor)
        self._actor = actor

    def may_see(self, deal: DealRow) -> bool:
        """Return whether the deal is one for these eyes."""
        return self.sees_all or authority.is_owner(self._actor, deal.owner_email)


@dataclass(frozen=True)
class Wanted:
    """Which part of a list is wanted."""

    page: int = 0
    """0-based; the last one if there are not so many."""
    query: str = ""
    """What a line's title has to contain."""
    size: int = 10
    """Lines on a page."""

    def fits(self, line: ListLine) -> bool:
        """Return whether a line is to be listed."""
        return self.query.strip().casefold() in line.title.casefold()

    def page_of(self, count: int) -> int:
        """Return the page to be shown of so many lines."""
        return min(self.page, self.pages_of(count) - 1)

    def pages_of(self, count: int) -> int:
        """Return how many pages there are of so many lines."""
        return max(1, ceil(count / self.size))


@dataclass
class Found:
    """One page of a list, and what there is of all of it."""

    lines: Sequence[ListLine]
    count: int
    totals: dict[str, int] = field(default_factory=dict)
    """Currency -> minor units."""

    @property
    def money(self) -> tuple[Money, ...]:
        """Return the totals, by currency."""
        return tuple(Money(minor=self.totals[cur], currency=cur) for cur in sorted(self.totals))


def fold(lines: Iterable[ListLine], wanted: Wanted) -> Found:
    """Count and add up all lines that fit; keep those of one page."""
    found = Found((), 0)
    page: list[ListLine] = []
    latest: deque[ListLine] = deque(maxlen=wanted.size)
    for line in filter(wanted.fits, lines):
        if found.count // wanted.size == wanted.page:
            page.append(line)
        latest.append(line)
        found.count += 1
        if line.amount is not None:
            currency = line.amount.currency
            found.totals[currency] = found.totals.get(currency, 0) + line.amount.minor
    on_the_last = found.count - (wanted.pages_of(found.count) - 1) * wanted.size
    found.lines = page or list(latest)[len(latest) - on_the_last :]
    return found
