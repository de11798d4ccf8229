from collections.abc import Iterator

import pytest
from slack_bolt import Ack, App, Respond
from slack_sdk import WebClient

from sandbox.slack.values import Obj
from tests.sandbox.slack_house import House, bolt, connected, open_house, wait_for

BUTTON: Obj = {"type": "button", "text": {"type": "plain_text", "text": "Approve"}}
CARD: list[Obj] = [
    {"type": "section", "text": {"type": "mrkdwn", "text": "*Acme* owes $48,000.00"}},
    {
        "type": "actions",
        "elements": [
            {**BUTTON, "action_id": "invoice.approve", "value": "inv_1"},
            {
                "type": "overflow",
                "action_id": "invoice.more",
                "options": [
                    {"text": {"type": "plain_text", "text": "History"}, "value": "history:inv_1"},
                    {"text": {"type": "plain_text", "text": "Contract"}, "value": "link:inv_1"},
                ],
            },
        ],
    },
]


@pytest.fixture
def house() -> Iterator[House]:
    with open_house() as house:
        yield house


@pytest.fixture
def app(house: House) -> App:
    return bolt(house)


def post_card(house: House) -> str:
    metadata = {"event_type": "card", "event_payload": {"invoice": "inv_1"}}
    answer = house.client.chat_postMessage(
        channel="C_APPROVALS", text="card", blocks=CARD, metadata=metadata
    )
    return str(answer["ts"])


class TestAClick:
    def test_arrives_with_all_that_bolt_and_listeners_read(self, house: House, app: App) -> None:
        seen: list[Obj] = []

        @app.action("invoice.approve")
        def approve(ack: Ack, body: Obj) -> None:
            ack()
            seen.append(body)

        ts = post_card(house)
        with connected(house, app):
            result = house.act("act/click", user="kim", channel="#approvals", label="approve")
        assert result["acked"]
        assert result["ack_ms"] < 3000
        (body,) = seen
        user, message = body["user"], body["message"]
        assert user == {
            "id": "U_KIM",
            "username": "kim",
            "name": "kim",
            "team_id": "T_SANDBOX",
        }
        assert body["container"] == {
            "type": "message",
            "message_ts": ts,
            "channel_id": "C_APPROVALS",
            "is_ephemeral": False,
        }
        assert isinstance(message, dict)
        assert message["metadata"]["event_payload"] == {"invoice": "inv_1"}
        assert result["action"]["value"] == "inv_1"

    def test_on_what_a_screen_still_shows_arrives_though_it_was_redrawn(
        self, house: House, app: App
    ) -> None:
        clicked: list[Obj] = []

        @app.action("invoice.approve")
        def approve(ack: Ack, body: Obj) -> None:
            ack()
            clicked.append(body)

        ts = post_card(house)
        [shown] = house.look("messages", channel="approvals")
        house.client.chat_update(channel="C_APPROVALS", ts=ts, text="Approved.", blocks=[])
        late = {"user": "kim", "channel": "#approvals", "ts": ts, "label": "approve"}
        with connected(house, app):
            assert house.pull("POST", "act/click", **late).status_code == 404
            house.act("act/click", **late, seen=shown["blocks"])
        assert len(clicked) == 1

    def test_lets_the_app_open_a_modal_and_read_what_was_submitted(
        self, house: House, app: App
    ) -> None:
        submitted: list[Obj] = []
        block = {
            "type": "input",
            "block_id": "until",
            "label": {"type": "plain_text", "text": "Until"},
            "element": {"type": "datepicker", "action_id": "date"},
        }
        note = {
            "type": "input",
            "block_id": "note",
            "label": {"type": "plain_text", "text": "Note"},
            "element": {"type": "plain_text_input", "action_id": "text", "max_length": 5},
            "optional": True,
        }
        modal = {
            "type": "modal",
            "callback_id": "hold",
            "title": {"type": "plain_text", "text": "Hold"},
            "submit": {"type": "plain_text", "text": "Hold"},
            "private_metadata": "inv_1",
            "blocks": [block, note],
        }

        @app.action("invoice.approve")
        def approve(ack: Ack, body: dict[str, str], client: WebClient) -> None:
            ack()
            client.views_open(trigger_id=body["trigger_id"], view=modal)

        @app.view("hold")
        def hold(ack: Ack, view: Obj) -> None:
            values = view["state"]["values"]
            if not submitted:
                submitted.append(values)
                ack(response_action="errors", errors={"until": "Choose a business day"})
            else:
                submitted.append(values)
                ack()

        post_card(house)
        with connected(house, app):
            house.act("act/click", user="kim", channel="#approvals", action_id="invoice.app")
            wait_for(lambda: house.look("views", user="kim"))
            lacking = house.pull("POST", "act/submit", user="kim", values={})
            too_long = house.pull("POST", "act/submit", user="kim", values={"text": "too long"})
            values = {"date": "2026-12-01", "note": {"text": "x"}}
            first = house.act("act/submit", user="kim", values=values)
            second = house.act("act/submit", user="kim", values={"until": "2026-12-02"})
        assert lacking.status_code == 422
        assert lacking.json()["errors"] == {"until": "Please complete this required field."}
        assert too_long.status_code == 422
        assert "less than 6 characters" in too_long.json()["errors"]["note"]
        assert first["errors"] == {"until": "Choose a business day"}
        assert second["view"] is None
        assert submitted[1]["until"] == {
            "date": {"type": "datepicker", "selected_date": "2026-12-02"}
        }
        assert submitted[1]["note"] == {"text": {"type": "plain_text_input", "value": "x"}}

    def test_of_an_overflow_option_is_found_by_its_label(self, house: House, app: App) -> None:
        chosen: list[str] = []

        @app.action("invoice.more")
        def more(ack: Ack, action: dict[str, dict[str, str]], respond: Respond) -> None:
            ack()
            chosen.append(action["selected_option"]["value"])
            respond("Here is the history", replace_original=False)

        post_card(house)
        with connected(house, app):
            house.act("act/click", user="kim", channel="#approvals", label="History")
            wait_for(lambda: len(house.look("messages", channel="approvals", user="kim")) == 2)
        assert chosen == ["history:inv_1"]
        private = house.look("messages", channel="approvals", user="kim")[1]
        assert private["visible_to"] == "U_KIM"
        assert private["text"] == "Here is the history"

    def test_is_refused_to_someone_outside_the_channel(self, house: House, app: App) -> None:
        post_card(house)
        with connected(house, app):
            answer = house.pull(
                "POST", "act/click", user="lee", channel="#approvals", label="Approve"
            )
        assert answer.status_code == 404

    def test_without_a_listener_is_not_acknowledged(self, house: House, app: App) -> None:
        post_card(house)
        house.act("timing", ack_seconds=0.3)
        with connected(house, app):
            result = house.act("act/click", user="kim", channel="#approvals", label="Approve")
        assert not result["acked"]

    def test_without_a_connection_is_lost(self, house: House) -> None:
        post_card(house)
        result = house.act("act/click", user="kim", channel="#approvals", label="Approve")
        assert result["error"] == "the app is not connected"

    def test_delivered_twice_runs_the_listener_twice(self, house: House, app: App) -> None:
        count: list[str] = []

        @app.action("invoice.approve")
        def approve(ack: Ack, body: dict[str, str]) -> None:
            ack()
            count.append(body["trigger_id"])

        post_card(house)
        house.act("duplicate", times=1)
        with connected(house, app):
            house.act("act/click", user="kim", channel="#approvals", label="Approve")
            wait_for(lambda: len(count) == 2)
        assert count[0] == count[1]


class TestADisconnect:
    @pytest.mark.parametrize("politely", [True, False])
    def test_makes_the_app_come_back(self, house: House, app: App, *, politely: bool) -> None:
        @app.action("invoice.approve")
        def approve(ack: Ack) -> None:
            ack()

        post_card(house)
        with connected(house, app):
            assert house.act("disconnect", politely=politely) == {"ended": 1}
            wait_for(lambda: house.look("sockets")["connected"] == 1)
            result = house.act("act/click", user="kim", channel="#approvals", label="Approve")
        assert result["acked"]
