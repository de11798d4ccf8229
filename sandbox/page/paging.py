"""A page of a long list: only its own rows are made."""

from collections.abc import Callable, Iterable
from itertools import islice
from typing import TypeVar

PAGE = 50
MOST = 200
Kept = TypeVar("Kept")
Row = dict[str, object]


def page(
    items: Iterable[Kept],
    asked: dict[str, str],
    wanted: Callable[[Kept], bool] | None,
    row: Callable[[Kept], Row],
    total: int,
) -> Row:
    """Return `{total, rows}` of `items` that are `wanted` (None: all, and there are `total`)."""
    offset = max(0, int(asked.get("offset") or 0))
    limit = min(max(0, int(asked.get("limit") or PAGE)), MOST)
    if wanted is None:
        found: Iterable[Kept] = islice(items, offset, offset + limit)
    else:
        every = list(filter(wanted, items))
        total, found = len(every), every[offset : offset + limit]
    return {"total": total, "rows": [row(item) for item in found]}
