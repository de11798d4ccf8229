"""Every place that builds SOQL: a value stays within its quotes, whatever is in it."""

import inspect
import re
import typing
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from integrations.salesforce import queries
from tests.integrations.salesforce_org import policy_with, served

ROOT = Path(__file__).parents[2]
SINCE = datetime(2026, 11, 23, tzinfo=UTC)
OURS = {"select", "start", "deal", "stamps", "is_won"}
"""Names of fields and objects: of the org's own description, by which the schema vouches for."""
BUILDERS = {
    name: build
    for name, build in inspect.getmembers(queries, inspect.isfunction)
    if not name.startswith("_") and build.__module__ == queries.__name__
}
QUOTED = re.compile(r"'(?:[^'\\]|\\.)*'", re.DOTALL)


def arguments(build: Any, text: str) -> dict[str, Any]:
    """Return arguments with `text` for every value."""
    found: dict[str, Any] = {}
    for name, kind in typing.get_type_hints(build).items():
        many = typing.get_origin(kind) in (Iterable, Sequence)
        value: Any = "Id" if name in OURS else text
        if kind is datetime:
            value = SINCE
        if name != "return":
            found[name] = [value] if many else value
    return found


def built(build: Any, text: str) -> list[str]:
    made = build(**arguments(build, text))
    return [made] if isinstance(made, str) else list(made)


@pytest.mark.parametrize("name", sorted(BUILDERS))
def test_a_value_stays_within_its_quotes(name: str) -> None:
    @given(st.text(max_size=30))
    @example("' OR Name != '")
    @example("\\' OR Name != '")
    @example("x') OR (Id != '")
    @example("\n\r\t\b\f\\")
    def quoted(text: str) -> None:
        shapes = [
            [QUOTED.sub("'…'", soql) for soql in built(BUILDERS[name], value)]
            for value in (text, "plain")
        ]
        assert shapes[0] == shapes[1]

    quoted()


def test_soql_is_built_nowhere_else() -> None:
    found = {
        str(file.relative_to(ROOT))
        for room in ("bot", "handlers", "jobs", "integrations")
        for file in (ROOT / room).rglob("*.py")
        if re.search(r"SELECT .* FROM|format_soql", file.read_text())
    }
    # `reading` names sub-queries after relationships and fields that the org described.
    assert found <= {
        "integrations/salesforce/queries.py",
        "integrations/salesforce/reading.py",
        "bot/ledger/lock.py",
    } | {name for name in found if name.startswith("bot/ledger/") or name == "bot/durable.py"}


def test_an_id_is_one_before_it_is_asked_for() -> None:
    with served() as org, pytest.raises(Exception, match="does not show the deal"):
        org.crm(policy_with()).deal("006' OR Id != '")
