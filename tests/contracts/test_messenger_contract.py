"""What every `Messenger` and `Directory` does, in memory or at Slack."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from bot.errors import NotFound, VendorError
from bot.facts import Attachment, Message, Place
from bot.ports import Directory, Messenger
from tests.fakes.slack import FakeDirectory, FakeMessenger
from tests.integrations.slack_office import open_town

CHANNEL = "#billing-approvals"
HELLO = Message(text="Hello", blocks=[{"type": "divider"}])
AGAIN = Message(text="Hello again")


@dataclass
class Both:
    messenger: Messenger
    directory: Directory


def _fake() -> Both:
    directory = FakeDirectory()
    directory.add("UKIM", "kim", "@finance", "SFIN")
    directory.add("UALEX", "alex", "@finance", "SFIN")
    directory.add("UDANA", "dana")
    return Both(FakeMessenger(), directory)


@pytest.fixture(params=["fake", "slack"])
def slack(request: pytest.FixtureRequest) -> Iterator[Both]:
    if request.param == "fake":
        yield _fake()
        return
    with open_town() as town:
        yield Both(town.office.messenger, town.office.directory)


class TestMessenger:
    def test_posts_once_for_one_key(self, slack: Both) -> None:
        first = slack.messenger.post(CHANNEL, HELLO, key="card:1")
        assert slack.messenger.post(CHANNEL, HELLO, key="card:1") == first
        assert slack.messenger.post(CHANNEL, HELLO, key="card:2") != first

    def test_posts_by_name_and_by_id_in_the_same_channel(self, slack: Both) -> None:
        first = slack.messenger.post(CHANNEL, HELLO, key="card:1")
        second = slack.messenger.post(first.channel, HELLO, key="card:2")
        assert second.channel == first.channel

    def test_posts_once_in_a_thread(self, slack: Both) -> None:
        root = slack.messenger.post(CHANNEL, HELLO, key="card:1")
        first = slack.messenger.post(CHANNEL, AGAIN, key="event:1", thread=root.ts)
        again = slack.messenger.post(CHANNEL, AGAIN, key="event:1", thread=root.ts)
        assert again == first
        assert first.ts > root.ts

    def test_replaces_a_message(self, slack: Both) -> None:
        place = slack.messenger.post(CHANNEL, HELLO, key="card:1")
        slack.messenger.update(place, AGAIN)
        assert slack.messenger.post(CHANNEL, HELLO, key="card:1") == place

    def test_says_that_a_message_is_gone(self, slack: Both) -> None:
        place = slack.messenger.post(CHANNEL, HELLO, key="card:1")
        with pytest.raises(NotFound):
            slack.messenger.update(Place(channel=place.channel, ts="1.000001"), AGAIN)

    def test_writes_to_a_person_once(self, slack: Both) -> None:
        first = slack.messenger.direct("UDANA", HELLO, key="fix:1")
        assert slack.messenger.direct("UDANA", HELLO, key="fix:1") == first

    def test_whispers(self, slack: Both) -> None:
        slack.messenger.whisper(CHANNEL, "UKIM", HELLO)

    def test_shares_a_file_below_a_message(self, slack: Both) -> None:
        place = slack.messenger.post(CHANNEL, HELLO, key="summary:1")
        file = Attachment(filename="a.csv", title="All", content="a,b\n")
        slack.messenger.share(place, file)

    def test_knows_the_address_of_a_message(self, slack: Both) -> None:
        place = slack.messenger.post(CHANNEL, HELLO, key="card:1")
        assert slack.messenger.link(place).startswith("https://")

    def test_is_in_order(self, slack: Both) -> None:
        assert all(check.ok for check in slack.messenger.checks())


class TestDirectory:
    @pytest.mark.parametrize("group", ["@finance", "SFIN"])
    def test_knows_the_members_of_a_group(self, slack: Both, group: str) -> None:
        assert slack.directory.members(group) == {"UKIM", "UALEX"}

    def test_takes_a_user_as_a_group_of_one(self, slack: Both) -> None:
        assert slack.directory.members("UDANA") == {"UDANA"}

    def test_has_nobody_for_an_unknown_user(self, slack: Both) -> None:
        assert slack.directory.members("UNOBODY") == frozenset()

    def test_refuses_an_unknown_group(self, slack: Both) -> None:
        with pytest.raises(VendorError, match="policy"):
            slack.directory.members("@nobody")

    def test_knows_a_person(self, slack: Both) -> None:
        person = slack.directory.person("UDANA")
        assert (person.name, person.email) == ("dana", "dana@seller.test")

    def test_knows_nobody_by_a_wrong_id(self, slack: Both) -> None:
        with pytest.raises(NotFound):
            slack.directory.person("UNOBODY")

    def test_finds_people_by_email_in_any_case(self, slack: Both) -> None:
        found = slack.directory.by_email("Dana@Seller.test")
        assert found is not None
        assert found.id == "UDANA"

    @pytest.mark.parametrize("email", ["", "nobody@seller.test"])
    def test_finds_nobody_by_an_unknown_email(self, slack: Both, email: str) -> None:
        assert slack.directory.by_email(email) is None
