import pytest

from bot import authority
from bot.actor import Actor
from bot.deps import Deps
from bot.errors import NotAllowed
from bot.policy import OWNER, Action
from tests.fakes.deals import DANA

KIM = Actor(id="UKIM", name="Kim")
ALEX = Actor(id="UALEX", name="Alex")
OWNS = Actor(id="UDANA", name="Dana", email="Dana@Example.com")
SAM = Actor(id="USAM", name="Sam")


class TestRequire:
    def test_returns_the_group_through_which_somebody_may(self, deps: Deps) -> None:
        group = authority.require(deps, Action.APPROVE, KIM, owner_email=DANA.email)
        assert group == "finance"

    def test_knows_the_owner_by_email_whatever_the_case(self, deps: Deps) -> None:
        group = authority.require(deps, Action.HOLD, OWNS, owner_email=DANA.email)
        assert group == OWNER

    @pytest.mark.parametrize("who", [ALEX, SAM, OWNS])
    def test_refuses_others_and_says_who_may(self, deps: Deps, who: Actor) -> None:
        with pytest.raises(NotAllowed, match="only finance may approve this"):
            authority.require(deps, Action.APPROVE, who, owner_email=DANA.email)

    def test_narrows_to_the_groups_of_a_tier(self, deps: Deps) -> None:
        with pytest.raises(NotAllowed, match="only ar may approve this"):
            authority.require(deps, Action.APPROVE, KIM, owner_email=DANA.email, among=("ar",))
        group = authority.require(deps, Action.APPROVE, ALEX, owner_email="", among=("ar",))
        assert group == "ar"

    def test_takes_nobody_for_the_owner_of_a_deal_without_one(self, deps: Deps) -> None:
        with pytest.raises(NotAllowed):
            authority.require(deps, Action.HOLD, SAM, owner_email="")


class TestMay:
    @pytest.mark.parametrize(
        ("action", "who", "allowed"),
        [
            (Action.APPROVE, KIM, True),
            (Action.APPROVE, OWNS, False),
            (Action.HOLD, OWNS, True),
            (Action.HOLD, SAM, False),
            (Action.REMIND, ALEX, True),
            (Action.REMIND, OWNS, False),
        ],
    )
    def test_says_what_require_would(
        self, deps: Deps, action: Action, who: Actor, *, allowed: bool
    ) -> None:
        assert authority.may(deps, action, who, owner_email=DANA.email) is allowed
        try:
            authority.require(deps, action, who, owner_email=DANA.email)
        except NotAllowed:
            assert not allowed
        else:
            assert allowed

    def test_asks_for_no_owner_where_there_is_none(self, deps: Deps) -> None:
        assert authority.may(deps, Action.SEE_ALL, KIM)
        assert not authority.may(deps, Action.SEE_ALL, SAM)
