from typing import Any

from sandbox.tour.show import box, line, plain

TABLE = {
    "type": "table",
    "rows": [
        [{"type": "raw_text", "text": "For"}, {"type": "raw_text", "text": "Amount"}],
        [{"type": "raw_text", "text": "Training"}, {"type": "raw_text", "text": "$40.00"}],
    ],
    "column_settings": [{"align": "left"}, {"align": "right"}],
}


def message(*blocks: dict[str, Any], text: str = "fallback") -> dict[str, Any]:
    return {"text": text, "blocks": list(blocks)}


def section(text: str) -> dict[str, Any]:
    return {"type": "section", "text": {"type": "mrkdwn", "text": text}}


class TestPlain:
    def test_shows_names_instead_of_ids(self) -> None:
        assert plain("approved by <@U_KIM>") == "approved by @kim"

    def test_shows_the_words_of_a_link(self) -> None:
        assert plain("<https://example.com/x|Open the card>") == "Open the card"
        assert plain("<https://example.com/x>") == "https://example.com/x"

    def test_takes_marks_and_entities_away(self) -> None:
        assert plain("*Now:* _Stark &amp; Sons_ &lt;!channel&gt;") == "Now: Stark & Sons <!channel>"

    def test_leaves_marks_within_words_alone(self) -> None:
        assert plain("snake_case_name and 2*3*4") == "snake_case_name and 2*3*4"

    def test_says_states_in_signs(self) -> None:
        assert plain(":white_check_mark: paid") == "(ok) paid"


class TestBox:
    def test_aligns_a_table(self) -> None:
        shown = box(message(TABLE), "#ar").splitlines()
        assert shown[1:4] == [
            "    │ For        Amount",
            "    │ ─────────────────",
            "    │ Training   $40.00",
        ]

    def test_shows_buttons_and_menus(self) -> None:
        button = {"type": "button", "text": {"text": "Approve & send"}}
        actions = {"type": "actions", "elements": [button, {"type": "overflow"}]}
        assert "[ Approve & send ]  [ ⋯ ]" in box(message(actions), "#ar")

    def test_draws_a_chart(self) -> None:
        data = [{"label": "Current", "value": 40}, {"label": "90+", "value": 20}]
        chart = {
            "type": "data_visualization",
            "title": "Aging",
            "chart": {"series": [{"data": data}]},
        }
        rows = box(message(chart), "#ar").splitlines()
        assert rows[2].count("█") == 2 * rows[3].count("█") == 30

    def test_wraps_long_lines(self) -> None:
        shown = box(message(section("word " * 60)), "#ar")
        assert max(map(len, shown.splitlines())) < 104

    def test_falls_back_on_the_text(self) -> None:
        assert "fallback" in box(message(), "#ar")


class TestLine:
    def test_joins_all_that_is_said(self) -> None:
        assert line(message(section("one\ntwo"), section("three"))) == "one two three"
