"""Block Kit's blocks for numbers: tables, data tables and charts."""

from collections.abc import Mapping
from typing import Any

from sandbox.slack.kit.objects import ID
from sandbox.slack.kit.rules import (
    Rule,
    Shape,
    anything,
    boolean,
    complain,
    integer,
    many,
    number,
    one_of,
    string,
    typed,
)

RAW_TEXT = Shape({"type": one_of("raw_text"), "text": string(10_000)})
RAW_NUMBER = Shape({"type": one_of("raw_number"), "value": number, "text": string(10_000)})
RICH = Shape({"type": one_of("rich_text"), "elements": many(anything, 1000)}, {"block_id": ID})
CELL = typed({"raw_text": RAW_TEXT, "raw_number": RAW_NUMBER, "rich_text": RICH})
HEAD_CELL = typed({"raw_text": RAW_TEXT, "raw_number": RAW_NUMBER})
COLUMN = Shape({}, {"align": one_of("left", "center", "right"), "is_wrapped": boolean})


def _settings(value: object, path: str, said: list[str]) -> None:
    """Check column_settings, in which null skips a column."""
    if not isinstance(value, list):
        complain(said, "must provide an array", path)
        return
    if len(value) > 20:
        complain(said, "no more than 20 items allowed", path)
    for index, item in enumerate(value):
        if item is not None:
            COLUMN(item, f"{path}/{index}", said)


TABLE = Shape(
    {"type": one_of("table"), "rows": many(many(CELL, 20), 100)},
    {"column_settings": _settings, "block_id": ID},
)


def _rectangle(value: Mapping[str, Any], path: str, said: list[str]) -> None:
    rows = value.get("rows")
    if not isinstance(rows, list) or not rows or not isinstance(rows[0], list):
        return
    for index, cell in enumerate(rows[0]):
        HEAD_CELL(cell, f"{path}/rows/0/{index}", said)
    for index, row in enumerate(rows):
        if isinstance(row, list) and len(row) != len(rows[0]):
            complain(said, "all rows must have the same number of values", f"{path}/rows/{index}")


DATA_TABLE = Shape(
    {
        "type": one_of("data_table"),
        "caption": string(2000),
        "rows": many(many(CELL, 20), 101, least=2),
    },
    {"page_size": integer(1, 100), "row_header_column_index": integer(0, 19), "block_id": ID},
    _rectangle,
)

LABEL = string(20)
POINT = Shape({"label": LABEL, "value": number})
SERIES = Shape({"name": LABEL, "data": many(POINT, 20)})
AXES = Shape({"categories": many(LABEL, 20)}, {"x_label": string(50), "y_label": string(50)})


def _series_fit(value: Mapping[str, Any], path: str, said: list[str]) -> None:
    """Complain about names used twice and points that are not of the categories."""
    series = [item for item in value.get("series") or [] if isinstance(item, dict)]
    names = [item.get("name") for item in series]
    if len(set(map(str, names))) != len(names):
        complain(said, "series names must be unique", f"{path}/series")
    axes = value.get("axis_config")
    categories = axes.get("categories") if isinstance(axes, dict) else None
    for index, item in enumerate(series):
        points = item.get("data")
        if not isinstance(points, list) or not isinstance(categories, list):
            continue
        labels = [point.get("label") for point in points if isinstance(point, dict)]
        if sorted(map(str, labels)) != sorted(map(str, categories)):
            complain(said, "labels must match the categories", f"{path}/series/{index}/data")


def _positive(value: Mapping[str, Any], path: str, said: list[str]) -> None:
    for index, segment in enumerate(value.get("segments") or []):
        amount = segment.get("value") if isinstance(segment, dict) else None
        if isinstance(amount, int | float) and amount <= 0:
            complain(said, "must be greater than 0", f"{path}/segments/{index}/value")


def _series_chart(kind: str) -> Rule:
    return Shape(
        {"type": one_of(kind), "series": many(SERIES, 6), "axis_config": AXES}, {}, _series_fit
    )


PIE = Shape({"type": one_of("pie"), "segments": many(POINT, 6)}, {}, _positive)
CHART = typed({"pie": PIE, **{kind: _series_chart(kind) for kind in ("bar", "line", "area")}})
DATA_VISUALIZATION = Shape(
    {"type": one_of("data_visualization"), "title": string(50), "chart": CHART},
    {"block_id": ID},
)
