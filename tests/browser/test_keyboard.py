"""Without a mouse: from the address to an approved card."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.demo import APPROVE, Demo
from tests.browser.desk import Desk
from tests.lanes import PAGES

pytestmark = PAGES

MOST = 60
"""How many times Tab is pressed at most, to get anywhere."""
FOCUSED = """() => {
  const one = document.activeElement;
  if (one === document.body) return ["", true];
  const words = one.getAttribute("aria-label") ?? one.textContent.trim();
  // A field's frame may show it in the field's place.
  const shown = [one, one.parentElement].some((node) => {
    const { outlineStyle, boxShadow } = getComputedStyle(node);
    return outlineStyle !== "none" || boxShadow !== "none";
  });
  return [words, shown && one.matches(":focus-visible")];
}"""


def tab_to(page: Page, words: str, key: str = "Tab") -> None:
    """Press a key until a control that begins with these words has the focus, and shows it."""
    said = []
    for _ in range(MOST):
        page.keyboard.press(key)
        name, shown = page.evaluate(FOCUSED)
        assert shown, name
        said.append(name)
        if name.startswith(words):
            return
    pytest.fail(f"Tab does not lead to {words}, but to {said}")


def test_a_deal_is_won_and_approved_by_keys(demo: Demo, page: Page) -> None:
    page.goto(demo.url)
    desk = Desk(page, demo)
    expect(page.get_by_role("button", name="Win a deal")).to_be_visible()
    tab_to(page, "Skip to the world")
    page.keyboard.press("Enter")
    tab_to(page, "Win a deal")
    page.keyboard.press("ArrowDown")
    items = page.get_by_role("menu", name="Win a deal").get_by_role("menuitem")
    expect(items.first).to_be_focused()
    page.keyboard.press("End")
    page.keyboard.press("ArrowUp")
    with page.expect_response("**/control/page/templates/*") as made:
        page.keyboard.press("Enter")
    deal_id = made.value.json()["id"]
    card = desk.card("Initrode")
    expect(card.get_by_role("button", name=APPROVE)).to_be_visible()
    tab_to(page, APPROVE, "Shift+Tab")
    page.keyboard.press("Enter")
    expect(desk.asked.get_by_role("button", name=APPROVE)).to_be_focused()
    page.keyboard.press("Escape")
    expect(desk.asked).to_have_count(0)
    expect(card.get_by_role("button", name=APPROVE)).to_be_focused()
    assert demo.people.invoices(deal_id) == []
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    expect(card).to_contain_text("2 sent")
    assert sorted(one["total"] for one in demo.people.invoices(deal_id)) == [4_800_00, 7_200_00]
