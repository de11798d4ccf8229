"""Listening to Slack: connected as long as the bot runs, and noted in the ledger while it is so."""

import logging
from collections.abc import Callable
from threading import Event, Thread

from slack_bolt import App

from bot.deps import Deps
from bot.workflows.showing.away import note_listening
from handlers.socket_mode import SocketMode

NOTE_SECONDS = 15.0
"""Between two notes: so exactly is it known afterwards since when nobody listened."""
LOOK_SECONDS = 1.0
AGAIN_SECONDS = 5.0
"""Between two tries to find out who we are in Slack."""

log = logging.getLogger(__name__)


class Listening:
    """Hands what people do in Slack to the Bolt app, from whenever Slack can be reached."""

    def __init__(self, deps: Deps, bolt: Callable[[], App], *, workers: int) -> None:
        """Prepare to listen with up to `workers` threads; `bolt` asks Slack who we are."""
        self._deps = deps
        self._bolt = bolt
        self._workers = workers
        self._socket: SocketMode | None = None
        self._connected = Event()
        self._ended = Event()

    def start(self, wait_seconds: float) -> bool:
        """Begin; return whether we are connected within `wait_seconds`."""
        Thread(target=self._listen, name="slack-is-heard", daemon=True).start()
        return self._connected.wait(wait_seconds)

    def stop(self) -> None:
        """Note a last time that Slack is heard, and end the connection."""
        self._ended.set()
        if self._socket is not None:
            self._note(self._socket)
            self._socket.stop()

    def _listen(self) -> None:
        while (bolt := self._try_bolt()) is None:
            if self._ended.wait(AGAIN_SECONDS):
                return
        token = self._deps.settings.slack_app_token.get_secret_value()
        self._socket = SocketMode(bolt, token, workers=self._workers)
        self._socket.start()
        while not self._ended.is_set():
            self._ended.wait(NOTE_SECONDS if self._note(self._socket) else LOOK_SECONDS)

    def _try_bolt(self) -> App | None:
        try:
            return self._bolt()
        except Exception as error:  # noqa: BLE001 - Slack may be away in any way; the token was checked
            log.warning("Slack does not say who we are: %s", error)
            return None

    def _note(self, socket: SocketMode) -> bool:
        """Note when Slack was heard last; return whether that was done."""
        ago = socket.silent_for
        if ago is None:
            return False
        self._connected.set()
        try:
            note_listening(self._deps, ago)
        except Exception:
            log.exception("it could not be noted that Slack is heard; it is tried again")
            return False
        return True
