from collections.abc import Iterator

import pytest

from bot.errors import NotFound, Trouble, VendorError
from bot.facts import Message, Place
from integrations.slack.scopes import SCOPES
from tests.integrations.slack_office import Town, open_town

CHANNEL = "#billing-approvals"
HELLO = Message(text="Hello")
POST = "chat.postMessage"


@pytest.fixture
def town() -> Iterator[Town]:
    with open_town() as town:
        yield town


def approvals(town: Town) -> str:
    return town.office.messenger.channels.id_of(CHANNEL)


class TestPostingAgain:
    @pytest.mark.parametrize("kind", ["status_after", "reset_after"])
    def test_leaves_one_message_when_the_answer_was_lost(self, town: Town, kind: str) -> None:
        messenger = town.office.messenger
        town.fault(POST, kind)
        with pytest.raises(VendorError) as lost:
            messenger.post(CHANNEL, HELLO, key="card:1")
        assert lost.value.retryable
        place = messenger.post(CHANNEL, HELLO, key="card:1")
        assert [one["ts"] for one in town.messages(place.channel)] == [place.ts]

    @pytest.mark.parametrize("kind", ["status_before", "reset_before"])
    def test_posts_after_all_when_nothing_had_happened(self, town: Town, kind: str) -> None:
        town.fault(POST, kind)
        with pytest.raises(VendorError):
            town.office.messenger.post(CHANNEL, HELLO, key="card:1")
        place = town.office.messenger.post(CHANNEL, HELLO, key="card:1")
        assert len(town.messages(place.channel)) == 1

    def test_leaves_one_message_when_another_process_takes_over(self, town: Town) -> None:
        town.fault(POST, "reset_after")
        with pytest.raises(VendorError):
            town.office.messenger.post(CHANNEL, HELLO, key="card:1")
        place = town.restarted().messenger.post(CHANNEL, HELLO, key="card:1")
        assert len(town.messages(place.channel)) == 1

    def test_leaves_one_answer_in_a_thread(self, town: Town) -> None:
        root = town.office.messenger.post(CHANNEL, HELLO, key="card:1")
        town.fault(POST, "reset_after")
        with pytest.raises(VendorError):
            town.office.messenger.post(CHANNEL, HELLO, key="event:1", thread=root.ts)
        place = town.restarted().messenger.post(CHANNEL, HELLO, key="event:1", thread=root.ts)
        replies = town.office.client.conversations_replies(channel=place.channel, ts=root.ts)
        assert [one["ts"] for one in replies["messages"]] == [root.ts, place.ts]

    def test_leaves_one_direct_message(self, town: Town) -> None:
        town.fault(POST, "reset_after")
        with pytest.raises(VendorError):
            town.office.messenger.direct("UDANA", HELLO, key="fix:1")
        place = town.office.messenger.direct("UDANA", HELLO, key="fix:1")
        assert len(town.messages(place.channel)) == 1

    def test_reads_a_channel_once_for_a_burst_of_posts(self, town: Town) -> None:
        for number in range(10):
            town.office.messenger.post(CHANNEL, HELLO, key=f"card:{number}")
        assert town.calls("conversations.history") == 1

    def test_keeps_the_key_when_the_message_is_changed(self, town: Town) -> None:
        place = town.office.messenger.post(CHANNEL, HELLO, key="card:1")
        town.office.messenger.update(place, Message(text="Changed"))
        assert town.restarted().messenger.post(CHANNEL, HELLO, key="card:1") == place


class TestPace:
    def test_spreads_the_posts_of_one_channel(self, town: Town) -> None:
        for number in range(5):
            town.office.messenger.post(CHANNEL, HELLO, key=f"card:{number}")
        assert town.watch.naps == [3]  # three, and then one a second

    def test_lets_other_channels_pass(self, town: Town) -> None:
        for channel in (CHANNEL, "#ar", "#billing-ops"):
            town.office.messenger.post(channel, HELLO, key="one")
        assert town.watch.naps == []


class TestWhisper:
    def test_reaches_only_one_person_in_the_channel(self, town: Town) -> None:
        town.office.messenger.whisper(CHANNEL, "UKIM", HELLO)
        assert town.calls("chat.postEphemeral") == 1
        assert town.calls(POST) == 0

    @pytest.mark.parametrize("channel", [CHANNEL, "CNOWHERE"])
    def test_becomes_a_direct_message_to_who_is_not_there(self, town: Town, channel: str) -> None:
        town.office.messenger.whisper(channel, "UDANA", HELLO)
        direct = town.office.messenger.channels.direct("UDANA")
        assert [one["text"] for one in town.messages(direct)] == ["Hello"]


class TestRefusals:
    def test_names_the_channel_that_is_missing_and_the_fix(self, town: Town) -> None:
        with pytest.raises(VendorError, match=r"#nowhere.*invite @closedwon") as refused:
            town.office.messenger.post("#nowhere", HELLO, key="1")
        assert refused.value.trouble is Trouble.REFUSED

    def test_names_the_scope_that_is_missing(self, town: Town) -> None:
        channel = approvals(town)
        town.act("scopes", scopes=["groups:read", "channels:read", "groups:history"])
        with pytest.raises(VendorError, match="chat:write") as refused:
            town.office.messenger.post(channel, HELLO, key="1")
        assert refused.value.code == "missing_scope"

    def test_says_where_closedwon_has_to_be_invited(self, town: Town) -> None:
        town.act("channels", name="public", bot_is_member=False)
        with pytest.raises(VendorError, match="Invite @closedwon") as refused:
            town.office.messenger.post("#public", HELLO, key="1")
        assert refused.value.code == "not_in_channel"

    def test_says_what_is_wrong_with_a_message(self, town: Town) -> None:
        wrong = Message(text="x", blocks=[{"type": "nonsense"}])
        with pytest.raises(VendorError, match="nonsense"):
            town.office.messenger.post(CHANNEL, wrong, key="1")

    def test_never_shows_a_token(self, town: Town) -> None:
        town.fault(POST, "status_before", status=200, code="invalid_auth")
        with pytest.raises(VendorError) as refused:
            town.office.messenger.post(CHANNEL, HELLO, key="1")
        assert "xoxb-sandbox" not in repr(refused.value) + str(refused.value)

    def test_says_that_nothing_can_be_linked(self, town: Town) -> None:
        with pytest.raises(NotFound):
            town.office.messenger.link(Place(channel=approvals(town), ts="1.000001"))


class TestChecks:
    def test_name_the_scope_that_is_missing_and_what_needs_it(self, town: Town) -> None:
        town.act("scopes", scopes=["chat:write", "channels:read", "groups:read"])
        wrong = [check for check in town.office.messenger.checks() if not check.ok]
        assert [check.name for check in wrong] == ["Slack scopes"]
        assert "files:write (for files.getUploadURLExternal" in wrong[0].sentence

    def test_name_each_scope_that_nothing_needs(self, town: Town) -> None:
        town.act("scopes", scopes=[*SCOPES, "admin.users:write", "files:read"])
        (wrong,) = [check for check in town.office.messenger.checks() if not check.ok]
        assert wrong.name == "Slack scopes beyond"
        assert "admin.users:write, files:read" in wrong.sentence
        assert not wrong.fatal

    def test_warn_of_a_channel_that_everybody_reads(self, town: Town) -> None:
        settings = town.office.messenger.settings.model_copy(update={"ar_channel": "#billing-ops"})
        town.office.messenger.settings = settings
        (wrong,) = [check for check in town.office.messenger.checks() if not check.ok]
        assert "public" in wrong.sentence
        assert not wrong.fatal

    def test_name_the_channel_to_invite_the_bot_to(self, town: Town) -> None:
        settings = town.office.messenger.settings.model_copy(update={"ops_channel": "#nowhere"})
        town.office.messenger.settings = settings
        (wrong,) = [check for check in town.office.messenger.checks() if not check.ok]
        assert "/invite @closedwon" in wrong.fix

    def test_report_a_slack_that_is_down(self, town: Town) -> None:
        town.fault("auth.test", "status_before", times=9)
        (wrong,) = town.office.messenger.checks()
        assert not wrong.ok
