"""One connection of Slack's Socket Mode, for one life: it is replaced, never mended.

Slack's own client mends its connection in place. In that it can lose its reader for good (the
thread goes on with the closed socket), takes a connection that never answered for a fresh one,
spins on one that ended without a word, and sleeps in the thread that takes clicks while Slack
asks it to wait. So each of ours lives once, and what to do next is decided in `socket_mode`.
"""

import contextlib
import logging
import socket
import time
from collections.abc import Callable
from threading import Thread

from slack_bolt import App
from slack_bolt.adapter.socket_mode.internals import run_bolt_app, send_response
from slack_sdk import WebClient
from slack_sdk.errors import SlackClientNotConnectedError
from slack_sdk.socket_mode.builtin import SocketModeClient
from slack_sdk.socket_mode.client import BaseSocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest

PING_SECONDS = 3.0
"""Between two pings of ours."""
OPEN_SECONDS = 10.0
"""How long Slack may take to name the address of a new connection."""

log = logging.getLogger(__name__)


class Line(SocketModeClient):
    """A connection to Slack and the threads that serve it."""

    def __init__(
        self, bolt: App, app_token: str, workers: int, asked_to_move: Callable[["Line"], None]
    ) -> None:
        """Prepare to hand what Slack sends to `bolt`, in up to `workers` threads.

        `asked_to_move` is called with it when Slack is about to end it.
        """
        client = bolt.client
        super().__init__(
            app_token,
            logger=bolt.logger,
            web_client=WebClient(
                base_url=client.base_url, timeout=int(OPEN_SECONDS), proxy=client.proxy
            ),
            auto_reconnect_enabled=False,
            ping_interval=PING_SECONDS,
            proxy=client.proxy,
            concurrency=workers,
            on_message_listeners=[lambda _: self._hear()],
        )
        self._asked_to_move = asked_to_move
        self._heard = time.monotonic()
        self._pong: float | None = None

    def open(self) -> None:
        """Connect; the connection takes envelopes from now on.

        Raises:
            SlackApiError: if Slack does not let us.
            OSError: if Slack cannot be reached.

        """
        self._heard = time.monotonic()
        self.connect()
        if not self.is_connected():
            raise ConnectionError("Slack did not accept the connection")
        self._hear()

    @property
    def heard_at(self) -> float:
        """Return when Slack was last heard, by the machine's monotonic clock."""
        pong = self.current_session.last_ping_pong_time if self.current_session else None
        if pong != self._pong:
            self._pong = pong
            self._hear()
        return self._heard

    @property
    def is_over(self) -> bool:
        """Return whether the other side ended it, with a word or without one."""
        session = self.current_session
        sock = session.sock if session is not None else None
        return sock is None or _is_cut(sock)

    def hang_up(self) -> None:
        """End it, in a thread of its own: its threads take seconds to notice."""
        Thread(target=self._close, name="slack-line-ends", daemon=True).start()

    def issue_new_wss_url(self) -> str:
        """Ask Slack where to connect; whether and when to ask again is not decided here."""
        said = self.web_client.apps_connections_open(app_token=self.app_token)
        return str(said["url"])

    def connect_to_new_endpoint(self, force: bool = False) -> None:  # noqa: FBT001, FBT002 - Slack's
        """Say that Slack wants us to move, instead of moving."""
        del force
        self._asked_to_move(self)

    def _hear(self) -> None:
        self._heard = time.monotonic()

    def _close(self) -> None:
        session = self.current_session
        sock = session.sock if session is not None else None
        try:
            if sock is not None:
                _deafen(sock)
            self.close()
        except Exception:
            log.exception("a connection to Slack could not be closed")


def _is_cut(sock: socket.socket) -> bool:
    """Return whether nothing will ever come any more; Slack's client takes that for silence."""
    try:
        with socket.fromfd(sock.fileno(), sock.family, sock.type) as same:
            return not same.recv(1, socket.MSG_PEEK | socket.MSG_DONTWAIT)
    except BlockingIOError:
        return False
    except OSError:
        return True


def _deafen(sock: socket.socket) -> None:
    """Wake the thread that reads: `close` waits for it, up to a second in which clicks are lost.

    The socket itself is left alone: one with TLS would go on in clear text.
    """
    with (
        contextlib.suppress(OSError),
        socket.fromfd(sock.fileno(), sock.family, sock.type) as same,
    ):
        same.shutdown(socket.SHUT_RD)


def answering(bolt: App, other: Callable[[], Line | None]) -> Callable[..., None]:
    """Return what has `bolt` answer an envelope.

    If its own connection ends before the answer is ready, the answer goes over the `other` one:
    Slack takes it there, as its own client does so too.
    """

    def answer(line: BaseSocketModeClient, request: SocketModeRequest) -> None:
        began = time.time()
        response = run_bolt_app(bolt, request)
        try:
            send_response(line, request, response, began)
        except SlackClientNotConnectedError:
            successor = other()
            if successor is None or successor is line:
                raise
            send_response(successor, request, response, began)

    return answer
