"""From words to a tree: recursive descent over the part of SOQL we speak."""

from sandbox.salesforce.soql.literals import literal
from sandbox.salesforce.soql.reader import Reader
from sandbox.salesforce.soql.tree import (
    Among,
    Compare,
    Condition,
    Either,
    Every,
    Not,
    Order,
    Query,
)

_OPERATORS = frozenset({"=", "!=", "<>", "<", "<=", ">", ">=", "LIKE"})
_CLAUSES = frozenset(
    {"FROM", "WHERE", "ORDER", "LIMIT", "OFFSET", "ALL", "AND", "OR", "NOT", "BY", "IN", "LIKE"}
)


def parse(soql: str) -> Query:
    """Read a query.

    Raises:
        ApiError: MALFORMED_QUERY, with the place.

    """
    reader = Reader(soql)
    query = _query(reader, top=True)
    reader.end()
    return query


def _query(reader: Reader, *, top: bool) -> Query:
    query = Query()
    reader.expect("SELECT")
    _selection(reader, query, top=top)
    reader.expect("FROM")
    query.entity = _path(reader)
    if reader.accept("WHERE"):
        query.where = _condition(reader, top=top)
    if reader.accept("ORDER"):
        reader.expect("BY")
        query.order.append(_order(reader))
        while reader.accept(","):
            query.order.append(_order(reader))
    if reader.accept("LIMIT"):
        query.limit = reader.integer()
    if reader.accept("OFFSET"):
        query.offset = reader.integer()
    if reader.accept("ALL"):
        reader.expect("ROWS")
        query.all_rows = True
    return query


def _selection(reader: Reader, query: Query, *, top: bool) -> None:
    if top and reader.accept("COUNT"):
        reader.expect("(")
        reader.expect(")")
        query.count = True
        return
    while True:
        if top and reader.accept("("):
            query.children.append(_query(reader, top=False))
            reader.expect(")")
        else:
            query.paths.append(_path(reader))
        if not reader.accept(","):
            return


def _path(reader: Reader) -> str:
    if reader.peek().upper in _CLAUSES:
        raise reader.unexpected()
    return reader.name()


def _order(reader: Reader) -> Order:
    path = _path(reader)
    descending = reader.accept("DESC")
    if not descending:
        reader.accept("ASC")
    nulls_last = False
    if reader.accept("NULLS"):
        nulls_last = reader.accept("LAST")
        if not nulls_last:
            reader.expect("FIRST")
    return Order(path, descending, nulls_last)


def _condition(reader: Reader, *, top: bool) -> Condition:
    """Read conditions joined by AND or by OR; SOQL wants parentheses where the two are mixed."""
    first = _single(reader, top=top)
    joiner = reader.peek().upper
    if joiner not in ("AND", "OR"):
        return first
    parts = [first]
    while reader.accept(joiner):
        parts.append(_single(reader, top=top))
    if reader.peek().upper in ("AND", "OR"):
        raise reader.unexpected()
    return Every(tuple(parts)) if joiner == "AND" else Either(tuple(parts))


def _single(reader: Reader, *, top: bool) -> Condition:
    if reader.accept("NOT"):
        return Not(_single(reader, top=top))
    if reader.accept("("):
        inside = _condition(reader, top=top)
        reader.expect(")")
        return inside
    path = _path(reader)
    if reader.accept("NOT"):
        reader.expect("IN")
        return _among(reader, path, negated=True, top=top)
    if reader.accept("IN"):
        return _among(reader, path, negated=False, top=top)
    word = reader.take()
    if word.upper not in _OPERATORS:
        raise reader.unexpected(word)
    operator = "!=" if word.text == "<>" else word.upper
    return Compare(path, operator, literal(reader, pattern=operator == "LIKE"))


def _among(reader: Reader, path: str, *, negated: bool, top: bool) -> Among:
    reader.expect("(")
    if top and reader.peek().upper == "SELECT":
        query = _query(reader, top=False)
        reader.expect(")")
        return Among(path, (), query, negated)
    values = [literal(reader)]
    while reader.accept(","):
        values.append(literal(reader))
    reader.expect(")")
    return Among(path, tuple(values), None, negated)
