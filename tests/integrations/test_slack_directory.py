import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

import pytest

from bot.errors import NotFound, Trouble, VendorError
from integrations.slack.cache import FRESH_SECONDS, STALE_SECONDS, Cache
from tests.integrations.slack_office import Town, open_town


@pytest.fixture
def town() -> Iterator[Town]:
    with open_town() as town:
        yield town


class TestDirectory:
    def test_keeps_deactivated_people_strangers_and_bots_out_of_groups(self, town: Town) -> None:
        town.act("usergroups", id="SALL", handle="all", members=["kim", "eve", "robo", "dana"])
        town.leave("dana")
        assert town.office.directory.members("@all") == {"UKIM"}

    @pytest.mark.parametrize("user", ["UEVE", "UROBO"])
    def test_knows_no_strangers_and_no_bots(self, town: Town, user: str) -> None:
        with pytest.raises(NotFound):
            town.office.directory.person(user)
        assert town.office.directory.members(user) == frozenset()

    def test_shows_that_somebody_left(self, town: Town) -> None:
        town.leave("dana")
        assert not town.office.directory.person("UDANA").is_active
        assert town.office.directory.by_email("dana@seller.test") is None

    def test_finds_no_stranger_by_email(self, town: Town) -> None:
        assert town.office.directory.by_email("eve@other.test") is None

    def test_asks_once_a_minute(self, town: Town) -> None:
        for _ in range(5):
            town.office.directory.members("@finance")
            town.office.directory.by_email("kim@seller.test")
        assert town.calls("usergroups.users.list") == 1
        assert town.calls("users.lookupByEmail") == 1

    def test_asks_about_one_person_whether_they_belong(self, town: Town) -> None:
        town.act("usergroups", id="SALL", handle="all", members=["kim", "eve", "robo", "dana"])
        town.leave("dana")
        assert town.office.directory.belongs("UKIM", "@all")
        assert town.calls("users.info") == 1
        assert not town.office.directory.belongs("UDANA", "@all")
        assert not town.office.directory.belongs("UEVE", "@all")
        assert not town.office.directory.belongs("UALEX", "@all")

    def test_tells_an_outage_from_an_unknown_person(self, town: Town) -> None:
        town.fault("users.info", "status_before", times=5)
        with pytest.raises(VendorError) as down:
            town.office.directory.person("UDANA")
        assert down.value.trouble is Trouble.DOWN


@dataclass
class Source:
    """Answers with how often it was asked, or fails."""

    asked: int = 0
    error: VendorError | None = None

    def __call__(self) -> int:
        self.asked += 1
        if self.error is not None:
            raise self.error
        return self.asked


@dataclass
class Watch:
    seconds: float = 0.0
    naps: list[float] = field(default_factory=list)

    def __call__(self) -> float:
        return self.seconds

    def nap(self, seconds: float) -> None:
        self.naps.append(seconds)


def failing(trouble: Trouble) -> VendorError:
    return VendorError("Slack", "No.", trouble=trouble)


class TestCache:
    def test_asks_again_after_a_minute(self) -> None:
        watch, source = Watch(), Source()
        cache = Cache[int](now=watch)
        assert [cache.get("a", source), cache.get("a", source)] == [1, 1]
        watch.seconds = FRESH_SECONDS
        assert cache.get("a", source) == 2

    def test_asks_once_when_many_ask_at_a_time(self) -> None:
        source, open_the_door = Source(), threading.Event()
        cache = Cache[int]()

        def slowly() -> int:
            open_the_door.wait()
            return source()

        with ThreadPoolExecutor(8) as pool:
            answers = [pool.submit(cache.get, "a", slowly) for _ in range(8)]
            open_the_door.set()
        assert {answer.result() for answer in answers} == {1}

    def test_gives_an_old_answer_while_slack_is_down(self) -> None:
        watch, source = Watch(), Source()
        cache = Cache[int](now=watch)
        cache.get("a", source)
        source.error = failing(Trouble.DOWN)
        watch.seconds = STALE_SECONDS - 1
        assert cache.get("a", source) == 1
        watch.seconds = STALE_SECONDS
        with pytest.raises(VendorError):
            cache.get("a", source)

    def test_gives_no_old_answer_when_slack_refuses(self) -> None:
        watch, source = Watch(), Source()
        cache = Cache[int](now=watch)
        cache.get("a", source)
        source.error = failing(Trouble.REFUSED)
        watch.seconds = FRESH_SECONDS
        with pytest.raises(VendorError):
            cache.get("a", source)
