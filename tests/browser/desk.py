"""Somebody's window on the demo: what they see, and what they do there, by clicking."""

import re
from dataclasses import dataclass

from playwright.sync_api import Locator, Page, expect

from tests.browser.demo import APPROVE, Demo

SENT = re.compile("Now: Sent")


@dataclass(frozen=True)
class Desk:
    """A window, and the demo it looks at."""

    page: Page
    demo: Demo

    def act_as(self, name: str) -> None:
        """Look through somebody's eyes."""
        self.page.get_by_label("Acting as").select_option(f"U_{name.upper()}")

    def go(self, place: str) -> None:
        """Open a channel, or "closedwon , Home tab", by its entry in the sidebar."""
        side = self.page.get_by_role("navigation", name="Channels and messages")
        side.get_by_role("button", name=re.compile(f"^{place}")).first.click()

    @property
    def messages(self) -> Locator:
        """The messages of the channel in sight."""
        return self.page.get_by_role("log", name=re.compile("^Messages in")).get_by_role("article")

    def card(self, name: str) -> Locator:
        """Return the latest card that has the name in its heading."""
        title = self.page.get_by_role("heading", name=name)
        return self.messages.filter(has=title).last

    def told(self, words: str | re.Pattern[str]) -> Locator:
        """Return the latest message that only this person sees and that says this."""
        private = self.page.get_by_text("Only visible to you")
        return self.messages.filter(has=private).filter(has_text=words).last

    @property
    def thread(self) -> Locator:
        """The open thread."""
        return self.page.get_by_role("complementary", name="Thread")

    def close_thread(self) -> None:
        """Put the thread away, which stands beside the channel or in its place."""
        close = re.compile("^(Close the thread|Back to the channel)$")
        self.thread.get_by_role("button", name=close).filter(visible=True).click()
        expect(self.thread).to_be_hidden()

    @property
    def asked(self) -> Locator:
        """The dialog that asks once more."""
        return self.page.get_by_role("alertdialog")

    def modal(self, title: str) -> Locator:
        """Return the modal of that title, or the dialog of the world."""
        return self.page.get_by_role("dialog", name=title)

    def ask_for(self, card: Locator, words: str = APPROVE) -> Locator:
        """Press a button that asks once more; return what confirms."""
        card.get_by_role("button", name=words, exact=True).click()
        return self.asked.get_by_role("button", name=words)

    def approve(self, card: Locator) -> None:
        """Approve on the card, and mean it."""
        self.ask_for(card).click()

    def tab(self, name: str) -> Locator:
        """Turn to a part of the world; return it."""
        self.page.get_by_role("tab", name=name, exact=True).click()
        return self.page.get_by_role("tabpanel", name=name, exact=True)

    def win(self, template: str) -> str:
        """Win a deal from a template; return its id."""
        panel = self._list("Salesforce")
        panel.get_by_role("button", name="Win a deal").click()
        with self.page.expect_response("**/control/page/templates/*") as made:
            panel.get_by_role("menuitem", name=template).click()
        return str(made.value.json()["id"])

    def invoice(self, customer: str) -> Locator:
        """Open the latest invoice of a customer at Stripe; return its page."""
        panel = self._list("Stripe")
        panel.get_by_role("searchbox", name="Search invoices").fill(customer)
        line = panel.get_by_role("list", name="Invoices").get_by_role("button", name=customer)
        expect(line).to_have_count(1)
        line.click()
        return panel.get_by_role("article")

    def _list(self, tab: str) -> Locator:
        """Turn to the list of a part of the world, back from whatever is open there."""
        panel = self.tab(tab)
        while (back := panel.get_by_role("button", name="‹ Back")).is_visible():
            back.click()
        return panel

    def write(self, text: str) -> None:
        """Write into the field under the messages, and send it with Enter."""
        field = self.page.get_by_role("combobox", name=re.compile("^Message "))
        field.fill(text)
        field.press("Enter")
