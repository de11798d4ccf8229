"""A telephone's window: one thing at a time, and all of it within reach."""

from playwright.sync_api import Page, expect

from tests.browser.conftest import Windows
from tests.browser.demo import Demo
from tests.browser.desk import SENT, Desk
from tests.lanes import PAGES

pytestmark = PAGES


def fits(page: Page) -> bool:
    """Return whether nothing makes the page wider than its window."""
    return bool(page.evaluate("document.documentElement.scrollWidth <= innerWidth"))


def test_a_deal_is_approved_on_a_telephone(demo: Demo, windows: Windows) -> None:
    name, deal_id = demo.won()
    page = windows(viewport={"width": 360, "height": 740}, has_touch=True)
    page.goto(demo.url)
    desk = Desk(page, demo)
    menu = page.get_by_role("button", name="Channels", exact=True)
    side = page.get_by_role("navigation", name="Channels and messages")
    menu.click()
    desk.go("sales")
    expect(page.get_by_role("heading", name="sales")).to_be_visible()
    expect(side.get_by_role("button", name="sales")).not_to_be_in_viewport()
    menu.click()
    page.keyboard.press("Escape")
    expect(menu).to_be_focused()
    menu.click()
    desk.go("billing-approvals")
    card = desk.card(name)
    desk.approve(card)
    expect(card).to_contain_text(SENT)
    assert fits(page)
    card.get_by_role("button", name="open the thread").click()
    expect(desk.thread.get_by_role("article").filter(has_text="was sent to")).to_be_visible()
    whole = desk.thread.bounding_box()
    assert whole
    assert whole["width"] == 360
    expect(card).to_be_hidden()
    assert fits(page)
    desk.thread.get_by_role("button", name="Back to the channel").click()
    expect(card).to_be_in_viewport()
    page.get_by_role("button", name="The world").click()
    expect(desk.invoice(name)).to_contain_text("Open")
    assert fits(page)
    assert demo.mails(demo.invoice(deal_id)) == 1
