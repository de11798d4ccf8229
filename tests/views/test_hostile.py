"""Every view with hostile text wherever text comes from outside: nothing pings or links."""

import csv
import importlib
import inspect
import io
import pkgutil
import re
import typing
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

import bot.views
from bot.facts import Message
from bot.money import Money
from bot.views.export import COLUMNS, worklist
from bot.views.state import Who
from tests.views.hostile import arguments
from tests.views.samples import TODAY, due

KIT = {"blocks", "modal", "text", "fit", "values", "ids"}
"""What views are made of: it is given what was escaped."""
HOSTILE = "<!channel> <@UEVIL> <https://evil.test|click> *bold* `code` ~gone~ &amp;\u202e"
PINGS = re.compile(r"<!|<@UEVIL|<https?://evil|<mailto|\u202e")


def views() -> Iterator[tuple[str, Callable[..., Any]]]:
    """Yield every function of the views that returns what Slack shows, also one made tomorrow."""
    for room in pkgutil.iter_modules(bot.views.__path__):
        module = importlib.import_module(f"bot.views.{room.name}")
        for name, view in inspect.getmembers(module, inspect.isfunction):
            if room.name in KIT or view.__module__ != module.__name__ or name.startswith("_"):
                continue
            if typing.get_type_hints(view).get("return") in (Message, dict[str, Any]):
                yield f"{room.name}.{name}", view


VIEWS = dict(views())


def marked(shown: object) -> Iterator[str]:
    """Yield all text that Slack reads as mrkdwn."""
    if isinstance(shown, Message):
        yield shown.text
        yield from marked(shown.blocks)
    elif isinstance(shown, dict):
        if shown.get("type") == "mrkdwn":
            yield shown["text"]
        for part in shown.values():
            yield from marked(part)
    elif isinstance(shown, list | tuple):
        for part in shown:
            yield from marked(part)


def test_all_of_them_are_found() -> None:
    assert {"card.card", "digest.summary", "home.home", "modify.modify"} <= VIEWS.keys()
    assert len(VIEWS) > 40


@pytest.mark.parametrize("name", sorted(VIEWS))
def test_a_view_shows_text_from_outside_as_text(name: str) -> None:
    shown = VIEWS[name](**arguments(VIEWS[name], HOSTILE))
    for text in marked(shown):
        assert not PINGS.search(text), text
        assert "*bold*" not in text
        assert "`code`" not in text


@settings(max_examples=10)
@given(st.sampled_from(["card.card", "digest.summary", "answers.listing"]), st.text(max_size=60))
@example("card.card", "<" * 200)
@example("card.card", "\x00\ud800")
def test_any_text_can_be_shown(name: str, text: str) -> None:
    shown = VIEWS[name](**arguments(VIEWS[name], f"{text}<!here>"))
    assert not [said for said in marked(shown) if "<!here" in said]


FORMULAS = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", " =1", "＝1", "\u200b=1", '"=1']


class TestExport:
    @pytest.mark.parametrize("text", FORMULAS)
    def test_has_no_cell_that_is_a_formula(self, text: str) -> None:
        line = due(
            customer=text, deal_name=text, note=text, owner=Who(name=text),
            balance=Money(minor=-500, currency="USD"),
        ).model_copy(update={"number": text})  # fmt: skip
        head, row = csv.reader(io.StringIO(worklist([line], TODAY).content))
        assert tuple(head) == COLUMNS
        for name, cell in zip(COLUMNS, row, strict=True):
            if name != "balance":
                assert not cell.lstrip("\u200b ").startswith(("=", "+", "-", "@", "\t", "\r", "＝"))

    @given(st.text(max_size=40))
    def test_keeps_every_text_in_its_cell(self, text: str) -> None:
        lines = [due(customer=text, note=f'a","{text}\r\nb'), due()]
        rows = list(csv.reader(io.StringIO(worklist(lines, TODAY).content)))
        assert [len(row) for row in rows] == [len(COLUMNS)] * 3
        assert not [cell for row in rows for cell in row if "\n" in cell]

    def test_says_amounts_as_numbers_and_nothing_else(self) -> None:
        _, row = csv.reader(io.StringIO(worklist([due()], TODAY).content))
        assert re.fullmatch(r"-?\d+(\.\d+)?", row[COLUMNS.index("balance")])
