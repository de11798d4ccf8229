"""A random history: what may happen, in the order in which Hypothesis has it happen."""

from collections.abc import Sequence

from bot.ledger import desk, holds
from tests.histories.books import wrong_always, wrong_settled
from tests.histories.books_side import BooksSide
from tests.histories.feed_side import FeedSide
from tests.histories.modify_side import ModifySide
from tests.histories.outage_side import OutageSide
from tests.histories.renewal_side import RenewalSide
from tests.histories.stripe_side import StripeSide
from tests.histories.tax_side import TaxSide

ROUNDS = 6


class History(RenewalSide, ModifySide, StripeSide, TaxSide, BooksSide, OutageSide, FeedSide):
    """Everything that can happen, and what has to be true then."""

    def check(self) -> None:
        """Hold what has to be true at any moment against what is."""
        _nothing_of(wrong_always(self))

    def settle(self) -> None:
        """Let the bot see and do everything; then all three books say the same."""
        self.billing.failures_are_over()
        self.all_is_back()
        self.feeds_are_well()
        self.up = True
        for _ in range(ROUNDS):
            self.minutes(61)
            if not self.retry():
                break
        self.evenings(2)
        _nothing_of(wrong_settled(self))

    def finish(self) -> None:
        """Let people decide what waits, and the time pass in which all of it goes out."""
        self.settle()
        self.find_places()
        for n in range(len(self.deals)):
            self.approve_by_both(n)
        with self.ledger.reading() as s:
            held = len(holds.all_open(s))
        for _ in range(held):
            self.release(0)
        for _ in range(4):
            self.days(30, every=15)
            for n in range(len(self.rows())):
                self.deliver(n)
                self.give_usage(n, 7)
        self.settle()

    def troubles(self) -> list[str]:
        """Return what waits for somebody, in words."""
        with self.ledger.reading() as s:
            return [f"{row.kind} {row.subject}: {row.words}" for row in desk.open_troubles(s)]


def _nothing_of(wrong: Sequence[str]) -> None:
    if wrong:
        raise AssertionError("\n".join(wrong))
