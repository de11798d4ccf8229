from collections.abc import Iterator

import pytest
from slack_bolt import Ack, App, Respond, Say
from slack_sdk import WebClient

from tests.sandbox.slack_house import House, bolt, connected, open_house, wait_for


@pytest.fixture
def house() -> Iterator[House]:
    with open_house() as house:
        yield house


@pytest.fixture
def app(house: House) -> App:
    return bolt(house)


class TestASlashCommand:
    def test_carries_escaped_names_and_shows_the_acknowledgment(
        self, house: House, app: App
    ) -> None:
        texts: list[str] = []

        @app.command("/invoice")
        def invoice(ack: Ack, command: dict[str, str], respond: Respond) -> None:
            ack("Looking it up")
            texts.append(command["text"])
            respond("Found it")

        with connected(house, app):
            house.act(
                "act/command",
                user="lee",
                channel="general",
                command="/invoice",
                text="status @kim #general",
            )
            wait_for(lambda: len(house.look("messages", channel="general", user="lee")) == 2)
        assert texts == ["status <@U_KIM|kim> <#C_GENERAL|general>"]
        assert house.look("messages", channel="general", user="kim") == []


class TestAnEvent:
    def test_of_a_direct_message_reaches_the_app_which_can_answer(
        self, house: House, app: App
    ) -> None:
        @app.event("message")
        def answer(event: dict[str, str], say: Say) -> None:
            say(f"You said {event['text']} ({event['channel_type']})")

        with connected(house, app):
            result = house.act("act/message", user="dana", text="hello")
            wait_for(lambda: len(house.look("messages", user="dana")) == 2)
        assert result["acked"]
        assert house.look("messages", user="dana")[1]["text"] == "You said hello (im)"

    def test_of_opening_home_lets_the_app_publish_it(self, house: House, app: App) -> None:
        block = {"type": "section", "text": {"type": "mrkdwn", "text": "Nothing waits"}}

        @app.event("app_home_opened")
        def home(event: dict[str, str], client: WebClient) -> None:
            client.views_publish(user_id=event["user"], view={"type": "home", "blocks": [block]})

        with connected(house, app):
            house.act("act/open_home", user="dana")
            wait_for(lambda: house.pull("GET", "home", user="dana").status_code == 200)
        assert house.look("home", user="dana")["words"] == "Nothing waits"

    def test_that_nobody_took_is_delivered_to_the_next_connection(
        self, house: House, app: App
    ) -> None:
        heard: list[str] = []

        @app.event("message")
        def answer(event: dict[str, str]) -> None:
            heard.append(event["text"])

        assert not house.act("act/message", user="dana", text="anybody?")["acked"]
        with connected(house, app):
            wait_for(lambda: heard == ["anybody?"])

    def test_of_a_thread_reply_names_the_thread_when_subscribed(
        self, house: House, app: App
    ) -> None:
        heard: list[dict[str, str]] = []

        @app.event("message")
        def answer(event: dict[str, str]) -> None:
            heard.append(event)

        house.act("subscriptions", events=["message.groups"])
        root = house.client.chat_postMessage(channel="C_APPROVALS", text="question")["ts"]
        with connected(house, app):
            house.act(
                "act/message", user="kim", channel="#approvals", text="answer", thread_ts=root
            )
            wait_for(lambda: heard)
        assert (heard[0]["thread_ts"], heard[0]["parent_user_id"]) == (root, "U_BOT")
        assert heard[0]["channel_type"] == "group"
