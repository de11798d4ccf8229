"""The parts of a deal: product lines with their revenue schedules, and milestones."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from zoneinfo import ZoneInfo

from bot.deal import DealLine, Milestone, ScheduledPart, short_id
from integrations.salesforce.connection import Row
from integrations.salesforce.reading import LINES, Columns, Reading
from integrations.salesforce.schema import Column, SObject
from integrations.salesforce.values import amount, day, flag, text, whole

SCHEDULE = "OpportunityLineItemSchedule"
SCHEDULED = ("OpportunityLineItemId", "ScheduleDate", "Revenue", "Description")

Schedules = Mapping[str, tuple[ScheduledPart, ...]]
"""By line, 15 characters."""


class Parts:
    """Makes lines and milestones of rows that were selected by `reading`."""

    def __init__(self, reading: Reading, zone: ZoneInfo) -> None:
        """Read instants as dates in `zone`."""
        self._lines: Columns = reading.children.get(LINES, {})
        self._milestones: Columns = reading.children.get(reading.milestones, {})
        self._zone = zone

    def scheduled(self, rows: Iterable[Row]) -> bool:
        """Return whether any of these lines may have a revenue schedule."""
        known = self._lines.get("HasRevenueSchedule")
        return any(known is None or known.value(row) for row in rows)

    def lines(self, rows: Iterable[Row], schedules: Schedules) -> tuple[DealLine, ...]:
        """Return product lines in the order of `rows`."""
        return tuple(self._line(row, schedules.get(short_id(row["Id"]), ())) for row in rows)

    def milestones(self, rows: Iterable[Row], currency: str) -> tuple[Milestone, ...]:
        """Return milestones in their order; where it is empty or equal, by date."""
        columns = self._milestones
        made = []
        for row in rows:
            sequence = amount(row, columns.get("milestone_sequence"))
            one = self._milestone(row, currency)
            unsaid = (sequence is None, sequence or 0, one.date is None, one.date or date.min)
            made.append((unsaid, one.id, one))
        return tuple(one for *_, one in sorted(made, key=lambda each: each[:2]))

    def _line(self, row: Row, schedule: tuple[ScheduledPart, ...]) -> DealLine:
        columns = self._lines
        quantity, unit, total = (
            amount(row, columns.get(name)) for name in ("Quantity", "UnitPrice", "TotalPrice")
        )
        return DealLine(
            description=_described(row),
            quantity=Decimal(1) if quantity is None else quantity,
            unit_price=unit or Decimal(0),
            total=total or Decimal(0),
            id=row["Id"],
            start=self._day(row, columns, "line_start") or self._day(row, columns, "ServiceDate"),
            end=self._day(row, columns, "line_end"),
            interval=_text(row, columns.get("line_interval")),
            periods=whole(row, columns.get("line_periods")),
            variable=_flag(row, columns.get("line_variable")),
            usage=amount(row, columns.get("line_usage")),
            usage_for=self._day(row, columns, "line_usage_period"),
            schedule=schedule,
        )

    def _milestone(self, row: Row, currency: str) -> Milestone:
        columns = self._milestones
        own = _text(row, columns.get("CurrencyIsoCode")).upper()
        worth = amount(row, columns.get("milestone_amount"))
        return Milestone(
            id=row["Id"],
            description=_text(row, columns.get("milestone_description")),
            percent=amount(row, columns.get("milestone_percent")),
            amount=worth,
            currency="" if worth is None or own == currency else own,
            date=self._day(row, columns, "milestone_date"),
            condition=_text(row, columns.get("milestone_condition")),
            met=_flag(row, columns.get("milestone_met")),
        )

    def _day(self, row: Row, columns: Columns, name: str) -> date | None:
        column = columns.get(name)
        return day(column.value(row), self._zone) if column else None


def schedules_of(rows: Iterable[Row], target: SObject) -> Schedules:
    """Return revenue schedules by line, each by date."""
    revenue, words = target.field("Revenue"), target.field("Description")
    found: dict[str, list[tuple[date, str, ScheduledPart]]] = {}
    for row in rows:
        worth = amount(row, Column("Revenue", revenue)) if revenue else None
        if worth is None or not row.get("ScheduleDate"):
            continue
        on = date.fromisoformat(row["ScheduleDate"])
        said = text(row.get("Description")) if words else ""
        part = ScheduledPart(date=on, amount=worth, description=said)
        line = short_id(row["OpportunityLineItemId"])
        found.setdefault(line, []).append((on, row["Id"], part))
    return {line: _in_order(parts) for line, parts in found.items()}


def _in_order(parts: Sequence[tuple[date, str, ScheduledPart]]) -> tuple[ScheduledPart, ...]:
    return tuple(part for _, _, part in sorted(parts, key=lambda each: each[:2]))


def _text(row: Row, column: Column | None) -> str:
    return text(column.value(row)) if column else ""


def _flag(row: Row, column: Column | None) -> bool:
    return column is not None and flag(column.value(row))


def _described(line: Row) -> str:
    """Return the product and what people wrote beside it, as the client is to read it."""
    product = text((line.get("Product2") or {}).get("Name")) or text(line.get("Name"))
    words = text(line.get("Description"))
    if product.casefold() in words.casefold():
        return words or "Product"
    return f"{product}: {words}" if words else product
