import contextlib
import secrets
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import Invalid
from bot.facts import Message
from bot.views import values
from bot.views.blocks import section
from bot.views.fit import MOST_BLOCKS, MOST_CHARACTERS, message, rows_that_fit, size
from bot.views.ids import ActionId, FieldId, ModalId, MoreVerb
from bot.views.state import Who
from bot.views.text import counted, day, escape, escape_lines, link, mention, one_line, relative

TODAY = date(2026, 11, 23)


class TestEscape:
    @given(st.text())
    def test_leaves_nothing_that_slack_would_read_as_a_mention(self, text: str) -> None:
        shown = escape(text) + escape_lines(text).replace("\n>", "\n").removeprefix(">")
        assert "<" not in shown
        assert ">" not in shown.replace("&gt;", "")

    @given(st.text())
    def test_keeps_to_one_short_line(self, text: str) -> None:
        assert len(one_line(text)) <= 150
        assert "\n" not in one_line(text)

    def test_keeps_an_email_address_as_it_is(self) -> None:
        assert escape("first_last+ap@acme.com") == "first_last+ap@acme.com"

    def test_takes_away_what_turns_the_writing(self) -> None:
        assert one_line("abc\u202edef") == "abc def"

    def test_links_only_to_addresses(self) -> None:
        assert link("javascript:x", "Click") == "Click"
        assert link("https://a.test/?a=1&b=<|>", "A > B") == (
            "<https://a.test/?a=1&amp;b=%3C%7C%3E|A &gt; B>"
        )

    def test_mentions_by_id_and_names_without(self) -> None:
        assert mention(Who(name="Kim", slack_id="UKIM")) == "<@UKIM>"
        assert mention(Who(name="<Kim>")) == "&lt;Kim&gt;"
        assert mention(Who(name="Kim", slack_id="!channel")) == "Kim"
        assert mention(Who(name="")) == "somebody"


class TestDates:
    def test_have_their_year_when_it_is_another(self) -> None:
        assert day(date(2026, 12, 22), TODAY) == "Dec 22"
        assert day(date(2027, 1, 2), TODAY) == "Jan 2, 2027"

    @pytest.mark.parametrize(
        ("days", "said"),
        [(0, "today"), (1, "tomorrow"), (-1, "yesterday"), (8, "in 8 days"), (-12, "12 days ago")],
    )
    def test_are_said_from_today(self, days: int, said: str) -> None:
        assert relative(TODAY + timedelta(days=days), TODAY) == said

    def test_count(self) -> None:
        assert counted(1, "match", "matches") == "1 match"
        assert counted(2000, "invoice") == "2,000 invoices"


class TestFit:
    @given(st.lists(st.integers(1, 3000), max_size=80))
    def test_never_says_more_than_slack_takes(self, lengths: list[int]) -> None:
        body = [section("x" * length) for length in lengths]
        shown = message("x", [section("head")], body, [section("tail")])
        assert len(shown.blocks) <= MOST_BLOCKS
        assert size(shown.blocks) <= MOST_CHARACTERS
        assert shown.blocks[-1] == section("tail")
        said = "more entr" in str(shown.blocks[-2])
        assert said == (len(shown.blocks) - 2 - said < len(body))

    def test_leaves_out_rows_that_do_not_fit(self) -> None:
        rows = [["x" * 10, "y" * 10]] * 20
        assert rows_that_fit(rows, 24, 100) == ([["x" * 10, "y" * 10]] * 5, 15)
        assert rows_that_fit(rows, 3, 9999)[1] == 17


class TestValues:
    def test_travel_with_a_button_and_back(self) -> None:
        whole = "ab" * 32
        value = values.parse_proposal(values.proposal_value("prop_1", whole))
        assert value.proposal_id == "prop_1"
        assert value.matches(whole)
        assert not value.matches("cd" * 32)
        more = values.more_value(MoreVerb.ASK, values.proposal_value("prop_1", whole))
        assert values.parse_more(more).verb is MoreVerb.ASK
        assert values.parse_proposal(values.parse_more(more).rest) == value

    @pytest.mark.parametrize("value", ["", "prop_1", ":", "prop_1:abc", ":0123456789abcdef"])
    def test_refuse_a_proposal_that_is_not_ours(self, value: str) -> None:
        with pytest.raises(Invalid):
            values.parse_proposal(value)

    @given(st.text(max_size=50))
    def test_refuse_nonsense_as_invalid_and_nothing_else(self, value: str) -> None:
        parsers = (
            values.parse_proposal,
            values.parse_more,
            values.parse_page,
            values.parse_pick,
            values.parse_context,
        )
        for parse in parsers:
            with contextlib.suppress(Invalid):
                parse(value)

    def test_do_not_outgrow_a_modal(self) -> None:
        with pytest.raises(Invalid, match="more changes"):
            values.ModalContext(overrides=secrets.token_hex(3000)).dumped()

    def test_take_less_room_where_they_repeat_themselves(self) -> None:
        context = values.ModalContext(overrides='{"installments": [' * 900)
        kept = values.parse_context(context.dumped()).overrides
        assert values.unpacked(kept) == context.overrides
        assert values.unpacked("{}") == "{}"
        with pytest.raises(Invalid):
            values.unpacked("z:nothing of ours")


def test_every_id_is_used_once() -> None:
    ids = [one.value for kind in (ActionId, ModalId) for one in kind]
    assert len(ids) == len(set(ids))
    assert all("." not in field for field in FieldId)


def test_a_message_without_blocks_is_a_message() -> None:
    assert message("x", []) == Message(text="x", blocks=[])
