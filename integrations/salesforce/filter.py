"""Which deals are ours to bill: the policy's rules, checked on the rows of a query.

On the rows and not in the query: what the policy writes as text is compared the same way for
picklists, check boxes, numbers and formulas, and nothing of it can end up inside SOQL.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from bot.errors import Misconfigured
from bot.policy import DealRules, SkipRule
from integrations.salesforce.schema import DEAL, Column, Schema


@dataclass(frozen=True)
class _Match:
    column: Column
    values: tuple[str, ...]

    def holds(self, row: Mapping[str, Any]) -> bool:
        found = self.column.value(row)
        if self.column.field.kind == "multipicklist" and isinstance(found, str):
            return any(_same(one, wanted) for one in found.split(";") for wanted in self.values)
        return any(_same(found, wanted) for wanted in self.values)


@dataclass(frozen=True)
class Filter:
    """The policy's rules about deals, bound to the fields of this org."""

    only: tuple[_Match, ...]
    skip: tuple[_Match, ...]

    def takes(self, row: Mapping[str, Any]) -> bool:
        """Return whether the policy wants this deal billed."""
        return all(rule.holds(row) for rule in self.only) and not any(
            rule.holds(row) for rule in self.skip
        )

    def columns(self) -> Iterator[Column]:
        """Yield what has to be selected for the rules to be checked."""
        for rule in (*self.only, *self.skip):
            yield rule.column


def compile_filter(schema: Schema, rules: DealRules) -> Filter:
    """Bind the policy's rules to the org.

    Raises:
        Misconfigured: naming the field or record type that the org does not have.

    """
    only = [_bind(schema, rule, "only") for rule in rules.only]
    if rules.record_types:
        only.append(_record_types(schema, rules.record_types))
    return Filter(tuple(only), tuple(_bind(schema, rule, "skip") for rule in rules.skip))


def _bind(schema: Schema, rule: SkipRule, table: str) -> _Match:
    column = schema.column(rule.field)
    if column is None:
        raise Misconfigured(
            f'The policy\'s [[deals.{table}]] names the field "{rule.field}", but there is no such '
            "field on the opportunity, or the integration user may not read it."
        )
    return _Match(column, rule.values)


def _record_types(schema: Schema, names: tuple[str, ...]) -> _Match:
    deal = schema.object(DEAL)
    known = deal.record_types if deal else ()
    column = schema.column("RecordType.DeveloperName")
    unknown = [name for name in names if name.lower() not in {one.lower() for one in known}]
    if column is None or unknown:
        there = ", ".join(one for one in known if one != "Master") or "none"
        raise Misconfigured(
            f"The policy's deals.record_types names {', '.join(unknown or names)}; the developer "
            f"names of the opportunity's record types are: {there}."
        )
    return _Match(column, names)


def _same(found: object, wanted: str) -> bool:
    """Compare a value of a row with text of the policy; "" is an empty field."""
    if found is None:
        return not wanted
    if isinstance(found, bool):
        return str(found).lower() == wanted.strip().lower()
    if isinstance(found, (int, Decimal)):
        try:
            return Decimal(found) == Decimal(wanted)
        except InvalidOperation:
            return False
    return str(found).strip().casefold() == wanted.strip().casefold()
