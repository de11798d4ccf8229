"""The real bot on the sandbox: settings from the environment, and a clock that follows its clock.

`python -m sandbox.bot` runs it; everything else is the product as it is.
"""

import http.client
import json
import os
import sys
import threading
import time
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

from slack_bolt.listener.custom_listener import CustomListener

from app import drain, serve
from bot.durable import exit_now
from bot.settings import Settings
from sandbox.causes import tell_causes
from sandbox.live_keys import LiveKey, refuse_live_keys
from sandbox.patience import PATIENCE, lose_patience
from sandbox.process import URL

LOOK_EVERY = 0.1
"""Seconds between two looks at the sandbox's clock while it does not answer."""
LATEST_ACK = 120.0
"""Real seconds; longer than any Slack here waits."""
GIVE_UP_AFTER = 15.0
"""Seconds without a sandbox after which the bot ends: nobody is left to stop it."""


class FollowingClock:
    """Implements `bot.clock.Clock`: the sandbox's time, asked for in the background."""

    def __init__(self, url: str) -> None:
        """Follow the clock of the sandbox at `url`."""
        self._address = urlsplit(url).netloc
        self._ahead, self._moves = timedelta.min, -1
        self._look()
        threading.Thread(target=self._follow, name="sandbox-clock", daemon=True).start()

    def now(self) -> datetime:
        """Return the sandbox's present instant (aware UTC)."""
        return datetime.fromtimestamp(time.monotonic(), UTC) + self._ahead

    def _follow(self) -> None:
        # Counted in looks, not in time: a process that was frozen has not been alone.
        vain = 0
        while vain * LOOK_EVERY < GIVE_UP_AFTER:
            try:
                self._look()
                vain = 0
            except (OSError, http.client.HTTPException):
                vain += 1
                time.sleep(LOOK_EVERY)
        exit_now(1)

    def _look(self) -> None:
        connection = http.client.HTTPConnection(self._address, timeout=5)
        try:
            # Answered when it moves, or else now and then.
            where = f"/control/clock?follows={os.getpid()}&moves={self._moves}"
            connection.request("GET", where)
            said = json.load(connection.getresponse())
        finally:
            connection.close()
        ahead = datetime.fromisoformat(said["now"]) - datetime.fromtimestamp(time.monotonic(), UTC)
        # An answer is a little old when it arrives, and no world goes back: the largest is right.
        self._ahead, self._moves = max(self._ahead, ahead), said["moves"]


def acknowledge_late() -> None:
    """Let an acknowledgement leave however late it is: whether it is too late, Slack says.

    Bolt sends none after three seconds. On a starved machine that would be a click that was carried
    out, and that the sandbox's Slack, which is patient there, shows as not answered.
    """
    late = property(lambda _: LATEST_ACK, lambda *_: None)
    CustomListener.ack_timeout = late  # type: ignore[assignment] # each listener sets its own


def main() -> None:
    """Run the bot with the settings of the environment and the sandbox's clock; or `drain` it."""
    try:
        refuse_live_keys(os.environ)
    except LiveKey as refused:
        sys.exit(str(refused))
    tell_causes()
    acknowledge_late()
    if patience := os.environ.get(PATIENCE):
        lose_patience(float(patience))
    settings, clock = Settings.load(env_file=None), FollowingClock(os.environ[URL])
    if sys.argv[1:] == ["drain"]:
        exit_now(1 if drain(settings, clock) else 0)
    serve(settings, clock)


if __name__ == "__main__":
    main()
