"""`python -m sandbox`: serve a local Slack, Stripe and Salesforce, or play the tour on them."""

import argparse
import sys
import threading
from datetime import UTC, datetime
from pathlib import Path

from sandbox import tour
from sandbox.company import environment, furnish
from sandbox.control import Control
from sandbox.page.app import Page
from sandbox.process import POLICY, URL
from sandbox.serving import HOST, listen, serve
from sandbox.world import World

PORT = 8900


def main() -> int:
    """Do what the command line says."""
    parser = argparse.ArgumentParser(prog="python -m sandbox", description=__doc__)
    parser.add_argument("--port", type=int, default=PORT, help=f"0: any free one; {PORT}")
    parser.add_argument("--record", type=Path, help="folder for slack.jsonl, stripe.jsonl, …")
    parser.add_argument("command", nargs="?", choices=["serve", "tour"], default="serve")
    parser.add_argument(
        "--act", type=int, choices=[0, 1, 2], default=0, help="of the tour; 0: both"
    )
    given = parser.parse_intermixed_args()
    if given.command == "tour":
        return tour.play(given.record, given.act)
    return run(given.port, given.record)


def run(port: int, record: Path | None) -> int:
    """Serve one world until interrupted."""
    try:
        sock = listen(port)
    except OSError as error:
        sys.stderr.write(f"Port {port} cannot be used: {error.strerror}. Choose another: --port\n")
        return 2
    url = f"http://{HOST}:{sock.getsockname()[1]}"
    threading.Thread(target=introduce, args=[url], daemon=True).start()
    serve(Page(World(datetime.now(UTC), record)), sock)
    return 0


def introduce(url: str) -> None:
    """Furnish the world that is being served, and say how to use it."""
    furnish(Control(url))
    lines = [
        f"A local Slack, Stripe and Salesforce at {url}",
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
