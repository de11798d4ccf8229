"""A query cut into words, each with its place, so that a refusal can point at it."""

import re
from dataclasses import dataclass
from enum import StrEnum

from sandbox.salesforce.errors import ApiError

_PATTERN = re.compile(
    r"""
    (?P<space>\s+)
  | (?P<string>'(?:[^'\\]|\\.)*')
  | (?P<datetime>\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d+)?(?:Z|[+-]\d{2}:?\d{2}))
  | (?P<date>\d{4}-\d{2}-\d{2}(?![\dT]))
  | (?P<number>[+-]?\d+(?:\.\d+)?(?![\w]))
  | (?P<name>[A-Za-z_][\w.]*(?::\d+)?)
  | (?P<symbol>!=|<>|<=|>=|[=<>(),])
    """,
    re.VERBOSE | re.DOTALL,
)
_ESCAPES = {"n": "\n", "r": "\r", "t": "\t", "b": "\b", "f": "\f"}
_ESCAPE = re.compile(r"\\(u[0-9A-Fa-f]{4}|.)", re.DOTALL)


class Kind(StrEnum):
    """What a word is."""

    STRING = "string"
    DATETIME = "datetime"
    DATE = "date"
    NUMBER = "number"
    NAME = "name"
    SYMBOL = "symbol"
    END = "end"


@dataclass(frozen=True)
class Word:
    """One word of a query."""

    kind: Kind
    text: str
    at: int

    @property
    def upper(self) -> str:
        """The word as a keyword is compared, "" when it is a literal."""
        return self.text.upper() if self.kind in (Kind.NAME, Kind.SYMBOL) else ""


def malformed(soql: str, at: int, what: str) -> ApiError:
    """Return the refusal of a query that does not read, its place marked as Salesforce does."""
    before = soql[max(0, at - 30) : at]
    shown = f"\n{before}{soql[at : at + 30]}\n{' ' * len(before)}^\n"
    return ApiError("MALFORMED_QUERY", f"{shown}ERROR at Row:1:Column:{at + 1}\n{what}")


def cut(soql: str) -> list[Word]:
    """Return the words of `soql`, an END at the end."""
    words: list[Word] = []
    at = 0
    while at < len(soql):
        match = _PATTERN.match(soql, at)
        if match is None:
            raise malformed(soql, at, f"unexpected token: '{soql[at]}'")
        if match.lastgroup != "space":
            words.append(Word(Kind(str(match.lastgroup)), match.group(), at))
        at = match.end()
    return [*words, Word(Kind.END, "<EOF>", len(soql))]


def unquote(text: str, *, pattern: bool = False) -> str:
    """Return what a quoted string means; in a LIKE `pattern` escaped wildcards keep their mark."""

    def mean(match: re.Match[str]) -> str:
        letter = match.group(1)
        if letter[0] == "u" and len(letter) == 5:
            return chr(int(letter[1:], 16))
        if letter in "%_":
            return "\\" + letter if pattern else letter
        if letter == "\\" and pattern:
            return "\\\\"
        if letter.lower() in _ESCAPES:
            return _ESCAPES[letter.lower()]
        if letter in "\\'\"":
            return letter
        raise ApiError("MALFORMED_QUERY", f"Illegal string literal: invalid escape \\{letter}")

    return _ESCAPE.sub(mean, text[1:-1])
