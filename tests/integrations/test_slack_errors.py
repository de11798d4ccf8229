from collections.abc import Iterator

import pytest

from bot.errors import Trouble, VendorError
from bot.facts import Attachment, Message, Place
from integrations.slack import connect
from tests.integrations.slack_office import Town, open_town, settings_for

HELLO = Message(text="Hello")
CHANNEL = "#billing-approvals"
POST = "chat.postMessage"


@pytest.fixture
def town() -> Iterator[Town]:
    with open_town() as town:
        yield town


def post(town: Town) -> VendorError:
    with pytest.raises(VendorError) as error:
        town.office.messenger.post(CHANNEL, HELLO, key="1")
    return error.value


class TestErrors:
    def test_a_lost_answer_is_unknown(self, town: Town) -> None:
        town.fault(POST, "reset_after")
        assert post(town).trouble is Trouble.UNKNOWN

    @pytest.mark.parametrize("status", [500, 502, 503])
    def test_a_server_error_is_for_later(self, town: Town, status: int) -> None:
        town.fault(POST, "status_before", status=status, times=3)
        assert post(town).trouble is Trouble.DOWN

    @pytest.mark.parametrize("code", ["internal_error", "service_unavailable", "fatal_error"])
    def test_slacks_own_troubles_are_for_later(self, town: Town, code: str) -> None:
        town.fault(POST, "status_before", status=200, code=code, times=3)
        assert post(town).trouble is Trouble.DOWN

    def test_too_much_is_for_later_and_says_when(self, town: Town) -> None:
        town.fault(POST, "status_before", status=429, code="ratelimited", retry_after=0, times=3)
        error = post(town)
        assert error.trouble is Trouble.DOWN
        assert (error.code, error.retry_after) == ("ratelimited", 0)

    def test_a_slack_that_is_away_is_for_later(self) -> None:
        office = connect(settings_for("http://127.0.0.1:9"))
        with pytest.raises(VendorError) as error:
            office.messenger.whisper("C1", "UKIM", HELLO)
        assert error.value.trouble is Trouble.DOWN
        assert error.value.code == "unreached"

    @pytest.mark.parametrize(
        ("code", "fix"),
        [
            ("is_archived", "Unarchive it"),
            ("invalid_auth", "SLACK_BOT_TOKEN"),
            ("account_inactive", "Install the app again"),
            ("something_new", "Slack refused this: something_new"),
        ],
    )
    def test_a_refusal_names_its_fix(self, town: Town, code: str, fix: str) -> None:
        town.fault(POST, "status_before", status=200, code=code)
        error = post(town)
        assert (error.trouble, error.code) == (Trouble.REFUSED, code)
        assert fix in str(error)

    def test_an_update_that_fails_is_not_a_message_that_is_gone(self, town: Town) -> None:
        place = town.office.messenger.post(CHANNEL, HELLO, key="1")
        town.fault("chat.update", "status_before", times=3)
        with pytest.raises(VendorError):
            town.office.messenger.update(place, HELLO)

    def test_a_file_that_does_not_arrive_is_for_later(self, town: Town) -> None:
        place = town.office.messenger.post(CHANNEL, HELLO, key="1")
        town.fault("upload/v1", "status_before", status=500, times=3)
        with pytest.raises(VendorError) as error:
            town.office.messenger.share(
                Place(channel=place.channel, ts=place.ts),
                Attachment(filename="a.csv", title="All", content="a\n"),
            )
        assert error.value.retryable
