"""Slack's messages as plain text, for a terminal."""

import html
import re
import textwrap
from collections.abc import Callable, Iterator

from sandbox.company import ROLES, user_id
from sandbox.control import Obj

WIDTH = 98
NAMES = {user_id(name): f"@{name}" for name in ROLES}
EMOJI = {
    ":warning:": "(!)",
    ":no_entry:": "(x)",
    ":no_entry_sign:": "(x)",
    ":double_vertical_bar:": "||",
    ":hourglass_flowing_sand:": "...",
    ":red_circle:": "(late)",
    ":white_check_mark:": "(ok)",
    ":envelope:": "(sent)",
    ":calendar:": "(soon)",
}
MARK = re.compile(r"<(@|#|!)?([^|>]+)(?:\|([^>]*))?>")


def plain(text: str) -> str:
    """Return mrkdwn as a reader sees it: no marks, names instead of ids."""

    def shown(match: re.Match[str]) -> str:
        sign, target, label = match.groups()
        return NAMES.get(target, f"@{label or target}") if sign == "@" else label or target

    said = re.sub(r"(?<!\w)[*_]([^*_\n]+)[*_](?!\w)", r"\1", MARK.sub(shown, text))
    for code, sign in EMOJI.items():
        said = said.replace(code, sign)
    return html.unescape(said)


def box(message: Obj, title: str) -> str:
    """Return a message in a frame, under a title such as the channel it stands in."""
    wrapped = [part for line in lines_of(message) for part in _wrapped(line)]
    top = f"    ┌─ {title} " + "─" * max(0, WIDTH - len(title) - 3)
    return "\n".join([top, *(f"    │ {line}".rstrip() for line in wrapped), "    └" + "─" * WIDTH])


def lines_of(message: Obj) -> list[str]:
    """Return a message line by line."""
    return [text for block in message["blocks"] for text in _block(block)] or [
        plain(message["text"])
    ]


def line(message: Obj) -> str:
    """Return a short message on one line."""
    return " ".join(" ".join(lines_of(message)).split())


def _wrapped(text: str) -> list[str]:
    if len(text) <= WIDTH - 2:
        return [text]
    return textwrap.wrap(text, WIDTH - 2, subsequent_indent="  ", break_long_words=False)


def _block(block: Obj) -> Iterator[str]:
    yield from BLOCKS.get(block["type"], _nothing)(block)


def _nothing(_block: Obj) -> Iterator[str]:
    return iter(())


def _header(block: Obj) -> Iterator[str]:
    yield block["text"]["text"].upper()


def _section(block: Obj) -> Iterator[str]:
    if "text" in block:
        yield from plain(block["text"]["text"]).splitlines()
    for field in block.get("fields", ()):
        title, _, said = plain(field["text"]).partition("\n")
        first, *more = said.splitlines() or [""]
        yield f"{title}: {first}"
        yield from (f"  {line}" for line in more)
    if "accessory" in block:
        yield from _actions({"elements": [block["accessory"]]})


def _input(block: Obj) -> Iterator[str]:
    element = block["element"]
    chosen = element.get("initial_option") or {"text": {"text": ""}}
    filled = element.get("initial_value") or element.get("initial_date") or chosen["text"]["text"]
    yield f"{block['label']['text']}: [{filled}]"
    yield from (f"  {plain(block[name]['text'])}" for name in ("hint",) if name in block)


def _context(block: Obj) -> Iterator[str]:
    for element in block["elements"]:
        yield from (f"· {said}" for said in plain(element.get("text", "")).splitlines())


def _actions(block: Obj) -> Iterator[str]:
    yield "  ".join(map(_button, block["elements"]))


def _button(element: Obj) -> str:
    if element["type"] == "overflow":
        return "[ ⋯ ]"
    label = element.get("text") or element.get("placeholder") or {"text": element["type"]}
    return f"[ {label['text']} ]"


def _table(block: Obj) -> Iterator[str]:
    rows = [[str(cell.get("text", cell.get("value", ""))) for cell in row] for row in block["rows"]]
    widths = [max(len(row[n]) for row in rows) for n in range(len(rows[0]))]
    right = {
        n
        for n, column in enumerate(block.get("column_settings") or ())
        if column and column.get("align") == "right"
    }
    for number, row in enumerate(rows):
        cells = [
            text.rjust(width) if n in right else text.ljust(width)
            for n, (text, width) in enumerate(zip(row, widths, strict=True))
        ]
        yield "   ".join(cells).rstrip()
        if not number:
            yield "─" * (sum(widths) + 3 * (len(widths) - 1))


def _chart(block: Obj) -> Iterator[str]:
    yield f"{block['title']}:"
    points = [point for series in block["chart"]["series"] for point in series["data"]]
    most = max([abs(point["value"]) for point in points] or [0]) or 1
    for point in points:
        bar = "█" * round(30 * abs(point["value"]) / most)
        yield f"{point['label']:>10} {bar} {point['value']:,}"


BLOCKS: dict[str, Callable[[Obj], Iterator[str]]] = {
    "header": _header,
    "section": _section,
    "context": _context,
    "actions": _actions,
    "input": _input,
    "table": _table,
    "data_visualization": _chart,
}
