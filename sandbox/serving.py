"""Running the sandbox's server: in the foreground, or in a thread beside a test or the tour."""

import contextlib
import socket
import threading
from collections.abc import Iterator

import uvicorn

from sandbox.server import build
from sandbox.world import World

HOST = "127.0.0.1"


def _server(world: World) -> uvicorn.Server:
    config = uvicorn.Config(
        build(world),
        log_level="critical",
        lifespan="off",
        ws="websockets-sansio",
        timeout_graceful_shutdown=1,
    )
    return uvicorn.Server(config)


def listen(port: int = 0) -> socket.socket:
    """Return a loopback socket bound to `port` (0: any free one)."""
    sock = socket.create_server((HOST, port), backlog=256)
    # Inherited by each connection: without it every answer waits 40 ms for an acknowledgment.
    sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return sock


def serve(world: World, sock: socket.socket) -> None:
    """Serve `world` on `sock` until interrupted."""
    _server(world).run(sockets=[sock])


@contextlib.contextmanager
def serving(world: World) -> Iterator[str]:
    """Serve `world` in a thread; yield its address, e.g. "http://127.0.0.1:40123"."""
    sock = listen()
    server = _server(world)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [sock]}, daemon=True)
    thread.start()
    try:
        yield f"http://{HOST}:{sock.getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join(timeout=5)
        sock.close()
