"""A real browser, and the page's files on loopback for tests that need no sandbox behind them."""

import os
import shutil
import threading
from collections.abc import Iterator
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from tests.browser.kit import BLANK, Kit

WEB = Path(__file__).parents[2] / "sandbox" / "page" / "web"
POLICY = "default-src 'self'; img-src 'self' data:"
PLACES = ("/usr/bin/chromium", "chromium", "google-chrome")
MISSING = (
    "No Chromium was found: install Debian's `chromium`, or name one with CHROMIUM=/path/to/it."
)


def chromium() -> str:
    """Return where the browser is, "" if there is none."""
    named = os.environ.get("CHROMIUM", "")
    found = (shutil.which(place) for place in ([named] if named else PLACES))
    return next(filter(None, found), "")


# Not for the whole session: while Playwright runs, no other test of this process could run asyncio.
@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """Run one browser for all tests here; on a person's machine without any they are skipped."""
    where = chromium()
    if not where:
        if os.environ.get("CI") == "true":
            pytest.fail(MISSING)
        pytest.skip(MISSING)
    with sync_playwright() as playwright:
        # Containers run as root, where Chromium's own sandbox does not start.
        running = playwright.chromium.launch(executable_path=where, args=["--no-sandbox"])
        yield running
        running.close()


class _Files(SimpleHTTPRequestHandler):
    """Serves the page as the sandbox does, and an empty one to draw on."""

    protocol_version = "HTTP/1.1"

    def translate_path(self, path: str) -> str:
        return super().translate_path(path.removeprefix("/page"))

    def do_GET(self) -> None:
        if self.path != BLANK:
            super().do_GET()
            return
        blank = (Path(__file__).parent / "blank.html").read_bytes()
        self.send_response(200)
        self.send_header("content-type", "text/html; charset=utf-8")
        self.send_header("content-length", str(len(blank)))
        self.end_headers()
        self.wfile.write(blank)

    def end_headers(self) -> None:
        self.send_header("content-security-policy", POLICY)
        super().end_headers()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name is the base class's
        """Keep quiet."""


@pytest.fixture(scope="package")
def files() -> Iterator[str]:
    """Serve the page's files; return the address."""

    def handler(*args: object) -> _Files:
        return _Files(*args, directory=str(WEB))  # type: ignore[arg-type] # passed on as they came

    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}"
        server.shutdown()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """Open a window; whatever its console complains about fails the test."""
    said: list[str] = []
    with browser.new_context(reduced_motion="reduce") as context:
        opened = context.new_page()
        opened.set_default_timeout(5000)
        opened.on("console", lambda line: said.append(line.text) if line.type == "error" else None)
        opened.on("pageerror", lambda error: said.append(str(error)))
        yield opened
    assert said == []


@pytest.fixture
def kit(page: Page, files: str) -> Kit:
    """Return an empty page to show blocks on."""
    page.goto(files + BLANK)
    return Kit(page)
