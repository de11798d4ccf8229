from collections.abc import Iterator

import pytest
from slack_bolt import Ack, App
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from sandbox.slack.values import Obj
from tests.sandbox.slack_house import House, bolt, connected, open_house, wait_for


@pytest.fixture
def house() -> Iterator[House]:
    with open_house() as house:
        yield house


def plain(text: str) -> Obj:
    return {"type": "plain_text", "text": text}


def field(block_id: str, kind: str = "plain_text_input", **more: object) -> Obj:
    element = {"type": kind, "action_id": "a", **more}
    return {"type": "input", "block_id": block_id, "label": plain(block_id), "element": element}


def modal(title: str, *blocks: Obj, **more: object) -> Obj:
    shown = {"type": "modal", "callback_id": title, "title": plain(title)}
    return {**shown, "submit": plain("OK"), "blocks": list(blocks), **more}


class Person:
    """Collects trigger ids of somebody who types /go."""

    def __init__(self, house: House, app: App) -> None:
        self.house = house
        self.triggers: list[str] = []
        app.command("/go")(self.go)

    def go(self, ack: Ack, command: dict[str, str]) -> None:
        self.triggers.append(command["trigger_id"])
        ack()

    def trigger(self) -> str:
        self.house.act("act/command", user="kim", channel="general", command="/go")
        return self.triggers[-1]


class TestATrigger:
    def test_opens_one_modal_and_soon(self, house: House) -> None:
        app = bolt(house)
        person = Person(house, app)
        with connected(house, app):
            trigger = person.trigger()
            house.client.views_open(trigger_id=trigger, view=modal("one", field("f")))
            with pytest.raises(SlackApiError, match="exchanged_trigger_id"):
                house.client.views_open(trigger_id=trigger, view=modal("two", field("f")))
            house.act("timing", trigger_seconds=0)
            with pytest.raises(SlackApiError, match="expired_trigger_id"):
                house.client.views_open(trigger_id=person.trigger(), view=modal("x", field("f")))
        with pytest.raises(SlackApiError, match="invalid_trigger_id"):
            house.client.views_open(trigger_id="1.2", view=modal("x", field("f")))

    def test_stacks_three_modals_and_no_more(self, house: House) -> None:
        app = bolt(house)
        person = Person(house, app)
        with connected(house, app):
            house.client.views_open(trigger_id=person.trigger(), view=modal("1", field("f")))
            for title in ("2", "3"):
                view = modal(title, field("f"))
                house.client.views_push(trigger_id=person.trigger(), view=view)
            with pytest.raises(SlackApiError, match="push_limit_reached"):
                house.client.views_push(trigger_id=person.trigger(), view=modal("4", field("f")))
        stack = house.look("views", user="kim")
        assert [view["title"]["text"] for view in stack] == ["1", "2", "3"]
        assert {view["root_view_id"] for view in stack} == {stack[0]["id"]}


class TestAModal:
    def test_keeps_what_was_typed_when_it_is_updated(self, house: House) -> None:
        app = bolt(house)
        person = Person(house, app)

        @app.view("one")
        def one(ack: Ack) -> None:
            ack(response_action="errors", errors={"f": "no"})

        with connected(house, app):
            opened = house.client.views_open(
                trigger_id=person.trigger(), view=modal("one", field("f"))
            )["view"]
            house.act("act/submit", user="kim", values={"f": "typed"})
        more = modal("one", field("f"), field("g", initial_value="new"))
        house.client.views_update(view_id=opened["id"], hash=opened["hash"], view=more)
        with pytest.raises(SlackApiError, match="hash_conflict"):
            house.client.views_update(view_id=opened["id"], hash=opened["hash"], view=more)
        (view,) = house.look("views", user="kim")
        assert view["state"]["values"]["f"]["a"]["value"] == "typed"
        assert view["state"]["values"]["g"]["a"]["value"] == "new"

    @pytest.mark.parametrize("action", ["update", "push", "clear"])
    def test_does_what_the_app_answers(self, house: House, action: str) -> None:
        app = bolt(house)
        person = Person(house, app)

        @app.view("one")
        def one(ack: Ack) -> None:
            if action == "clear":
                ack(response_action="clear")
            else:
                ack(response_action=action, view=modal("next", field("g")))

        with connected(house, app):
            house.client.views_open(trigger_id=person.trigger(), view=modal("one", field("f")))
            answer = house.act("act/submit", user="kim", values={"f": "typed"})
        titles = [view["title"]["text"] for view in house.look("views", user="kim")]
        assert titles == {"update": ["next"], "push": ["one", "next"], "clear": []}[action]
        assert "trouble" not in answer

    def test_shows_trouble_when_errors_name_no_field(self, house: House) -> None:
        app = bolt(house)
        person = Person(house, app)

        @app.view("one")
        def one(ack: Ack) -> None:
            ack(response_action="errors", errors={"a": "action ids are not block ids"})

        with connected(house, app):
            house.client.views_open(trigger_id=person.trigger(), view=modal("one", field("f")))
            answer = house.act("act/submit", user="kim", values={"f": "typed"})
        assert "input blocks" in answer["trouble"]

    def test_asks_the_app_for_options_and_tells_it_of_closing(self, house: House) -> None:
        app = bolt(house)
        person = Person(house, app)
        closed: list[bool] = []
        chosen: list[str] = []

        @app.options("a")
        def options(ack: Ack, payload: dict[str, str]) -> None:
            ack(options=[{"text": plain(payload["value"].upper()), "value": "cus_1"}])

        @app.view("one")
        def one(ack: Ack, view: Obj) -> None:
            chosen.append(view["state"]["values"]["f"]["a"]["selected_option"]["value"])
            ack(response_action="errors", errors={"f": "again"})

        @app.view_closed("one")
        def gone(ack: Ack, body: dict[str, bool]) -> None:
            ack()
            closed.append(body["is_cleared"])

        view = modal("one", field("f", "external_select"), notify_on_close=True)
        with connected(house, app):
            house.client.views_open(trigger_id=person.trigger(), view=view)
            offered = house.act("act/options", user="kim", action_id="a", value="acme")
            house.act("act/submit", user="kim", values={"f": "acme"})
            house.act("act/close", user="kim")
            wait_for(lambda: closed)
        assert offered["options"][0]["text"]["text"] == "ACME"
        assert (chosen, closed) == (["cus_1"], [False])
        assert house.look("views", user="kim") == []

    def test_sends_what_its_buttons_do(self, house: House) -> None:
        app = bolt(house)
        person = Person(house, app)
        button = {"type": "button", "action_id": "add", "text": plain("Add a line")}
        block = {"type": "actions", "elements": [button]}

        @app.action("add")
        def add(ack: Ack, body: Obj, client: WebClient) -> None:
            ack()
            view = body["view"]
            client.views_update(
                view_id=view["id"], hash=view["hash"], view=modal("two", field("f"))
            )

        with connected(house, app):
            house.client.views_open(trigger_id=person.trigger(), view=modal("one", block))
            house.act("act/view_click", user="kim", label="Add a line")
            wait_for(lambda: house.look("views", user="kim")[0]["title"]["text"] == "two")

    def test_has_what_is_typed_by_then_when_something_in_it_is_pressed(self, house: House) -> None:
        app = bolt(house)
        person = Person(house, app)
        button = {"type": "button", "action_id": "add", "text": plain("Add a line")}
        block = {"type": "actions", "elements": [button]}
        heard: list[Obj] = []

        @app.action("add")
        def add(ack: Ack, body: Obj) -> None:
            ack()
            heard.append(body["view"]["state"]["values"])

        with connected(house, app):
            view = modal("one", field("f"), block)
            house.client.views_open(trigger_id=person.trigger(), view=view)
            typed = {"f": {"a": "typed"}}
            house.act("act/view_click", user="kim", label="Add a line", values=typed)
        assert [values["f"]["a"]["value"] for values in heard] == ["typed"]

    def test_says_under_its_fields_what_is_missing(self, house: House) -> None:
        app = bolt(house)
        person = Person(house, app)
        with connected(house, app):
            house.client.views_open(trigger_id=person.trigger(), view=modal("one", field("f")))
            answer = house.act("act/submit", user="kim", gently=True)
        assert answer["errors"] == {"f": "Please complete this required field."}
        assert answer["acked"] is None
