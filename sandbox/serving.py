"""Running the sandbox's server: in the foreground, or in a thread beside a test or the tour."""

import contextlib
import socket
import threading
from collections.abc import Iterator

import uvicorn
from starlette.types import ASGIApp

from sandbox.page.app import Page
from sandbox.server import build
from sandbox.world import World

HOST = "127.0.0.1"


class _Server(uvicorn.Server):
    """Ends with its pages: a feed would go on for ever."""

    def __init__(self, page: Page) -> None:
        """Serve the world of `page`, and the page."""
        super().__init__(_config(page.before(build(page.kit.world))))
        self._page = page

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """End the feeds, then the server."""
        self._page.end()
        await super().shutdown(sockets)


def _config(app: ASGIApp) -> uvicorn.Config:
    return uvicorn.Config(
        app,
        log_level="critical",
        lifespan="off",
        ws="websockets-sansio",
        timeout_graceful_shutdown=1,
    )


def listen(port: int = 0) -> socket.socket:
    """Return a loopback socket bound to `port` (0: any free one)."""
    sock = socket.create_server((HOST, port), backlog=256)
    # Inherited by each connection: without it every answer waits 40 ms for an acknowledgment.
    sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return sock


def serve(page: Page, sock: socket.socket) -> None:
    """Serve a page and its world on `sock` until interrupted."""
    _Server(page).run(sockets=[sock])


@contextlib.contextmanager
def serving(world: World, page: Page | None = None) -> Iterator[str]:
    """Serve `world` in a thread; yield its address, e.g. "http://127.0.0.1:40123"."""
    sock = listen()
    server = _Server(page or Page(world))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [sock]}, daemon=True)
    thread.start()
    try:
        yield f"http://{HOST}:{sock.getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join(timeout=5)
        sock.close()
