"""Random histories end with ledger = Stripe = Salesforce, and nothing is billed twice."""

import os

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from bot.amending import WayKind
from bot.plan import AdjustmentKind
from tests.histories.billing import FAILURES
from tests.histories.history import History
from tests.histories.more_rules import (
    FeedRules,
    OutageRules,
    PolicyRules,
    TaxRules,
    TermRules,
)
from tests.histories.shapes import AMOUNTS, SHAPES
from tests.histories.tax_side import TAXES

LONG = int(os.environ.get("CLOSEDWON_SOAK", "0"))
"""How many histories are lived, instead of a few; each is longer, too."""

n = st.integers(0, 5)
percent = st.sampled_from([30, 50, 100, 120])
days = st.sampled_from([-10, 1, 3, 14, 45])
shapes = st.sampled_from(list(SHAPES))
currencies = st.sampled_from(list(AMOUNTS))
changes = st.one_of(
    st.tuples(st.just("scale"), st.integers(0, 3)),
    st.tuples(st.just("shift"), st.sampled_from([1, 14, 45])),
    st.tuples(st.just("lose"), st.just(0)),
)
fails = st.none() | st.tuples(st.integers(0, 12), st.sampled_from(list(FAILURES)))
Fails = tuple[int, str] | None
kinds = st.sampled_from([
    AdjustmentKind.CREDIT, AdjustmentKind.VOID, AdjustmentKind.WRITE_OFF,
    AdjustmentKind.RECORD_PAYMENT,
])  # fmt: skip


class Histories(TaxRules, TermRules, PolicyRules, OutageRules, FeedRules, RuleBasedStateMachine):
    """Whatever happens in whatever order."""

    world: History

    def __init__(self) -> None:
        super().__init__()
        self.world = History()

    def teardown(self) -> None:
        try:
            self.world.finish()
        finally:
            self.world.close()

    @invariant()
    def nothing_is_wrong(self) -> None:
        self.world.check()

    @initialize(
        tax=st.sampled_from(list(TAXES)), shape=shapes, currency=currencies,
        later=st.sampled_from([None, 0, 1, 10, 40]),
    )  # fmt: skip
    def begin(self, tax: str, shape: str, currency: str, later: int | None) -> None:
        """Win a deal; most are approved, and some time passes."""
        self.world.tax_by(tax)
        self.world.win(shape, currency)
        if later is not None:
            self.world.approve_by_both(0)
            self.world.days(later, every=3)

    # --- Salesforce

    @precondition(lambda self: len(self.world.deals) < 3)
    @rule(shape=shapes, currency=currencies)
    def win(self, shape: str, currency: str) -> None:
        self.world.win(shape, currency)

    @rule(n=n, factor=st.integers(0, 3))
    def scale(self, n: int, factor: int) -> None:
        self.world.scale(n, factor)

    @rule(n=n, days=days)
    def shift(self, n: int, days: int) -> None:
        self.world.shift(n, days)

    @rule(n=n, what=st.sampled_from([
        "split", "meet", "rename", "change_contact", "change_account", "merge", "lose",
        "reopen_deal", "win_again", "delete", "undelete", "clone",
    ]))  # fmt: skip
    def salesforce(self, n: int, what: str) -> None:
        if what == "clone" and len(self.world.deals) >= 3:
            return
        getattr(self.world, what)(n)

    @rule(n=n, currency=currencies)
    def change_currency(self, n: int, currency: str) -> None:
        self.world.change_currency(n, currency)

    @rule(n=n, quantity=st.integers(0, 9), period=n)
    def count(self, n: int, quantity: int, period: int) -> None:
        self.world.count(n, quantity, period)

    # --- Slack

    @rule(n=n)
    def approve(self, n: int) -> None:
        self.world.approve_by_both(n)

    @rule(n=n, what=st.sampled_from([
        "approve", "reject", "reopen", "hold_deal", "hold_invoice", "hold_retainer", "release",
        "deliver", "second",
    ]))  # fmt: skip
    def slack(self, n: int, what: str) -> None:
        getattr(self.world, what)(n)

    @rule(n=n, kind=st.sampled_from(list(WayKind)), both=st.booleans())
    def choose(self, n: int, kind: WayKind, *, both: bool) -> None:
        self.world.choose(n, kind)
        if both:
            self.world.approve_by_both(n)

    @rule(n=n, change=changes, kind=st.sampled_from(list(WayKind)), fails=fails)
    def amend(self, n: int, change: tuple[str, int], kind: WayKind, fails: Fails) -> None:
        """Change a deal, choose a way and approve it, while a call to Stripe may fail."""
        what, by = change
        if what == "lose":
            self.world.lose(n)
        else:
            getattr(self.world, what)(n, by)
        self.world.choose(n, kind)
        if fails is not None:
            self.world.fail(*fails)
        self.world.approve_by_both(0)

    @rule(n=n, kind=kinds, percent=percent, fails=fails)
    def correct_and_agree(self, n: int, kind: AdjustmentKind, percent: int, fails: Fails) -> None:
        if fails is not None:
            self.world.fail(*fails)
        self.world.correct(n, kind, percent)
        self.world.second(0)

    @rule(n=n, what=st.sampled_from(["hold_deal", "hold_retainer", "hold_invoice"]), count=days)
    def hold_for_days(self, n: int, what: str, count: int) -> None:
        getattr(self.world, what)(n)
        self.world.days(abs(count), every=3)
        self.world.release(0)

    @rule(n=n, days=days)
    def move(self, n: int, days: int) -> None:
        self.world.move(n, days)

    @rule(n=n, quantity=st.integers(0, 9))
    def give_usage(self, n: int, quantity: int) -> None:
        self.world.give_usage(n, quantity)

    @rule(n=n, kind=kinds, percent=percent)
    def correct(self, n: int, kind: AdjustmentKind, percent: int) -> None:
        self.world.correct(n, kind, percent)

    @rule()
    def retry(self) -> None:
        self.world.retry()

    # --- Stripe

    @rule(n=n, percent=percent)
    def pay(self, n: int, percent: int) -> None:
        self.world.pay(n, percent)

    @rule(n=n, what=st.sampled_from(["refund", "credit"]), percent=percent)
    def give_back(self, n: int, what: str, percent: int) -> None:
        getattr(self.world, what)(n, percent)

    @rule(n=n, what=st.sampled_from([
        "debit", "bounce", "dispute", "void", "write_off", "end_subscription",
    ]))  # fmt: skip
    def stripe(self, n: int, what: str) -> None:
        getattr(self.world, what)(n)

    @rule(n=n, won=st.booleans())
    def decide_dispute(self, n: int, *, won: bool) -> None:
        self.world.decide_dispute(n, won=won)

    @rule(n=n, paused=st.booleans())
    def pause_subscription(self, n: int, *, paused: bool) -> None:
        self.world.pause_subscription(n, paused=paused)

    # --- time and failures

    @rule(count=st.sampled_from([1, 2, 7]))
    def days(self, count: int) -> None:
        self.world.days(count)

    @rule(count=st.sampled_from([31, 62]))
    def months(self, count: int) -> None:
        self.world.days(count, every=5)

    @rule(count=st.sampled_from([0, 3, 40]))
    def be_down(self, count: int) -> None:
        self.world.down()
        self.world.days(count)

    @rule()
    def be_up_again(self) -> None:
        self.world.again()

    @rule(call=st.integers(0, 12), how=st.sampled_from(list(FAILURES)))
    def fail(self, call: int, how: str) -> None:
        self.world.fail(call, how)

    @rule(seed=n)
    def stutter(self, seed: int) -> None:
        self.world.stutter(seed)

    @rule()
    def settle(self) -> None:
        self.world.settle()


TestHistories = Histories.TestCase
TestHistories.settings = settings(
    max_examples=LONG or 5,
    derandomize=not LONG,
    stateful_step_count=40 if LONG else 12,
    deadline=None,
    print_blob=True,
    suppress_health_check=list(HealthCheck),
)
