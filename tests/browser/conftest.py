"""A real browser, and the page's files on loopback for tests that need no sandbox behind them."""

import contextlib
import logging
import os
import threading
from collections.abc import Callable, Iterator
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from sandbox.company import ROLES
from sandbox.control import PATIENCE, LeverError, crowd
from tests.browser.chromium import MISSING, chromium, running
from tests.browser.demo import Demo, open_demo
from tests.browser.desk import Desk
from tests.browser.kit import BLANK, Kit

WEB = Path(__file__).parents[2] / "sandbox" / "page" / "web"
POLICY = "default-src 'self'; img-src 'self' data:"
log = logging.getLogger(__name__)
WIDE = {"width": 1280, "height": 800}


BESIDE_THE_SUITE = 3
"""How much slower it is while other workers play journeys."""


def _patience() -> float:
    """Return how many milliseconds a condition is waited for.

    Asked once, when the suite has hardly begun: what else it runs makes the rest slower.
    """
    return PATIENCE * max(BESIDE_THE_SUITE, crowd()) * 1000


# Not for the whole session: while Playwright runs, no other test of this process could run asyncio.
@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """Run one browser for all tests here; on a person's machine without any they are skipped."""
    where = chromium()
    if not where:
        if os.environ.get("CI") == "true":
            pytest.fail(MISSING)
        pytest.skip(MISSING)
    expect.set_options(timeout=_patience())
    with running(where) as browser:
        yield browser


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


Windows = Callable[..., Page]
"""Opens a window; takes what a browser context takes."""


@pytest.fixture
def windows(browser: Browser) -> Iterator[Windows]:
    """Open windows of people of their own; a complaint on a console of theirs fails the test."""
    said: list[str] = []
    opened = []

    def window(**given: Any) -> Page:
        context = browser.new_context(**{"reduced_motion": "reduce", "viewport": WIDE} | given)
        opened.append(context)
        context.set_default_timeout(_patience())
        context.on("console", lambda line: said.append(line.text) if line.type == "error" else None)
        context.on("weberror", lambda error: said.append(str(error.error)))
        return context.new_page()

    yield window
    for context in opened:
        for page in context.pages:
            log.warning("at the end:\n%s", page.inner_text("body"))  # shown with a failure
        context.close()
    assert said == []


@pytest.fixture
def page(windows: Windows) -> Page:
    """Open a window."""
    return windows()


@pytest.fixture
def kit(page: Page, files: str) -> Kit:
    """Return an empty page to show blocks on."""
    page.goto(files + BLANK)
    return Kit(page)


@pytest.fixture(scope="package")
def demo(browser: Browser) -> Iterator[Demo]:  # noqa: ARG001 - without a browser there is none
    """Serve a demo with a real bot for all stories that leave the bot alone."""
    with open_demo("--fresh") as demo:
        yield demo


@pytest.fixture
def own_demo(browser: Browser) -> Iterator[Demo]:  # noqa: ARG001 - as above
    """Serve a demo for one story."""
    with open_demo("--fresh") as demo:
        yield demo


@pytest.fixture
def desk(page: Page, demo: Demo) -> Desk:
    """Open the demo as Kim sees it."""
    for name in ROLES:
        with contextlib.suppress(LeverError):  # nothing is open, unless a story ended too early
            demo.people.close(name)
    page.goto(demo.url)
    return Desk(page, demo)
