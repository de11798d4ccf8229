"""Living a plan from its first act to the day on which everybody has all of it."""

import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

from tests.soak.counts import Counts, counted
from tests.soak.place import Place, open_place
from tests.soak.plan import Act
from tests.soak.play import Player
from tests.soak.settle import SoakFailure, let_all_go_out, settle


@dataclass
class Report:
    """What happened, and what came of it."""

    acts: Counter[str] = field(default_factory=Counter)
    kills: int = 0
    freezes: int = 0
    seconds: float = 0.0
    counts: Counts = field(default_factory=Counts)

    def __iadd__(self, other: "Report") -> Self:
        """Add what another one came to."""
        self.acts += other.acts
        self.kills += other.kills
        self.freezes += other.freezes
        self.seconds += other.seconds
        self.counts += other.counts
        return self

    def __str__(self) -> str:
        """Return it as one line."""
        c = self.counts
        return (
            f"{sum(self.acts.values())} acts, {self.kills} kills, {self.freezes} freezes, "
            f"{c.deals} deals, {c.approved} approved, {c.invoices} invoices, {c.e_mails} e-mails, "
            f"{c.clicks} clicks, {c.forms} forms, {len(c.lost)} lost, {len(c.doubled)} doubled, "
            f"{self.seconds:.0f} s"
        )


def live(
    acts: Sequence[Act],
    folder: Path,
    database_url: str = "",
    bots: int = 1,
    told: Callable[[str], None] = lambda _: None,
) -> Report:
    """Play `acts` in a place of their own; `told` hears of each.

    Raises:
        SoakFailure: saying what was lost, doubled, or does not agree.

    """
    began = time.monotonic()
    with open_place(folder, database_url, bots) as place:
        player = Player(place)
        for act in acts:
            told(str(act))
            place.note_dead()
            player.play(act)
        told("settle")
        place.note_dead()
        settle(place, player)
        let_all_go_out(place, player)
        return _report(place, player, began)


def _report(place: Place, player: Player, began: float) -> Report:
    counts = counted(place.database_url, place.people, player.hands)
    if counts.wrong:
        raise SoakFailure("\n".join(counts.wrong))
    spent = time.monotonic() - began
    return Report(player.done, place.kills, place.freezes, spent, counts)
