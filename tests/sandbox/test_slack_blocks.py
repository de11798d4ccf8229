import copy

import pytest
from slack_sdk.models.blocks import Block

from sandbox.slack.kit.surface import length, message_problems, view_problems
from sandbox.slack.values import Obj


def text(kind: str, content: str) -> Obj:
    return {"type": kind, "text": content}


def section(content: str = "x", **more: object) -> Obj:
    return {"type": "section", "text": text("mrkdwn", content), **more}


def button(action_id: str = "go", **more: object) -> Obj:
    label = text("plain_text", "Go")
    return {"type": "button", "text": label, "action_id": action_id, **more}


def actions(*elements: Obj, **more: object) -> Obj:
    return {"type": "actions", "elements": list(elements), **more}


def select(options: int = 1, longest: int = 1, **more: object) -> Obj:
    chosen = [
        {"text": text("plain_text", "t"), "value": f"{i}".zfill(longest)} for i in range(options)
    ]
    return {"type": "static_select", "action_id": "s", "options": chosen, **more}


def field(element: Obj, **more: object) -> Obj:
    label = text("plain_text", "Label")
    return {"type": "input", "block_id": "b", "label": label, "element": element, **more}


def table(rows: int = 2, columns: int = 2) -> Obj:
    return {"type": "table", "rows": [[text("raw_text", "c")] * columns] * rows}


def series(*names: str, categories: tuple[str, ...] = ("Jan", "Feb")) -> Obj:
    points = [{"label": label, "value": 1.5} for label in categories]
    rows = [{"name": name, "data": copy.deepcopy(points)} for name in names]
    return {"type": "bar", "series": rows, "axis_config": {"categories": list(categories)}}


def chart(drawn: Obj, title: str = "Aging") -> Obj:
    return {"type": "data_visualization", "title": title, "chart": drawn}


def pie(count: int) -> Obj:
    segments = [{"label": f"s{i}", "value": 1} for i in range(count)]
    return {"type": "pie", "segments": segments}


def modal(*blocks: Obj, **more: object) -> Obj:
    title = text("plain_text", "Hold")
    return {"type": "modal", "title": title, "blocks": list(blocks) or [section()], **more}


CONFIRM: Obj = {"title": text("plain_text", "t" * 101), "text": text("mrkdwn", "x")}
NUMBER: Obj = {"type": "number_input", "action_id": "n", "is_decimal_allowed": True}
HEADED: Obj = {"type": "header", "text": text("plain_text", "h" * 150)}

ACCEPTED: list[list[Obj]] = [
    [section("x" * 3000)],
    [section(fields=[text("mrkdwn", "f" * 2000)] * 10)],
    [{"type": "header", "text": text("plain_text", "h" * 150)}, {"type": "divider"}],
    [actions(*[button(f"a{i}") for i in range(25)])],
    [actions(button(value="v" * 2000, style="danger", url="https://a.test/"))],
    [actions(select(100)), table(100, 20)],
    [table(), chart(pie(6)), chart(series("a", "b"))],
    [{"type": "context", "elements": [text("mrkdwn", "c")] * 10}],
    [section(accessory={"type": "overflow", "options": select()["options"]})],
    [{"type": "markdown", "text": "m" * 12_000}],
    [field(NUMBER)],
    [section()] * 50,
    [{"type": "container", "title": text("plain_text", "c"), "child_blocks": [section()] * 10}],
]

REFUSED: list[tuple[list[Obj], str]] = [
    ([section("x" * 3001)], "must be less than 3001 characters [json-pointer:/blocks/0/text/text]"),
    ([section("")], "must be more than 0 characters"),
    ([{"type": "section"}], "must provide text or fields"),
    ([section(fields=[text("mrkdwn", "f")] * 11)], "no more than 10 items allowed"),
    ([section(fields=[text("mrkdwn", "f" * 2001)])], "must be less than 2001"),
    ([{"type": "header", "text": text("plain_text", "h" * 151)}], "must be less than 151"),
    ([{"type": "header", "text": text("mrkdwn", "h")}], "/blocks/0/text/type"),
    ([actions(*[button(f"a{i}") for i in range(26)])], "no more than 25 items allowed"),
    ([actions(button(text=text("plain_text", "b" * 76)))], "must be less than 76"),
    ([actions(button(text=text("mrkdwn", "b")))], "must be a valid enum value"),
    ([actions(button(value="v" * 2001))], "must be less than 2001"),
    ([actions(button(url="not a url"))], "must match the required pattern"),
    ([actions(button(style="loud"))], "must be a valid enum value"),
    ([actions(button(action_id="a" * 256))], "must be less than 256"),
    ([actions(button(confirm=CONFIRM))], "must be less than 101"),
    ([actions(button(color="red"))], "invalid additional property: color"),
    ([actions(button(), button())], '`action_id` "go" already exists'),
    ([section(block_id="a"), section(block_id="a")], '`block_id` "a" already exists'),
    ([actions(select(101))], "no more than 100 items allowed"),
    ([actions(select(1, 151))], "must be less than 151"),
    ([actions(select(1, option_groups=[]))], "exactly one of options and option_groups"),
    ([actions(select(1, placeholder=text("plain_text", "p" * 151)))], "must be less than 151"),
    ([actions({"type": "overflow", "options": select(6)["options"]})], "no more than 5 items"),
    ([actions({"type": "plain_text_input", "action_id": "p"})], "unsupported type"),
    ([actions()], "no fewer than 1 items allowed"),
    ([field(button())], "unsupported type: button"),
    ([field({"type": "number_input", "action_id": "n"})], "is_decimal_allowed"),
    ([{"type": "context", "elements": [text("mrkdwn", "c")] * 11}], "no more than 10"),
    ([{"type": "context", "elements": [button()]}], "unsupported type: button"),
    ([{"type": "shiny"}], "unsupported type: shiny [json-pointer:/blocks/0/type]"),
    ([{"text": "x"}], "missing required field: type"),
    ([{"type": "alert", "text": text("mrkdwn", "a")}], "unsupported type: alert"),
    ([section()] * 51, "no more than 50 items allowed [json-pointer:/blocks]"),
    ([table(), table()], "only_one_table_allowed"),
    ([table(101)], "no more than 100 items allowed"),
    ([table(1, 21)], "no more than 20 items allowed"),
    ([{"type": "markdown", "text": "m" * 6_001}] * 2, "must be less than 12001"),
    ([chart(pie(7))], "no more than 6 items allowed"),
    ([chart({"type": "pie", "segments": [{"label": "a", "value": 0}]})], "greater than 0"),
    ([chart(series("a", "a"))], "series names must be unique"),
    ([chart(series(*"abcdefg"))], "no more than 6 items"),
    ([chart(pie(1), "t" * 51)], "must be less than 51"),
    ([chart(pie(1))] * 3, "no more than 2 data_visualization"),
]


class TestAMessage:
    @pytest.mark.parametrize("blocks", ACCEPTED)
    def test_takes_what_slack_takes(self, blocks: list[Obj]) -> None:
        assert message_problems(blocks) == []

    @pytest.mark.parametrize("blocks", ACCEPTED)
    def test_takes_no_less_than_the_sdk_knows(self, blocks: list[Obj]) -> None:
        for block in blocks:
            if block["type"] != "data_visualization":
                parsed = Block.parse(block)
                assert parsed is not None
                assert parsed.to_dict()

    @pytest.mark.parametrize(("blocks", "said"), REFUSED)
    def test_refuses_what_slack_refuses(self, blocks: list[Obj], said: str) -> None:
        problems = message_problems(blocks)
        assert any(said in problem for problem in problems), problems

    def test_refuses_a_data_table_that_is_no_rectangle(self) -> None:
        head, row = [text("raw_text", "a")], [text("raw_text", "b")] * 2
        block = {"type": "data_table", "caption": "c", "rows": [head, row]}
        assert "same number of values" in message_problems([block])[0]

    def test_refuses_a_chart_whose_points_are_of_other_categories(self) -> None:
        drawn = series("a")
        drawn["axis_config"]["categories"] = ["Jan", "Mar"]
        assert "labels must match" in message_problems([chart(drawn)])[0]

    def test_counts_the_text_that_people_see(self) -> None:
        assert length([section("12345"), actions(button(confirm=CONFIRM)), table(2, 2)]) == 11


class TestAView:
    def test_takes_an_alert_and_an_input_with_submit(self) -> None:
        alert = {"type": "alert", "level": "warning", "text": text("mrkdwn", "careful")}
        view = modal(alert, field(NUMBER), submit=text("plain_text", "Save"))
        assert view_problems(view, "modal") == []

    @pytest.mark.parametrize(
        ("view", "said"),
        [
            (modal(title=text("plain_text", "t" * 25)), "must be less than 25"),
            (modal(private_metadata="m" * 3001), "must be less than 3001"),
            (modal(*[section()] * 101), "no more than 100 items allowed"),
            (modal(field(NUMBER)), "must define `submit`"),
            (modal(table()), "unsupported type: table"),
            (modal(id="V1"), "invalid additional property: id"),
            ({"type": "modal", "blocks": [section()]}, "missing required field: title"),
            (modal(submit=text("plain_text", "s" * 25)), "must be less than 25"),
        ],
    )
    def test_refuses_what_slack_refuses(self, view: Obj, said: str) -> None:
        problems = view_problems(view, "modal")
        assert any(said in problem for problem in problems), problems

    def test_of_a_home_tab_has_no_submit(self) -> None:
        home = {"type": "home", "blocks": [section()], "submit": text("plain_text", "s")}
        assert view_problems(home, "home") == [
            "invalid additional property: submit [json-pointer:/view]"
        ]
