"""`python -m sandbox demo`: the page, a small company, and a real bot beside it."""

import contextlib
import signal
import socket
import sys
import tempfile
import threading
from pathlib import Path
from types import FrameType

from sandbox.company import MORNING, furnish, invite_stranger
from sandbox.control import Control
from sandbox.page.app import Page
from sandbox.process import Bot
from sandbox.serving import HOST, serve
from sandbox.world import World


def run(sock: socket.socket, record: Path | None = None) -> int:
    """Serve the page on `sock` until interrupted; then nothing is left running."""
    url = f"http://{HOST}:{sock.getsockname()[1]}"
    page = Page(World(MORNING, record))
    signal.signal(signal.SIGTERM, _interrupt)
    with tempfile.TemporaryDirectory(prefix="closedwon-", ignore_cleanup_errors=True) as folder:
        threading.Thread(
            target=open_for_business, args=[page, url, Path(folder)], daemon=True
        ).start()
        sys.stdout.write(f"closedwon, to play with: {url}/  (Ctrl-C ends it)\n")
        sys.stdout.flush()
        try:
            with contextlib.suppress(KeyboardInterrupt):
                serve(page, sock)
        finally:
            page.kit.bot.end()
    return 0


def open_for_business(page: Page, url: str, folder: Path) -> None:
    """Furnish the company and start the bot, telling the page how far it is."""
    story, control = page.kit.story, Control(url)
    story.tell("Setting the company up: people, channels, a Salesforce org …")
    furnish(control)
    invite_stranger(control)
    story.tell("Starting the bot …")
    page.kit.bot.keep(Bot(control, folder))
    page.kit.bot.start()
    story.tell("Ready.", done=True)


def _interrupt(_number: int, _frame: FrameType | None) -> None:
    """Treat a polite end as Ctrl-C, so that the bot ends too."""
    raise KeyboardInterrupt
