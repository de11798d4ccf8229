"""Everything that opens in the tour has names, order, contrast and room: see access.js."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.access import wrong
from tests.browser.conftest import Windows
from tests.browser.demo import Demo
from tests.browser.desk import Desk
from tests.lanes import PAGES

pytestmark = PAGES

SCHEMES = ("light", "dark")
BAD = """() => {
  document.body.innerHTML = `
    <main><h3>Too deep</h3><p class="pale">Pale</p><button class="small">x</button>
    <button></button><input placeholder="No label"><i id="a"></i><i id="a"></i>
    <div role="img" aria-labelledby="nothing"></div><div aria-hidden="true"><a href="#">x</a></div>
    <nav>Somewhere</nav></main>`;
  const style = (what, rules) => Object.assign(document.querySelector(what).style, rules);
  style(".pale", { color: "#999", background: "#fff" });
  style(".small", { width: "9px", height: "9px", padding: 0, border: 0 });
  document.title = "";
}"""


def test_the_checks_find_what_is_wrong(page: Page, files: str) -> None:
    page.goto(f"{files}/page/gallery.html")
    page.evaluate(BAD)
    found = " | ".join(wrong(page))
    for words in (
        *("no name: <button>", "no name: <input>", "no name: <div>", "leads nowhere (nothing)"),
        *("twice: #a", "a heading of level 3 after one of level 0", "0 headings of level 1"),
        *("no title", "a <nav> without a name", "reached by Tab: <a>", "contrast 2.85, not 4.5"),
        "only 9 × 9: <button",
    ):
        assert words in found


class Rounds:
    """Goes through the page and gathers what is wrong, by where."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.found: dict[str, list[str]] = {}

    def look(self, where: str) -> None:
        if found := wrong(self.desk.page):
            self.found[where] = found

    def escape(self) -> None:
        """Close what is open."""
        self.desk.page.keyboard.press("Escape")
        expect(self.desk.page.locator("dialog[open]")).to_have_count(0)

    def slack(self, name: str) -> None:
        """Look at the messages, a card's modals and its thread."""
        desk, card = self.desk, self.desk.card(name)
        desk.ask_for(card)
        self.look("a question")
        self.escape()
        card.get_by_role("button", name="More actions").click()
        self.look("a menu")
        desk.page.keyboard.press("Escape")
        card.get_by_role("button", name="Modify").click()
        expect(desk.modal("Modify").get_by_role("button", name="Review")).to_be_visible()
        self.look("a long modal")
        self.escape()
        card.get_by_role("button", name="Hold").click()
        desk.modal("Hold").get_by_role("button", name="Hold").click()
        expect(desk.page.get_by_text("Please complete this required field.")).to_be_visible()
        self.look("a modal with an error")
        self.escape()
        card.get_by_role("button", name="open the thread").click()
        expect(desk.thread.get_by_role("article").first).to_be_visible()
        self.look("a thread")
        desk.close_thread()
        desk.go("closedwon , Home tab")
        expect(desk.page.get_by_role("heading", name="Receivables")).to_be_visible()
        self.look("App Home")
        desk.go("sales")
        desk.write("/nothing")
        expect(desk.told("not a valid command")).to_be_visible()
        self.look("a private message")

    def world(self, name: str) -> None:
        """Look at the world's parts, and at the pages of a deal and an invoice."""
        desk = self.desk
        panel = desk.tab("Salesforce")
        panel.get_by_role("button", name="Win a deal").click()
        self.look("templates")
        desk.page.keyboard.press("Escape")
        panel.get_by_role("list", name="Deals").get_by_role("button", name=name).first.click()
        expect(panel.get_by_role("heading", name="Milestones")).to_be_visible()
        self.look("a deal")
        invoice = desk.invoice(name)
        expect(invoice.get_by_role("heading", name="Its life")).to_be_visible()
        self.look("an invoice")
        invoice.get_by_role("button", name="Pay…").click()
        self.look("a dialog")
        self.escape()
        for tab in ("Clock", "Trouble", "Traffic"):
            expect(desk.tab(tab)).not_to_be_empty()
            self.look(tab)


@pytest.mark.parametrize("scheme", SCHEMES)
def test_all_of_it_can_be_used_by_everybody(demo: Demo, windows: Windows, scheme: str) -> None:
    name, _, invoice = demo.sent()
    waits, _ = demo.won()
    page = windows(color_scheme=scheme)
    page.goto(demo.url)
    rounds = Rounds(Desk(page, demo))
    expect(rounds.desk.card(waits)).to_be_visible()
    rounds.look("the beginning")
    rounds.slack(waits)
    rounds.world(name)
    page.goto(f"{demo.url}/page/invoice.html?id={invoice['id']}")
    expect(page.get_by_role("button", name="Pay by card")).to_be_visible()
    rounds.look("the customer's page")
    assert rounds.found == {}


@pytest.mark.parametrize("scheme", SCHEMES)
def test_all_that_messages_can_hold_can_be_read(windows: Windows, files: str, scheme: str) -> None:
    page = windows(color_scheme=scheme)
    page.goto(f"{files}/page/gallery.html")
    expect(page.locator(".kit-unknown").first).to_be_visible()
    assert [words for words in wrong(page) if words.startswith("contrast")] == []
