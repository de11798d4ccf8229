"""`python -m sandbox`: a local Slack, Stripe and Salesforce: served, played with, or toured."""

import argparse
import os
import socket
import sys
import threading
from datetime import UTC, datetime
from pathlib import Path

from sandbox import demo, tour
from sandbox.company import environment, furnish, invite_stranger
from sandbox.control import Control
from sandbox.live_keys import LiveKey, refuse_live_keys
from sandbox.page.app import Page
from sandbox.process import POLICY, URL
from sandbox.serving import HOST, listen, serve
from sandbox.world import World

PORT = 8900


def main() -> int:
    """Do what the command line says."""
    parser = argparse.ArgumentParser(prog="python -m sandbox", description=__doc__)
    parser.add_argument("--port", type=int, help=f"0: any free one; {PORT}")
    parser.add_argument("--record", type=Path, help="folder for slack.jsonl, stripe.jsonl, …")
    parser.add_argument("command", nargs="?", choices=["serve", "demo", "tour"], default="serve")
    parser.add_argument(
        "--act", type=int, choices=[0, 1, 2], default=0, help="of the tour; 0: both"
    )
    parser.add_argument("--fresh", action="store_true", help="demo: without three months of past")
    given = parser.parse_intermixed_args()
    try:
        refuse_live_keys(os.environ)
    except LiveKey as refused:
        sys.stderr.write(f"{refused}\n")
        return 2
    if given.command == "tour":
        return tour.play(given.record, given.act)
    try:
        sock = _listen(given.port, is_demo=given.command == "demo")
    except OSError as error:
        port = PORT if given.port is None else given.port
        sys.stderr.write(f"Port {port} cannot be used: {error.strerror}. Choose another: --port\n")
        return 2
    if given.command == "demo":
        return demo.run(sock, given.record, fresh=given.fresh)
    return run(sock, given.record)


def _listen(port: int | None, *, is_demo: bool) -> socket.socket:
    """Return a socket on the wished port; a demo that wished for none takes any free one."""
    try:
        return listen(PORT if port is None else port)
    except OSError:
        if port is None and is_demo:
            return listen()
        raise


def run(sock: socket.socket, record: Path | None) -> int:
    """Serve one world until interrupted."""
    url = f"http://{HOST}:{sock.getsockname()[1]}"
    threading.Thread(target=introduce, args=[url], daemon=True).start()
    serve(Page(World(datetime.now(UTC), record)), sock)
    return 0


def introduce(url: str) -> None:
    """Furnish the world that is being served, and say how to use it."""
    furnish(Control(url))
    invite_stranger(Control(url))
    lines = [
        f"A local Slack, Stripe and Salesforce at {url} (there is a page to look at them)",
        f"The control API is at {url}/control/ (see sandbox/server.py and */control.py).",
        "",
        "A bot on it, in another terminal (it follows the sandbox's clock):",
        "",
        *(f"export {name}='{value}'" for name, value in settings(url).items()),
        f"{sys.executable} -m sandbox.bot",
    ]
    sys.stdout.write("\n".join(lines) + "\n")
    sys.stdout.flush()


def settings(url: str) -> dict[str, str]:
    """Return the environment of a bot on the sandbox at `url`."""
    more = {"POLICY_FILE": str(POLICY), "DATABASE_URL": "sqlite:///var/sandbox.db"}
    return {URL: url, **environment(url), **more}


if __name__ == "__main__":
    sys.exit(main())
