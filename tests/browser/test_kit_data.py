"""Tables and charts: the numbers people see are the numbers that were sent."""

import pytest
from playwright.sync_api import expect

from tests.browser.kit import Kit, Obj
from tests.lanes import PAGES

pytestmark = PAGES

OWED = [("Acme", 12000, 41), ("Borealis", 900, 5), ("Café", 48000, 0), ("Delta", 700, 93)]
AGES = ["Current", "1-30", "31-60"]


def cell(text: str) -> Obj:
    return {"type": "raw_text", "text": text}


def number(value: float) -> Obj:
    return {"type": "raw_number", "value": value, "text": f"{value:,}"}


def data_table(page_size: int) -> Obj:
    head = [cell("Customer"), cell("Balance"), cell("Days")]
    rows = [[cell(name), number(owed), number(days)] for name, owed, days in OWED]
    return {
        "type": "data_table",
        "caption": "Who owes",
        "page_size": page_size,
        "row_header_column_index": 0,
        "rows": [head, *rows],
    }


def chart(kind: str, **series: list[float]) -> Obj:
    data = [
        {
            "name": name,
            "data": [{"label": a, "value": v} for a, v in zip(AGES, values, strict=True)],
        }
        for name, values in series.items()
    ]
    drawn = {"type": kind, "series": data, "axis_config": {"categories": AGES}}
    return {"type": "data_visualization", "title": "Days past due", "chart": drawn}


def test_a_data_table_is_sorted_by_value_not_by_letters(kit: Kit) -> None:
    shown = kit.show(data_table(10))
    names = shown.get_by_role("rowheader")
    head = shown.get_by_role("columnheader", name="Balance")
    expect(head).to_have_attribute("aria-sort", "none")
    head.get_by_role("button").press("Enter")
    expect(head).to_have_attribute("aria-sort", "ascending")
    expect(names).to_have_text(["Delta", "Borealis", "Acme", "Café"])
    head.get_by_role("button").press("Enter")
    expect(names).to_have_text(["Café", "Acme", "Borealis", "Delta"])
    head.get_by_role("button").press("Enter")
    expect(names).to_have_text([name for name, *_ in OWED])


def test_a_data_table_has_pages_and_a_filter(kit: Kit) -> None:
    shown = kit.show(data_table(3))
    names = shown.get_by_role("rowheader")
    expect(names).to_have_count(3)
    expect(shown.get_by_role("status")).to_have_text("1–3 of 4")
    shown.get_by_role("button", name="Next page").click()
    expect(names).to_have_text(["Delta"])
    shown.get_by_role("searchbox", name="Filter Who owes").fill("a")
    expect(names).to_have_text(["Acme", "Borealis", "Café"])
    shown.get_by_role("searchbox").fill("nobody")
    expect(shown.get_by_role("table", name="Who owes")).to_contain_text("No row has these words")


def test_a_table_follows_its_column_settings(kit: Kit) -> None:
    rows = [[cell("For"), cell("Amount")], [cell("Deposit"), cell("$12,000.00")]]
    settings = [{"is_wrapped": True}, {"align": "right"}]
    shown = kit.show({"type": "table", "rows": rows, "column_settings": settings})
    amount = shown.get_by_role("cell", name="$12,000.00")
    assert amount.evaluate("node => getComputedStyle(node).textAlign") == "right"
    wraps = shown.get_by_role("cell", name="Deposit")
    assert wraps.evaluate("node => getComputedStyle(node).whiteSpaceCollapse") == "collapse"


def test_bars_are_as_tall_as_their_numbers(kit: Kit) -> None:
    shown = kit.show(chart("bar", USD=[3000, 1500, -750]))
    tall = [
        float(bar.get_attribute("height") or 0) for bar in shown.locator(".kit-mark rect").all()
    ]
    assert tall[0] == pytest.approx(2 * tall[1])
    assert tall[1] == pytest.approx(2 * tall[2])
    assert shown.locator(".kit-value").all_text_contents() == ["3K", "1.5K", "-750"]
    expect(shown.get_by_role("img", name="Days past due")).to_have_accessible_description(
        "Bar chart. USD: Current 3,000, 1-30 1,500, 31-60 -750."
    )


@pytest.mark.parametrize("kind", ["bar", "line", "area"])
def test_a_chart_is_a_table_when_asked(kit: Kit, kind: str) -> None:
    shown = kit.show(chart(kind, Billed=[82, 91.5, 64], Paid=[70, 88, 0]))
    expect(shown.locator(".kit-legend li")).to_have_text(["Billed", "Paid"])
    shown.get_by_role("button", name="Show as table").click()
    expect(shown.get_by_role("img", name="Days past due")).to_be_hidden()
    expect(shown.get_by_role("row")).to_have_text(
        ["BilledPaid", "Current8270", "1-3091.588", "31-60640"]
    )


def test_points_stand_with_their_category_in_whatever_order_they_come(kit: Kit) -> None:
    block = chart("bar", USD=[1, 2, 3])
    block["chart"]["series"][0]["data"].reverse()
    titles = kit.show(block).locator("rect title")
    assert titles.all_text_contents() == ["USD, Current: 1", "USD, 1-30: 2", "USD, 31-60: 3"]


def test_a_pie_tells_its_shares(kit: Kit) -> None:
    segments = [{"label": "Dana", "value": 300}, {"label": "Sam", "value": 100}]
    pie = {"type": "pie", "segments": segments}
    shown = kit.show({"type": "data_visualization", "title": "By owner", "chart": pie})
    expect(shown.locator(".kit-legend li")).to_have_text(["Dana300 · 75 %", "Sam100 · 25 %"])
    expect(shown.locator(".kit-slice")).to_have_count(2)


def test_a_chart_is_as_wide_as_there_is_room(kit: Kit) -> None:
    kit.page.set_viewport_size({"width": 360, "height": 700})
    shown = kit.show(chart("line", USD=[1, 2, 3]))
    drawing = shown.get_by_role("img", name="Days past due")
    expect(drawing).not_to_have_attribute("width", "560")
    assert float(drawing.get_attribute("width") or 0) < 360
