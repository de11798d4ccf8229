"""What opportunities show about their billing, held against what was written to them."""

from collections.abc import Callable, Iterator, Mapping, Sequence

from bot.deal import short_id
from bot.facts import DealStatus
from integrations.salesforce.connection import Row
from integrations.salesforce.queries import by_ids
from integrations.salesforce.records import Json, content
from integrations.salesforce.schema import DEAL, Field, Schema, SObject
from integrations.salesforce.values import number


def differing(
    schema: Schema, deals: Sequence[DealStatus], ask: Callable[[str], Iterator[Row]]
) -> Mapping[str, str]:
    """Return which of `deals` show something else: id -> what, in words.

    What would be written is compared, field by field: a field that is not there, that may not be
    written or that is too short for a text makes no difference.
    """
    target = schema.object(DEAL)
    if target is None:
        return {}
    wanted = {short_id(one.deal_id): (one.deal_id, content(target, one)) for one in deals}
    names = list(next((fields for _, fields in wanted.values()), {}))
    found: dict[str, str] = {}
    if not names:
        return found
    select = ", ".join(["Id", *names])
    for query in by_ids(select, [ident for ident, _ in wanted.values()]):
        for row in ask(query):
            ident, fields = wanted[short_id(row["Id"])]
            if words := ", ".join(_differences(target, fields, row)):
                found[ident] = words
    return found


def _differences(target: SObject, fields: Mapping[str, Json], row: Row) -> Iterator[str]:
    for name, told in fields.items():
        field = target.field(name)
        if field is not None and _same(field, told) != _same(field, row.get(name)):
            yield f"{field.label} is {_said(row.get(name))} instead of {_said(told)}"


def _same(field: Field, value: Json | float) -> Json:
    """Return the value in one spelling: Salesforce keeps numbers as doubles, and no empty text."""
    if value is None or isinstance(value, str):
        return value or None
    return number(value, field.scale)


def _said(value: Json | float) -> str:
    return "empty" if value in (None, "") else f'"{value}"'
