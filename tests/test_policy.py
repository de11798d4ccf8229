from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import NotAllowed
from bot.money import Money
from bot.policy import OWNER, Action, Policy, Tier

PEOPLE = {"finance": ("@finance",), "ar": ("@ar",), "cfo": ("UCFO",)}
TIERED = Policy(
    people=PEOPLE,
    tiers=(
        Tier(currency="USD", approvers=3, who=("cfo",)),
        Tier(currency="USD", up_to=Decimal(50_000), approvers=2),
        Tier(currency="USD", up_to=Decimal("9999.50")),
        Tier(currency="JPY", up_to=Decimal(1_000_000)),
        Tier(currency="KWD", up_to=Decimal("10.5")),
    ),
)


def needed(minor: int, currency: str = "USD") -> int:
    return TIERED.tier_for(Money(minor=minor, currency=currency)).approvers


class TestTierFor:
    @pytest.mark.parametrize(
        ("minor", "approvers"),
        [
            (0, 1),
            (999_949, 1),
            (999_950, 1),
            (999_951, 2),
            (4_999_999, 2),
            (5_000_000, 2),
            (5_000_001, 3),
            (10**15, 3),
        ],
    )
    def test_includes_the_limit_to_the_cent(self, minor: int, approvers: int) -> None:
        assert needed(minor) == approvers

    def test_knows_the_minor_units_of_the_currency(self) -> None:
        assert [needed(minor, "JPY") for minor in (999_999, 1_000_000, 1_000_001)] == [1, 1, 3]
        assert [needed(minor, "KWD") for minor in (10_490, 10_500, 10_510)] == [1, 1, 3]

    def test_counts_a_currency_without_tiers_as_the_highest(self) -> None:
        tier = TIERED.tier_for(Money(minor=1, currency="EUR"))
        assert (tier.approvers, tier.who, tier.currency) == (3, ("cfo",), "EUR")
        assert TIERED.limit_below(tier) is None

    def test_takes_the_higher_of_two_tiers_that_ask_for_as_many(self) -> None:
        policy = Policy(
            people=PEOPLE,
            tiers=(
                Tier(currency="USD", up_to=Decimal(10)),
                Tier(currency="USD", who=("cfo",)),
            ),
        )
        assert policy.tier_for(Money(minor=1, currency="EUR")).who == ("cfo",)

    def test_asks_for_one_when_there_are_no_tiers(self) -> None:
        tier = Policy(people=PEOPLE).tier_for(Money(minor=10**12, currency="USD"))
        assert (tier.approvers, tier.who) == (1, ())

    @given(st.integers(min_value=0, max_value=10**9), st.integers(min_value=0, max_value=10**9))
    def test_never_asks_fewer_for_more(self, one: int, other: int) -> None:
        assert needed(min(one, other)) <= needed(max(one, other))

    @pytest.mark.parametrize(
        ("minor", "currency", "below"),
        [
            (1, "USD", None),
            (999_951, "USD", Money(minor=999_950, currency="USD")),
            (5_000_001, "USD", Money(minor=5_000_000, currency="USD")),
            (1, "JPY", None),
            (1_000_001, "JPY", Money(minor=1_000_000, currency="JPY")),
        ],
    )
    def test_knows_where_it_begins(self, minor: int, currency: str, below: Money | None) -> None:
        tier = TIERED.tier_for(Money(minor=minor, currency=currency))
        assert TIERED.limit_below(tier) == below


class TestCheck:
    members = {  # noqa: RUF012 - never changed
        "finance": frozenset({"UKIM", "UPAT"}),
        "ar": frozenset({"UALEX"}),
        "cfo": frozenset({"UCFO"}),
    }
    policy = Policy(people=PEOPLE)

    def check(
        self, action: Action, who: str, *, is_owner: bool = False, among: tuple[str, ...] = ()
    ) -> str:
        return self.policy.check(action, who, self.members, is_owner=is_owner, among=among)

    def test_names_the_group_through_which_somebody_may(self) -> None:
        assert self.check(Action.APPROVE, "UKIM") == "finance"
        assert self.check(Action.HOLD, "UALEX") == "ar"
        assert self.check(Action.HOLD, "UDANA", is_owner=True) == OWNER

    @pytest.mark.parametrize(
        ("action", "is_owner", "among", "sentence"),
        [
            (Action.APPROVE, True, (), "Nothing was changed: only finance may approve this."),
            (
                Action.NOT_BILLED,
                False,
                (),
                "Nothing was changed: only finance may say that a deal is not to be billed.",
            ),
            (
                Action.HOLD,
                False,
                (),
                "Nothing was changed: only finance, ar or the deal owner may hold this.",
            ),
            (Action.APPROVE, False, ("cfo",), "Nothing was changed: only cfo may approve this."),
        ],
    )
    def test_says_who_may_instead(
        self, action: Action, among: tuple[str, ...], sentence: str, *, is_owner: bool
    ) -> None:
        with pytest.raises(NotAllowed) as refusal:
            self.check(action, "UDANA", is_owner=is_owner, among=among)
        assert str(refusal.value) == sentence

    def test_narrows_to_the_groups_of_a_tier(self) -> None:
        assert self.check(Action.APPROVE, "UCFO", among=("cfo",)) == "cfo"
        with pytest.raises(NotAllowed):
            self.check(Action.APPROVE, "UKIM", among=("cfo",))

    def test_lets_nobody_do_what_no_group_may(self) -> None:
        policy = Policy(people=PEOPLE, may={Action.SNOOZE: ()})
        with pytest.raises(NotAllowed, match="nobody may pause the reminders"):
            policy.check(Action.SNOOZE, "UKIM", self.members, is_owner=True)

    @pytest.mark.parametrize("action", Action)
    def test_has_an_answer_for_every_action(self, action: Action) -> None:
        assert set(self.policy.who_may(action)) <= {"finance", "ar", OWNER}
        assert "finance" in self.policy.who_may(action)
