"""Debian's Chromium, or another one that is there already; nothing is downloaded."""

import contextlib
import os
import shutil
from collections.abc import Iterator

from playwright.sync_api import Browser, sync_playwright

PLACES = ("/usr/bin/chromium", "chromium", "google-chrome")
MISSING = (
    "No Chromium was found: install Debian's `chromium`, or name one with CHROMIUM=/path/to/it."
)


def chromium() -> str:
    """Return where the browser is, "" if there is none."""
    named = os.environ.get("CHROMIUM", "")
    found = (shutil.which(place) for place in ([named] if named else PLACES))
    return next(filter(None, found), "")


@contextlib.contextmanager
def running(where: str) -> Iterator[Browser]:
    """Run the browser that is at `where`."""
    with sync_playwright() as playwright:
        # Containers run as root, where Chromium's own sandbox does not start.
        browser = playwright.chromium.launch(executable_path=where, args=["--no-sandbox"])
        yield browser
        browser.close()
