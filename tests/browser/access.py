"""Checks of what people meet who do not see the page, or not well: see access.js."""

from pathlib import Path

from playwright.sync_api import Page

CHECKS = Path(__file__).with_name("access.js").read_text()


def wrong(page: Page) -> list[str]:
    """Return a sentence for each thing that is wrong with what is drawn now.

    Names of controls, labels that are tied, unique ids, order of headings, landmarks, contrast of
    text (4.5:1, of large text 3:1), and room for a finger (24 px).
    """
    found: list[str] = page.evaluate(CHECKS)
    return found
