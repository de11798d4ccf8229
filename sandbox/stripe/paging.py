"""Lists: newest first, filtered by ranges, turned over by cursor."""

import operator
from collections.abc import Callable, Iterable
from itertools import islice
from operator import itemgetter

from sandbox.stripe.errors import Obj, refuse

MOST = 100


def page(
    items: Iterable[Obj],
    params: Obj,
    url: str,
    wanted: Callable[[Obj], bool] = lambda _: True,
    *,
    newest_first: bool = True,
) -> Obj:
    """Return the page of `items` (oldest first) that `params` ask for, as Stripe's list object."""
    limit = _limit(params)
    rows = list(items)
    if newest_first:
        rows = sorted(rows, key=itemgetter("created"))[::-1]
    after, before = params.get("starting_after"), params.get("ending_before")
    if after and before:
        refuse("You cannot use both `starting_after` and `ending_before`.", param="ending_before")
    if after:
        rows = rows[_position(rows, after, "starting_after") + 1 :]
    if before:
        rows = rows[: _position(rows, before, "ending_before")]
    # The page is next to its cursor; one row beyond it tells whether there are more.
    near = reversed(rows) if before else rows
    found = list(islice(filter(wanted, near), limit + 1))
    data = found[:limit]
    data = data[::-1] if before else data
    return {"object": "list", "url": url, "has_more": len(found) > limit, "data": data}


def _limit(params: Obj) -> int:
    limit = params.get("limit", 10)
    code = "parameter_invalid_integer"
    if limit < 1:
        refuse("This value must be greater than or equal to 1.", code=code, param="limit")
    if limit > MOST:
        refuse(f"This value must be less than or equal to {MOST}.", code=code, param="limit")
    return int(limit)


def _position(rows: list[Obj], ident: str, param: str) -> int:
    for position, row in enumerate(rows):
        if row["id"] == ident:
            return position
    kind = rows[0]["object"] if rows else "object"
    return refuse(f"No such {kind}: '{ident}'", code="resource_missing", param=param)


def in_range(value: int | None, asked: "int | Obj | None") -> bool:
    """Whether `value` is as `asked`: anything, one instant, or between gt/gte/lt/lte."""
    if asked is None:
        return True
    if value is None:
        return False
    if isinstance(asked, int):
        return value == asked
    compare = {"gt": operator.gt, "gte": operator.ge, "lt": operator.lt, "lte": operator.le}
    return all(compare[name](value, bound) for name, bound in asked.items())
