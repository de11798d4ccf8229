"""Feeds in any order, with entries twice, late or lost, end where orderly ones do."""

import os

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from bot.amending import WayKind
from tests.histories.feed_side import FEEDS
from tests.histories.shapes import SHAPES
from tests.histories.twins import Twin, Twins

LONG = int(os.environ.get("CLOSEDWON_SOAK", "0"))

n = st.integers(0, 5)
feeds = st.sampled_from(FEEDS)
shapes = st.sampled_from(list(SHAPES))
percent = st.sampled_from([30, 100])


class Feeds(RuleBasedStateMachine):
    """The same happens twice: once all is heard of in order, once it is not."""

    def __init__(self) -> None:
        super().__init__()
        self.twins = Twins()
        self.other = self.twins.other

    def teardown(self) -> None:
        try:
            self.twins.when_all_is_known()
            self.twins.both(Twin.finish)
            self.twins.compare()
        finally:
            self.twins.close()

    @invariant()
    def nothing_is_wrong(self) -> None:
        self.twins.both(Twin.check)

    @initialize(shape=shapes, approved=st.booleans())
    def begin(self, shape: str, *, approved: bool) -> None:
        self.twins.both(lambda world: world.win(shape))
        if approved:
            self.twins.both(lambda world: world.approve_by_both(0))

    # --- the feeds of one of the two

    @rule(feed=feeds, seed=n)
    def mix(self, feed: str, seed: int) -> None:
        self.other.mix(feed, seed)

    @rule(feed=feeds, count=st.integers(1, 3))
    def lose(self, feed: str, count: int) -> None:
        self.other.lose_entries(feed, count)

    @rule(feed=feeds, count=st.integers(1, 3), hours=st.sampled_from([1, 5]))
    def delay(self, feed: str, count: int, hours: int) -> None:
        self.other.delay_entries(feed, count, hours)

    # --- what happens in both

    @rule(shape=shapes)
    def win(self, shape: str) -> None:
        if len(self.other.deals) < 3:
            self.twins.both(lambda world: world.win(shape))

    @rule(n=n, what=st.sampled_from([
        "split", "meet", "rename", "change_contact", "lose", "win_again", "delete", "undelete",
    ]))  # fmt: skip
    def salesforce(self, n: int, what: str) -> None:
        self.twins.both(lambda world: getattr(world, what)(n))

    @rule(n=n, factor=st.integers(0, 3))
    def scale(self, n: int, factor: int) -> None:
        self.twins.both(lambda world: world.scale(n, factor))

    @rule(n=n, percent=percent, what=st.sampled_from(["pay", "refund"]))
    def money(self, n: int, percent: int, what: str) -> None:
        self.twins.both(lambda world: getattr(world, what)(n, percent))

    @rule(n=n, what=st.sampled_from(["dispute", "bounce", "void", "write_off"]))
    def stripe(self, n: int, what: str) -> None:
        self.twins.both(lambda world: getattr(world, what)(n))

    @rule(count=st.integers(1, 30))
    def minutes(self, count: int) -> None:
        self.twins.both(lambda world: world.minutes(count))

    @rule(n=n, what=st.sampled_from([
        "approve_by_both", "approve", "reject", "reopen", "hold_deal", "hold_invoice", "release",
        "deliver",
    ]))  # fmt: skip
    def people(self, n: int, what: str) -> None:
        self.twins.when_all_is_known()
        self.twins.both(lambda world: getattr(world, what)(n))

    @rule(n=n, kind=st.sampled_from(list(WayKind)))
    def choose(self, n: int, kind: WayKind) -> None:
        self.twins.when_all_is_known()
        self.twins.both(lambda world: world.choose(n, kind))
        self.twins.both(lambda world: world.approve_by_both(n))

    @rule(count=st.sampled_from([1, 7, 31]))
    def days(self, count: int) -> None:
        self.twins.when_all_is_known()
        self.twins.both(lambda world: world.days(count, every=3))


TestFeeds = Feeds.TestCase
TestFeeds.settings = settings(
    max_examples=LONG or 3,
    derandomize=not LONG,
    stateful_step_count=25 if LONG else 8,
    deadline=None,
    print_blob=True,
    suppress_health_check=list(HealthCheck),
)
