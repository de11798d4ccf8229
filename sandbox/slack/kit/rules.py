"""The small rules that Block Kit's objects are described with, and what Slack says when one fails.

A rule looks at one value and adds its complaints to a list, each ending in the JSON pointer of the
place, worded as Slack words them.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

Rule = Callable[[object, str, list[str]], None]
"""(value, JSON pointer, complaints so far) -> nothing; complaints are appended."""


def complain(said: list[str], message: str, path: str) -> None:
    """Add one complaint about the value at `path`."""
    said.append(f"{message} [json-pointer:{path}]")


def string(longest: int, *, shortest: int = 1, pattern: str = "") -> Rule:
    """Require a string of a length and, if given, a form."""

    def check(value: object, path: str, said: list[str]) -> None:
        if not isinstance(value, str):
            complain(said, "must provide a string", path)
        elif len(value) > longest:
            complain(said, f"must be less than {longest + 1} characters", path)
        elif len(value) < shortest:
            complain(said, f"must be more than {shortest - 1} characters", path)
        elif pattern and not re.fullmatch(pattern, value):
            complain(said, "must match the required pattern", path)

    return check


def boolean(value: object, path: str, said: list[str]) -> None:
    """Require true or false."""
    if not isinstance(value, bool):
        complain(said, "must provide a boolean", path)


def integer(lowest: int, highest: int) -> Rule:
    """Require a whole number within bounds."""

    def check(value: object, path: str, said: list[str]) -> None:
        if isinstance(value, bool) or not isinstance(value, int):
            complain(said, "must provide an integer", path)
        elif not lowest <= value <= highest:
            complain(said, f"must be between {lowest} and {highest}", path)

    return check


def number(value: object, path: str, said: list[str]) -> None:
    """Require a finite number."""
    if isinstance(value, bool) or not isinstance(value, int | float) or value != value:  # noqa: PLR0124 - NaN
        complain(said, "must provide a number", path)


def one_of(*allowed: str) -> Rule:
    """Require one of these words."""

    def check(value: object, path: str, said: list[str]) -> None:
        if value not in allowed:
            complain(said, f"must be a valid enum value: {', '.join(allowed)}", path)

    return check


def many(rule: Rule, most: int, least: int = 1) -> Rule:
    """Require an array of so many, each of which obeys `rule`."""

    def check(value: object, path: str, said: list[str]) -> None:
        if not isinstance(value, list):
            complain(said, "must provide an array", path)
            return
        if len(value) > most:
            complain(said, f"no more than {most} items allowed", path)
        if len(value) < least:
            complain(said, f"no fewer than {least} items allowed", path)
        for index, item in enumerate(value):
            rule(item, f"{path}/{index}", said)

    return check


def anything(_value: object, _path: str, _said: list[str]) -> None:
    """Accept whatever stands there, where Slack's own rules are not known."""


def nothing_else(_value: Mapping[str, Any], _path: str, _said: list[str]) -> None:
    """Add no rule about how an object's fields go together."""


@dataclass(frozen=True)
class Shape:
    """An object: the fields it must have, may have, and how they go together."""

    required: Mapping[str, Rule] = field(default_factory=dict)
    optional: Mapping[str, Rule] = field(default_factory=dict)
    together: Callable[[Mapping[str, Any], str, list[str]], None] = nothing_else

    def __call__(self, value: object, path: str, said: list[str]) -> None:
        """Complain about what is missing, unknown or wrong."""
        if not isinstance(value, dict):
            complain(said, "must provide an object", path)
            return
        for name in self.required:
            if value.get(name) is None:
                complain(said, f"missing required field: {name}", path)
        for name, item in value.items():
            rule = self.required.get(name) or self.optional.get(name)
            if rule is None:
                complain(said, f"invalid additional property: {name}", path)
            elif item is not None:
                rule(item, f"{path}/{name}", said)
        self.together(value, path, said)


def typed(catalog: Mapping[str, Rule]) -> Rule:
    """Require an object whose `type` is in the catalog, and hold it to that type's rule."""

    def check(value: object, path: str, said: list[str]) -> None:
        if not isinstance(value, dict):
            complain(said, "must provide an object", path)
            return
        kind = value.get("type")
        if kind is None:
            complain(said, "missing required field: type", path)
        elif not isinstance(kind, str) or kind not in catalog:
            complain(said, f"unsupported type: {kind}", f"{path}/type")
        else:
            catalog[kind](value, path, said)

    return check
