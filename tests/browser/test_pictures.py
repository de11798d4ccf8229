"""The README's pictures, taken of a company that has lived three months: see `make pictures`."""

import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.conftest import Windows
from tests.browser.demo import APPROVE, ROOT, Demo, open_demo
from tests.browser.desk import Desk
from tests.lanes import PAGES

pytestmark = PAGES
takes = pytest.mark.skipif(
    "CLOSEDWON_PICTURES" not in os.environ, reason="`make pictures` takes them"
)

FOLDER = ROOT / "docs" / "pictures"
MOST_BYTES = 200_000


@pytest.fixture(scope="module")
def lived(browser: Browser) -> Iterator[Demo]:  # noqa: ARG001 - without a browser there is none
    with open_demo() as demo:
        yield demo


def take(name: str, what: Page | Locator) -> None:
    """Take a picture."""
    path = FOLDER / f"{name}.png"
    what.screenshot(path=path, animations="disabled", caret="hide")
    assert path.stat().st_size < MOST_BYTES


def to_top(page: Page, card: Locator) -> None:
    """Show a card from its head on."""
    card.evaluate("node => node.scrollIntoView({ block: 'start' })")
    page.mouse.move(0, 0)


@takes
def test_the_pictures_of_the_page(lived: Demo, windows: Windows) -> None:
    page = windows()
    page.goto(lived.url)
    desk = Desk(page, lived)
    desk.win("A project")
    card = desk.card("Stark Industries")
    expect(card.get_by_role("button", name=APPROVE)).to_be_visible()
    expect(card.get_by_role("button", name="open the thread")).to_be_visible()
    page.get_by_role("button", name="Dismiss").click()
    to_top(page, card)
    take("page", page)
    desk.go("ar")
    expect(desk.invoice("Coppice")).to_contain_text("Overdue")
    to_top(page, desk.messages.filter(has=page.get_by_role("figure")).last)
    take("summary", page)
    dark = windows(color_scheme="dark")
    dark.goto(lived.url)
    desk = Desk(dark, lived)
    panel = desk.tab("Salesforce")
    panel.get_by_role("list", name="Deals").get_by_role("button", name="Stark").first.click()
    expect(panel.get_by_role("heading", name="Milestones")).to_be_visible()
    to_top(dark, desk.card("Stark Industries"))
    take("page-dark", dark)


@takes
def test_the_pictures_of_a_card_and_of_a_telephone(lived: Demo, windows: Windows) -> None:
    deal = windows(viewport={"width": 1440, "height": 1000})
    deal.goto(lived.url)
    desk = Desk(deal, lived)
    desk.win("Over the limit")
    card = desk.card("Globex Corporation")
    expect(card.get_by_role("button", name="open the thread")).to_be_visible()
    deal.mouse.move(0, 0)
    take("card", card)
    phone = windows(viewport={"width": 360, "height": 780}, device_scale_factor=2, has_touch=True)
    phone.goto(lived.url)
    desk = Desk(phone, lived)
    expect(desk.card("Globex Corporation")).to_be_visible()
    take("phone", phone)


@takes
def test_the_picture_of_an_invoice(lived: Demo, windows: Windows) -> None:
    rows = lived.people.get("page/invoices", status="open")["rows"]
    page = windows()
    page.goto(f"{lived.url}/page/invoice.html?id={rows[0]['id']}")
    expect(page.get_by_role("button", name="Pay by card")).to_be_visible()
    take("invoice", page)


def test_every_picture_is_in_the_readme_with_words_in_its_place() -> None:
    said = Path(ROOT / "README.md").read_text()
    for picture in FOLDER.iterdir():
        assert f"docs/pictures/{picture.name}" in said, picture.name
    shown = re.findall("<img [^>]+>", said)
    assert all(re.search('alt="[^"]{40,}"', one) for one in shown), shown
