import re
from collections.abc import Iterator

import pytest
import requests
from slack_bolt import Ack, App
from slack_sdk.webhook import WebhookClient

from sandbox.slack.values import Obj
from tests.sandbox.slack_house import House, bolt, connected, open_house


@pytest.fixture
def house() -> Iterator[House]:
    with open_house() as house:
        yield house


def button(action_id: str, label: str, **more: object) -> Obj:
    text = {"type": "plain_text", "text": label}
    return {"type": "button", "action_id": action_id, "text": text, **more}


def post(house: House, *buttons: Obj, channel: str = "C_GENERAL") -> str:
    block = {"type": "actions", "elements": list(buttons)}
    return str(house.client.chat_postMessage(channel=channel, text="card", blocks=[block])["ts"])


class Clicks:
    """Acknowledges every click and remembers its payload."""

    def __init__(self, app: App) -> None:
        self.bodies: list[Obj] = []
        app.action(re.compile(".*"))(self.heard)

    def heard(self, ack: Ack, body: Obj) -> None:
        self.bodies.append(body)
        ack()


class TestClicking:
    def test_refuses_what_is_not_there_and_says_what_is(self, house: House) -> None:
        post(house, button("card.approve:1", "Approve"), button("card.approve:2", "Approve too"))
        missing = house.pull("POST", "act/click", user="kim", channel="general", label="Reject")
        several = house.pull(
            "POST", "act/click", user="kim", channel="general", action_id="card.approve"
        )
        assert missing.status_code == 404
        assert [item["label"] for item in missing.json()["offered"]] == ["Approve", "Approve too"]
        assert several.status_code == 409

    def test_is_not_for_the_deactivated_nor_for_hidden_buttons(self, house: House) -> None:
        post(house, button("only.lee", "Secret", visible_to_user_ids=["U_LEE"]))
        hidden = house.pull("POST", "act/click", user="kim", channel="general", label="Secret")
        house.pull("PATCH", "users/lee", deleted=True)
        gone = house.pull("POST", "act/click", user="lee", channel="general", label="Secret")
        assert (hidden.status_code, gone.status_code) == (404, 422)

    def test_of_a_stranger_shows_their_own_team(self, house: House) -> None:
        app = bolt(house)
        clicks = Clicks(app)
        house.pull("PATCH", "channels/general", members=["kim", "eve"])
        post(house, button("go", "Go"))
        with connected(house, app):
            house.act("act/click", user="eve", channel="general", action_id="go")
        assert clicks.bodies[0]["user"]["team_id"] == "T_OTHER"
        assert clicks.bodies[0]["team"]["id"] == "T_SANDBOX"

    def test_of_an_ephemeral_message_carries_no_message(self, house: House) -> None:
        app = bolt(house)
        clicks = Clicks(app)
        block = {"type": "actions", "elements": [button("share", "Share")]}
        house.client.chat_postEphemeral(
            channel="C_GENERAL", user="U_KIM", text="found", blocks=[block]
        )
        with connected(house, app):
            house.act("act/click", user="kim", channel="general", label="Share")
            other = house.pull("POST", "act/click", user="lee", channel="general", label="Share")
        assert "message" not in clicks.bodies[0]
        assert clicks.bodies[0]["container"]["is_ephemeral"]
        assert other.status_code == 404


class TestAResponseUrl:
    def test_replaces_deletes_and_is_used_up(self, house: House) -> None:
        app = bolt(house)
        clicks = Clicks(app)
        ts = post(house, button("go", "Go"))
        with connected(house, app):
            house.act("act/click", user="kim", channel="general", ts=ts, label="go")
        hook = WebhookClient(clicks.bodies[0]["response_url"])
        assert hook.send(text="done", replace_original=True).status_code == 200
        assert house.look("messages", channel="general")[0]["text"] == "done"
        assert hook.send(text="said to all", response_type="in_channel").status_code == 200
        assert house.look("messages", channel="general")[1]["visible_to"] is None
        assert hook.send(delete_original=True).status_code == 200
        texts = [message["text"] for message in house.look("messages", channel="general")]
        assert texts == ["said to all"]
        too_long = [{"type": "header", "text": {"type": "plain_text", "text": "x" * 151}}]
        assert "invalid_blocks" in hook.send(text="x", blocks=too_long).body
        assert [hook.send(text="x").status_code for _ in range(3)] == [200, 200, 404]

    def test_expires_with_the_clock_of_the_world(self, house: House) -> None:
        app = bolt(house)
        clicks = Clicks(app)
        post(house, button("go", "Go"))
        with connected(house, app):
            house.act("act/click", user="kim", channel="general", label="go")
        clock = {"advance_seconds": 1801}
        requests.post(f"{house.url}/control/clock", json=clock, timeout=5)
        answer = WebhookClient(clicks.bodies[0]["response_url"]).send(text="late")
        assert "expired_url" in answer.body


class TestTheWorkspace:
    def test_can_lose_a_message_a_channel_and_the_bot(self, house: House) -> None:
        ts = post(house, button("go", "Go"))
        house.pull("DELETE", f"messages/general/{ts}")
        assert house.look("messages", channel="general") == []
        house.pull("PATCH", "channels/general", archived=True)
        house.pull("PATCH", "channels/approvals", bot_is_member=False)
        shown = {row["id"]: row for row in house.look("channels")}
        assert shown["C_GENERAL"]["is_archived"]
        assert not shown["C_APPROVALS"]["is_member"]

    @pytest.mark.parametrize(
        ("method", "path", "body", "status"),
        [
            ("POST", "act/fly", {}, 404),
            ("GET", "messages", {"channel": "nowhere"}, 404),
            ("POST", "users", {"name": "kim"}, 409),
            ("POST", "users", {"name": "new", "shoe": 42}, 400),
            ("POST", "scopes", {}, 400),
            ("POST", "act/command", {"user": "lee", "channel": "approvals"}, 403),
            ("POST", "act/submit", {"user": "lee"}, 404),
        ],
    )
    def test_refuses_levers_that_make_no_sense(
        self, house: House, method: str, path: str, body: Obj, status: int
    ) -> None:
        answer = house.pull(method, path, **body)
        assert (answer.status_code, "error" in answer.json()) == (status, True)
