"""The page in a browser, with thousands of messages and invoices behind it."""

import asyncio
import json
import statistics
import time
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, ViewportSize
from playwright.sync_api import Page as Window

from sandbox.company import AR, MORNING, furnish, invite_stranger, user_id
from sandbox.control import Obj
from sandbox.page.app import Page
from sandbox.people import People
from sandbox.serving import serving
from sandbox.vendor import Vendor
from sandbox.wire import Call
from sandbox.world import World
from tests.benchmarks.figures import Figure
from tests.browser.chromium import chromium, running

MANY = 5000
ACME: Obj = {"name": "Acme", "email": "a@acme.example"}
ROUNDS = 10
PAINT, SHOWN = 1000.0, 100.0
"""Milliseconds."""
SIZE: ViewportSize = {"width": 1280, "height": 800}
MESSAGES, LINES = ".channel-pane .message", "#panel-stripe .line"
HAS = "([what, many]) => document.querySelectorAll(what).length >= many"
PAINTED = "performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? 0"
SINCE_BEGIN = "performance.now()"
LOOK = """([place, words]) => {
  window.shown = new Promise((resolve) => {
    const look = new MutationObserver(() => {
      const all = [...document.querySelectorAll(place)];
      if (!all.some((one) => one.textContent.includes(words))) return;
      look.disconnect();
      requestAnimationFrame(() => resolve(performance.timeOrigin + performance.now()));
    });
    look.observe(document.body, { childList: true, subtree: true, characterData: true });
  });
}"""
"""Begin to wait until words are in a place; then say when, in milliseconds of the wall clock."""


def page() -> list[Figure]:
    """Open the page on all that, and see how soon what happens there is shown."""
    where = chromium()
    if not where:
        return []
    with _full_house() as people, running(where) as browser:
        paints, drawn = zip(*(_open(browser, people) for _ in range(ROUNDS)), strict=True)
        window = browser.new_page(viewport=SIZE)
        _show(window, people)
        said = [_said(window, people, number) for number in range(ROUNDS)]
        paid = [_paid(window, people, number) for number in range(ROUNDS)]
    return [
        *_spread("first paint", paints, PAINT),
        *_spread("address to messages and invoices", drawn, PAINT),
        *_spread("message written to message shown", said, SHOWN),
        *_spread("invoice paid to row shown", paid, SHOWN),
    ]


def _spread(name: str, took: tuple[float, ...] | list[float], limit: float) -> list[Figure]:
    return [
        Figure(f"{name}, median of {len(took)}", statistics.median(took), "ms", limit, 0),
        Figure(f"{name}, the slowest", max(took), "ms", limit, 0),
    ]


@contextmanager
def _full_house() -> Iterator[People]:
    """Serve a page over a world in which a lot has happened, without a bot."""
    world = World(MORNING)
    with serving(world, Page(world)) as url:
        furnish(people := People(url))
        invite_stranger(people)
    asyncio.run(_fill(world))
    with serving(world, Page(world)) as url:
        yield People(url)


async def _fill(world: World) -> None:
    for number in range(MANY):
        said: Obj = {"user": user_id("alex"), "channel": AR, "text": f"*{number}* was looked at"}
        await _pull(world.slack, "act/message", said)
    made = await _pull(world.stripe, "customers", ACME)
    for number in range(MANY):
        lines = [{"description": f"Work {number}", "amount": 100_000 + number}]
        given: Obj = {"customer": made["id"], "lines": lines, "finalize": True}
        await _pull(world.stripe, "invoices", given)


async def _pull(vendor: Vendor, path: str, given: Obj) -> Obj:
    call = Call(vendor.name, "POST", f"/{path}", "", {}, json.dumps(given).encode())
    answer = await vendor.control(call)
    if answer.status >= 400:
        raise RuntimeError(answer.body)
    return dict(answer.body)


def _show(window: Window, people: People) -> None:
    """Open the page where the messages and the invoices are."""
    window.goto(people.url)
    window.get_by_role("button", name="ar , private").click()
    window.get_by_role("tab", name="Stripe").click()
    for what in (MESSAGES, LINES):
        window.wait_for_function(HAS, arg=[what, 50])


def _open(browser: Browser, people: People) -> tuple[float, float]:
    """Return how long the first paint took, and all that is in sight, from the address on."""
    with browser.new_context(viewport=SIZE) as context:
        _show(context.new_page(), people)
        # Another tab of the same person begins where the first one is.
        window = context.pages[0]
        window.reload()
        for what in (MESSAGES, LINES):
            window.wait_for_function(HAS, arg=[what, 50])
        return window.evaluate(PAINTED), window.evaluate(SINCE_BEGIN)


def _said(window: Window, people: People, number: int) -> float:
    words = f"Have you seen {number}?"
    window.evaluate(LOOK, [MESSAGES, words])
    begun = time.time() * 1000
    people.post("slack/act/message", user=user_id("kim"), channel=AR, text=words)
    return float(window.evaluate("window.shown")) - begun


def _paid(window: Window, people: People, number: int) -> float:
    row = people.get("page/invoices", offset=number, limit=1)["rows"][0]
    window.evaluate(LOOK, [f"{LINES}:has(.badge.good)", row["number"]])
    begun = time.time() * 1000
    people.post(f"stripe/invoices/{row['id']}/pay")
    return float(window.evaluate("window.shown")) - begun
