"""What becomes of the feeds in a random history: Salesforce's changed deals, Stripe's events."""

import random
from datetime import timedelta
from typing import Any

from tests.histories.feeds import Disorder
from tests.histories.world import World

FEEDS = ("Salesforce", "Stripe")


class FeedSide(World):
    """Feeds in disorder; the bot is told of nothing."""

    def feed(self, vendor: str) -> Disorder[Any]:
        """Return what happens to the entries of a vendor's feed."""
        feeds: dict[str, Disorder[Any]] = {"Salesforce": self.crm.feed, "Stripe": self.billing.feed}
        return feeds[vendor]

    def mix(self, vendor: str, seed: int) -> None:
        """Have entries come in any order, and some of them twice."""
        self.feed(vendor).dice = random.Random(seed)  # noqa: S311 - any order will do

    def lose_entries(self, vendor: str, count: int) -> None:
        """Have the next entries never come."""
        self.feed(vendor).lose = count

    def delay_entries(self, vendor: str, count: int, hours: int) -> None:
        """Have the next entries come hours late."""
        feed = self.feed(vendor)
        feed.delay, feed.until = count, self.clock.now() + timedelta(hours=hours)

    def feeds_are_well(self) -> None:
        """Have everything come as it happens; what was lost stays lost."""
        for vendor in FEEDS:
            self.feed(vendor).over()

    def owed_by_feeds(self) -> bool:
        """Return whether something is lost or late that no night has found yet."""
        return any(self.feed(vendor).owes for vendor in FEEDS)

    def night(self) -> None:
        """Let the sweep of the night find what was lost, and what is late come."""
        self.feeds_are_well()
        self.minutes(61)
        self.days(1)
        self.minutes(2)
        for vendor in FEEDS:
            self.feed(vendor).missed.clear()
