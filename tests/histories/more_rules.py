"""Rules of the state machine for what is taxed, modified, renewed, counted, closed or not there."""

from hypothesis import strategies as st
from hypothesis.stateful import rule

from tests.histories.feed_side import FEEDS
from tests.histories.history import History
from tests.histories.modify_side import WHATS
from tests.histories.outages import VENDORS, WAYS

n = st.integers(0, 5)
answers = st.lists(st.sampled_from(["approve", "reject", "reopen"]), min_size=1, max_size=3)
vendors = st.sampled_from(VENDORS)
feeds = st.sampled_from(FEEDS)
some = st.integers(1, 3)


class TaxRules:
    """Who is taxed, and where they are."""

    world: History

    @rule(n=n, status=st.integers(0, 2))
    def exempt(self, n: int, status: int) -> None:
        self.world.exempt(n, status)

    @rule(n=n)
    def lose_place(self, n: int) -> None:
        self.world.lose_place(n)

    @rule()
    def find_places(self) -> None:
        self.world.find_places()


class TermRules:
    """What goes on from term to term and from period to period."""

    world: History

    @rule(n=n)
    def renews(self, n: int) -> None:
        self.world.renews(n)

    @rule(n=n, answers=answers.map(tuple))
    def renewal(self, n: int, answers: tuple[str, ...]) -> None:
        self.world.near_the_end(n)
        self.world.renewal(n, answers)

    @rule(
        n=n, days=st.sampled_from([0, 5, 20, 40]), quantity=st.integers(0, 9), slack=st.booleans()
    )
    def count_late(self, n: int, days: int, quantity: int, *, slack: bool) -> None:
        self.world.count_late(n, days, quantity, in_slack=slack)


class PolicyRules:
    """What is changed before the approval, and what may not be changed after."""

    world: History

    @rule(n=n, what=st.sampled_from(list(WHATS)), by=st.integers(1, 4), both=st.booleans())
    def modify(self, n: int, what: str, by: int, *, both: bool) -> None:
        self.world.modify(n, what, by)
        if both:
            self.world.approve_by_both(n)

    @rule(days_ago=st.sampled_from([0, 1, 10, 30]))
    def close_books(self, days_ago: int) -> None:
        self.world.close_books(days_ago)


class OutageRules:
    """Which vendor does not answer."""

    world: History

    @rule(vendor=vendors, how=st.sampled_from(WAYS), skip=st.integers(0, 12),
          calls=st.sampled_from([1, 4, 12]))  # fmt: skip
    def trip(self, vendor: str, how: str, skip: int, calls: int) -> None:
        self.world.trip(vendor, how, skip, calls)

    @rule(vendor=vendors)
    def lose_vendor(self, vendor: str) -> None:
        self.world.lose_vendor(vendor)

    @rule()
    def all_is_back(self) -> None:
        self.world.all_is_back()


class FeedRules:
    """What comes in any order, twice, late, or never."""

    world: History

    @rule(feed=feeds, seed=n)
    def mix(self, feed: str, seed: int) -> None:
        self.world.mix(feed, seed)

    @rule(feed=feeds, count=some)
    def lose_entries(self, feed: str, count: int) -> None:
        self.world.lose_entries(feed, count)

    @rule(feed=feeds, count=some, hours=st.sampled_from([1, 5, 30]))
    def delay_entries(self, feed: str, count: int, hours: int) -> None:
        self.world.delay_entries(feed, count, hours)

    @rule()
    def feeds_are_well(self) -> None:
        self.world.feeds_are_well()
