"""`python -m sandbox demo`: the page, a small company, and a real bot beside it."""

import contextlib
import signal
import socket
import sys
import tempfile
import threading
from datetime import UTC, datetime
from pathlib import Path
from types import FrameType

import requests

from sandbox.company import MORNING, furnish, invite_stranger
from sandbox.control import LeverError, VainWaitError
from sandbox.history import History, beginning
from sandbox.page.app import Page
from sandbox.people import People
from sandbox.process import Bot
from sandbox.serving import HOST, serve
from sandbox.world import World


def run(sock: socket.socket, record: Path | None = None, *, fresh: bool = False) -> int:
    """Serve the page on `sock` until interrupted; then nothing is left running.

    The company has lived three months by then, unless it is `fresh`.
    """
    url = f"http://{HOST}:{sock.getsockname()[1]}"
    page = Page(World(MORNING if fresh else beginning(datetime.now(UTC)), record))
    signal.signal(signal.SIGTERM, _interrupt)
    with tempfile.TemporaryDirectory(prefix="closedwon-", ignore_cleanup_errors=True) as folder:
        threading.Thread(
            target=open_for_business, args=[page, url, Path(folder), fresh], daemon=True
        ).start()
        sys.stdout.write(f"closedwon, to play with: {url}/  (Ctrl-C ends it)\n")
        sys.stdout.flush()
        try:
            with contextlib.suppress(KeyboardInterrupt):
                serve(page, sock)
        finally:
            page.kit.bot.end()
    return 0


def open_for_business(page: Page, url: str, folder: Path, fresh: bool) -> None:  # noqa: FBT001 - a thread's argument
    """Furnish the company, start the bot and live the past, telling the page how far it is."""
    story, control = page.kit.story, People(url)
    story.tell("Setting the company up: people, channels, a Salesforce org …")
    furnish(control)
    invite_stranger(control)
    story.tell("Starting the bot …")
    bot = Bot(control, folder)
    page.kit.bot.keep(bot)
    page.kit.bot.start()
    if not fresh:
        live(History(control, bot, story.tell))
    story.tell("Ready.", done=True)


def live(history: History) -> None:
    """Live the past; what somebody at the page did meanwhile may cut it short, as may the end."""
    try:
        with contextlib.suppress(requests.ConnectionError):  # nobody serves any more
            history.live()
    except (LeverError, VainWaitError, RuntimeError) as error:
        sys.stderr.write(f"The past was cut short: {error}\n")


def _interrupt(_number: int, _frame: FrameType | None) -> None:
    """Treat a polite end as Ctrl-C, so that the bot ends too."""
    raise KeyboardInterrupt
