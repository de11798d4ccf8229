"""What fits into one message: counted before sending, and what was left out is said."""

from collections.abc import Sequence

from bot.facts import Message
from bot.views.blocks import Block, context
from bot.views.text import counted, cut

MOST_CHARACTERS = 9000
"""Of all text in one message: Slack refuses somewhere above, without saying where."""
MOST_BLOCKS = 50
MOST_TEXT = 2900
MOST_CELL = 60
_READ = frozenset({"text", "alt_text", "title", "label", "name"})
_UNSEEN = frozenset({"confirm"})


def size(value: object) -> int:
    """Return how many characters of text a reader of these blocks gets to see."""
    if isinstance(value, list):
        return sum(map(size, value))
    if not isinstance(value, dict):
        return 0
    shown = sum(len(item) for name, item in value.items() if name in _READ and _is_text(item))
    return shown + sum(size(item) for name, item in value.items() if name not in _UNSEEN)


def _is_text(item: object) -> bool:
    return isinstance(item, str)


def message(
    text: str,
    head: Sequence[Block],
    body: Sequence[Block] = (),
    tail: Sequence[Block] = (),
    *,
    elsewhere: str = "in the thread",
) -> Message:
    """Return a message of `head`, as much of `body` as fits, and `tail`.

    `text` stands for it in notifications; `elsewhere` says where the rest of `body` can be seen.
    """
    room = MOST_CHARACTERS - size([*head, *tail]) - 100
    space = MOST_BLOCKS - len(head) - len(tail) - 1
    kept: list[Block] = []
    for block in body:
        room -= size(block)
        if room < 0 or len(kept) >= space:
            break
        kept.append(block)
    left = len(body) - len(kept)
    rest = [context(f"and {counted(left, 'more entry', 'more entries')} {elsewhere}")]
    blocks = [*head, *kept, *(rest if left else []), *tail]
    return Message(text=cut(text, MOST_TEXT), blocks=blocks)


def rows_that_fit(
    rows: Sequence[Sequence[str]], most_rows: int, most_characters: int
) -> tuple[list[Sequence[str]], int]:
    """Return the first rows that fit into a table, and how many do not."""
    kept: list[Sequence[str]] = []
    for row in rows:
        most_characters -= sum(map(len, row))
        if most_characters < 0 or len(kept) >= most_rows:
            break
        kept.append(row)
    return kept, len(rows) - len(kept)
