"""Staying connected to Slack: a new connection before the old one ends, and when one is dead.

It never ends the process: each try begins with a fresh connection and fresh threads, so a restart
would do no more, and without Slack the bot still sends, watches and writes back.
"""

import logging
import time
from threading import Event, Thread

from slack_bolt import App
from slack_sdk.errors import SlackApiError
from slack_sdk.socket_mode.client import BaseSocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest

from bot.courtesy import Courtesy
from handlers.line import Line, answering

LOOK_SECONDS = 0.25
SILENCE_SECONDS = 15.0
"""Without a pong, ping or envelope, after which a connection counts as dead."""
LONGEST_PAUSE = 60.0
"""Seconds between two tries to connect: Slack lets an app ask about once a minute for long."""
TRY_SECONDS = 45.0
"""After which a try that neither failed nor succeeded is left to itself, and another begins."""
SETTLED_SECONDS = 60.0
"""How long a connection has to live until the next one is tried at once again."""
ANSWER_SECONDS = 3.0
"""How long Slack waits for an answer, and so the end of the bot."""
LINGER_SECONDS = 30.0
"""How long a connection that Slack announced to end may go on delivering."""
SAY_EVERY = 600.0
"""Seconds between two lines of the log about a Slack that cannot be reached."""

log = logging.getLogger(__name__)


class Try:
    """One try to connect, in a thread of its own: it may hang where no time-out reaches."""

    def __init__(self, line: Line) -> None:
        """Begin to connect `line`."""
        self.line = line
        self.began = time.monotonic()
        self.error: Exception | None = None
        self.is_over = False
        self._is_given_up = False
        Thread(target=self._connect, name="slack-connects", daemon=True).start()

    def give_up(self) -> None:
        """Have nothing to do with it any more, whatever comes of it."""
        self._is_given_up = True
        self.line.hang_up()

    def _connect(self) -> None:
        try:
            self.line.open()
        except Exception as error:  # noqa: BLE001 - whatever it is, the next try comes
            self.error = error
        self.is_over = True
        if self._is_given_up:
            self.line.hang_up()


class SocketMode:
    """Keeps one connection to Slack alive."""

    def __init__(
        self, bolt: App, app_token: str, *, workers: int, silence_seconds: float = SILENCE_SECONDS
    ) -> None:
        """Prepare to hand what Slack sends to `bolt`, in up to `workers` threads."""
        self._silence_seconds = silence_seconds
        self._bolt, self._app_token, self._workers = bolt, app_token, workers
        self._respond = answering(bolt, lambda: self._line)
        self._busy = Courtesy(ANSWER_SECONDS)
        self._line: Line | None = None
        self._retired: list[tuple[Line, float]] = []
        self._try: Try | None = None
        self._must_move = False
        self._pause = 0.0
        self._not_before = 0.0
        self._lost_at = self._taken_at = time.monotonic()
        self._said_at = 0.0
        self._ended = Event()
        self._look_now = Event()
        self.connected = Event()
        """Set while there is a connection."""

    def start(self) -> None:
        """Begin to connect."""
        Thread(target=self._keep, name="slack-socket-mode", daemon=True).start()

    def stop(self) -> None:
        """End the connection, and connect no more; what is being answered is answered first.

        What comes after that has no effect: Slack tells whoever clicked that it was in vain.
        """
        self._busy.give_way()
        self._ended.set()
        self._look_now.set()
        self._busy.give_way()  # what was begun meanwhile
        for line in (self._line, *(line for line, _ in self._retired)):
            if line is not None:
                line.hang_up()

    @property
    def silent_for(self) -> float | None:
        """Return how many seconds ago Slack was last heard; None: there is no connection."""
        line = self._line
        if line is None or self._trouble_of(line):
            return None
        return time.monotonic() - line.heard_at

    def _trouble_of(self, line: Line) -> str:
        """Return why nothing comes through a connection any more; nothing if all is well."""
        if line.is_over:
            return "it ended"
        silent = time.monotonic() - line.heard_at
        is_silent = silent > self._silence_seconds
        return f"nothing was heard for {silent:.0f} seconds" if is_silent else ""

    def _answer(self, line: BaseSocketModeClient, request: SocketModeRequest) -> None:
        with self._busy.answering():
            if not self._ended.is_set():
                self._respond(line, request)

    def _keep(self) -> None:
        while not self._ended.is_set():
            try:
                self._look()
            except Exception:
                log.exception("looking after the connection to Slack failed; it goes on")
            self._look_now.wait(LOOK_SECONDS)
            self._look_now.clear()

    def _look(self) -> None:
        self._drop_what_is_dead()
        if self._line is not None and time.monotonic() > self._taken_at + SETTLED_SECONDS:
            self._pause = 0.0
        if self._line is None or self._must_move:
            self._connect()
        self._end_the_retired()

    def _drop_what_is_dead(self) -> None:
        line = self._line
        if line is None or not (trouble := self._trouble_of(line)):
            return
        log.warning("the connection to Slack is lost: %s; connecting anew", trouble)
        self._line = None
        self.connected.clear()
        self._lost_at = self._said_at = time.monotonic()
        line.hang_up()

    def _connect(self) -> None:
        now = time.monotonic()
        if self._try is None:
            if now >= self._not_before:
                line = Line(self._bolt, self._app_token, self._workers, self._move)
                line.socket_mode_request_listeners.append(self._answer)
                self._try = Try(line)
            return
        if self._try.is_over and self._try.error is None:
            self._take(self._try.line)
            self._try = None
        elif self._try.is_over or now - self._try.began > TRY_SECONDS:
            self._failed(self._try)
            self._try = None

    def _take(self, line: Line) -> None:
        """Use the new connection; the one before delivers what Slack has for it already."""
        if self._line is not None:
            self._retired.append((self._line, time.monotonic() + LINGER_SECONDS))
        self._line = line
        self._must_move = False
        self._taken_at = time.monotonic()
        self._wait_before_next(0.0)
        self._said_at = 0.0
        self.connected.set()
        log.info("connected to Slack")

    def _failed(self, failed: Try) -> None:
        failed.give_up()
        error = failed.error or TimeoutError(f"no end of it after {TRY_SECONDS:.0f} seconds")
        self._wait_before_next(_asked_to_wait(error))
        now = time.monotonic()
        if self._line is None and now - self._said_at > SAY_EVERY:
            self._said_at = now
            away = (now - self._lost_at) / 60
            log.error("Slack cannot be reached for %.0f minutes, clicks are lost: %s", away, error)
        else:
            log.info("Slack could not be connected to: %s", error)

    def _wait_before_next(self, at_least: float) -> None:
        """Let some time pass before the next try, and more each time until one has settled."""
        self._not_before = time.monotonic() + max(self._pause, at_least)
        self._pause = min(max(1.0, self._pause * 2), LONGEST_PAUSE)

    def _end_the_retired(self) -> None:
        now = time.monotonic()
        over = [
            (line, until) for line, until in self._retired if self._trouble_of(line) or now > until
        ]
        for line, _ in over:
            line.hang_up()
        self._retired = [pair for pair in self._retired if pair not in over]

    def _move(self, line: Line) -> None:
        """Note that Slack is about to end the connection; of earlier ones it is known."""
        if line is self._line:
            self._must_move = True
            self._look_now.set()


def _asked_to_wait(error: Exception) -> float:
    """Return the seconds that Slack asked us to wait, 0 if it did not."""
    if not isinstance(error, SlackApiError):
        return 0.0
    headers = getattr(error.response, "headers", None) or {}
    found = {name.lower(): value for name, value in headers.items()}.get("retry-after", "0")
    return float(found) if str(found).replace(".", "", 1).isdigit() else 0.0
