from collections.abc import Iterator

import pytest
import requests
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from tests.sandbox.slack_house import House, open_house


@pytest.fixture
def house() -> Iterator[House]:
    with open_house() as house:
        yield house


def arm(house: House, **fault: object) -> None:
    """Let the next chat.postMessage fail."""
    whole = {"vendor": "slack", "where": "chat.postMessage", **fault}
    answer = requests.post(f"{house.url}/control/faults", json=whole, timeout=5)
    assert answer.status_code == 200, answer.text


def said(house: House) -> list[str]:
    return [message["text"] for message in house.look("messages", channel="general")]


class TestAFault:
    @pytest.mark.parametrize(
        ("status", "code", "error", "wait"),
        [
            (429, "", "ratelimited", "7"),
            (500, "", "internal_error", None),
            (200, "fatal_error", "fatal_error", None),
        ],
    )
    def test_is_said_in_slacks_words(
        self, house: House, status: int, code: str, error: str, wait: str | None
    ) -> None:
        later = None if wait is None else int(wait)
        arm(house, kind="status_before", status=status, code=code, retry_after=later)
        with pytest.raises(SlackApiError) as caught:
            house.client.chat_postMessage(channel="#general", text="x")
        response = caught.value.response
        assert (response.status_code, response["error"]) == (status, error)
        assert response.headers.get("Retry-After") == wait
        assert said(house) == []

    def test_after_the_effect_leaves_the_message(self, house: House) -> None:
        arm(house, kind="status_after", status=503)
        with pytest.raises(SlackApiError):
            house.client.chat_postMessage(channel="C_GENERAL", text="x")
        assert said(house) == ["x"]

    def test_that_hangs_times_the_client_out_after_the_effect(self, house: House) -> None:
        impatient = WebClient("xoxb-sandbox", base_url=f"{house.url}/slack/api/", timeout=1)
        arm(house, kind="hang_after", seconds=1.5)
        with pytest.raises(TimeoutError):
            impatient.chat_postMessage(channel="C_GENERAL", text="x")
        assert said(house) == ["x"]

    def test_that_cuts_the_line_makes_the_sdk_post_twice(self, house: House) -> None:
        arm(house, kind="reset_after")
        house.client.chat_postMessage(channel="C_GENERAL", text="x")
        assert said(house) == ["x", "x"]

    def test_that_cuts_the_line_is_seen_by_a_client_that_does_not_retry(self, house: House) -> None:
        arm(house, kind="reset_before")
        house.client.retry_handlers.clear()
        with pytest.raises(ConnectionError):
            house.client.chat_postMessage(channel="C_GENERAL", text="x")
        assert said(house) == []
