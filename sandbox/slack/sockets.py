"""Socket Mode: the app's connections, what is sent over them, and the answers."""

import asyncio
import contextlib
import json
import os
import secrets
import signal
import time
from collections import deque
from collections.abc import Coroutine
from dataclasses import dataclass, field

from starlette.websockets import WebSocket, WebSocketDisconnect

from sandbox.slack.values import APP, Obj
from sandbox.wire import RAW_SEND

HOST = "applink-sandbox"
GRACE_SECONDS = 0.5
"""Between Slack's request to reconnect and the end of the old connection; real seconds."""


@dataclass(frozen=True)
class Ack:
    """The app's answer to one envelope, or that there was none."""

    acked: bool
    ack_ms: int | None = None
    response: Obj | None = None
    error: str = ""

    def shown(self) -> Obj:
        """Return it as the control API does."""
        shown: Obj = {"acked": self.acked, "ack_ms": self.ack_ms, "response": self.response}
        return shown | ({"error": self.error} if self.error else {})


@dataclass
class Pending:
    """An Events API envelope that nobody has acknowledged: Slack tries again."""

    payload: Obj
    attempt: int = 0


@dataclass
class Sockets:
    """Up to ten connections; each envelope goes to one of them, in turn."""

    patience: float = 3.0
    """How long Slack waits for an answer, in real seconds."""
    duplicate: int = 0
    """How many of the next envelopes are delivered twice."""
    unanswered: int = 0
    """How many of the next connections are never accepted: the app waits for an answer."""
    kill_at_ack: int = 0
    """Whom to SIGKILL as soon as the next answer is here, 0 for nobody."""
    connected: list[WebSocket] = field(default_factory=list)
    silent: list[WebSocket] = field(default_factory=list)
    """Connections that are open, and nothing goes through them."""
    tickets: set[str] = field(default_factory=set)
    waiting: dict[str, asyncio.Future[Obj | None]] = field(default_factory=dict)
    undelivered: deque[Pending] = field(default_factory=deque)
    late: list[str] = field(default_factory=list)
    """Envelopes that were answered after Slack had stopped waiting, or never sent."""
    tasks: set[asyncio.Task[None]] = field(default_factory=set)
    _turn: int = 0

    def ticket(self) -> str:
        """Return a ticket for one new connection."""
        ticket = secrets.token_hex(8)
        self.tickets.add(ticket)
        return ticket

    async def serve(self, websocket: WebSocket) -> None:
        """Serve one connection until it ends."""
        ticket = websocket.path_params["ticket"]
        if self.unanswered:
            self.unanswered -= 1
            await websocket.receive()
            with contextlib.suppress(WebSocketDisconnect, RuntimeError):
                await websocket.receive()  # the app gives up
            return
        if ticket not in self.tickets or len(self.connected) >= 10:
            await websocket.close(4001)
            return
        self.tickets.remove(ticket)
        await websocket.accept()
        self.connected.append(websocket)
        try:
            await websocket.send_text(json.dumps(self._hello()))
            self._deliver_again()
            while True:
                self._heard(await websocket.receive_text())
        except (WebSocketDisconnect, RuntimeError):
            pass
        finally:
            self._forget(websocket)

    def _hello(self) -> Obj:
        return {
            "type": "hello",
            "num_connections": len(self.connected),
            "debug_info": {
                "host": HOST,
                "build_number": 1,
                "approximate_connection_time": 18060,
            },
            "connection_info": {"app_id": APP},
        }

    def _heard(self, text: str) -> None:
        with contextlib.suppress(json.JSONDecodeError):
            said = json.loads(text)
            envelope = said.get("envelope_id", "")
            future = self.waiting.get(envelope)
            if future is not None and not future.done():
                if self.kill_at_ack:
                    os.kill(self.kill_at_ack, signal.SIGKILL)
                    self.kill_at_ack = 0
                future.set_result(said.get("payload"))
            elif envelope:
                self.late.append(envelope)

    def _forget(self, websocket: WebSocket) -> None:
        for places in (self.connected, self.silent):
            if websocket in places:
                places.remove(websocket)

    async def send(self, kind: str, payload: Obj, **more: object) -> Ack:
        """Send one envelope to one connection and wait for its answer."""
        envelope_id = secrets.token_hex(16)
        envelope = {
            "envelope_id": envelope_id,
            "type": kind,
            "accepts_response_payload": kind != "events_api",
            "payload": payload,
            **more,
        }
        future: asyncio.Future[Obj | None] = asyncio.get_running_loop().create_future()
        self.waiting[envelope_id] = future
        began = time.monotonic()
        try:
            if not await self._post(json.dumps(envelope)):
                return Ack(acked=False, error="the app is not connected")
            response = await asyncio.wait_for(future, self.patience)
        except TimeoutError:
            return Ack(acked=False, error=f"no answer within {self.patience:g} seconds")
        finally:
            del self.waiting[envelope_id]
        return Ack(acked=True, ack_ms=int((time.monotonic() - began) * 1000), response=response)

    async def _post(self, text: str) -> bool:
        """Write to the connection whose turn it is, skipping those that are gone."""
        times = 2 if self.duplicate else 1
        self.duplicate -= times - 1
        sent = 0
        while self.connected and sent < times:
            self._turn += 1
            websocket = self.connected[self._turn % len(self.connected)]
            try:
                if websocket not in self.silent:  # what is sent there is lost on the way
                    await websocket.send_text(text)
                sent += 1
            except (WebSocketDisconnect, RuntimeError):
                self._forget(websocket)
        return sent > 0

    async def tell(self, payload: Obj, attempt: int = 0) -> Ack:
        """Send an event of the Events API; keep it for later when nobody acknowledges it."""
        more: Obj = {"retry_attempt": attempt, "retry_reason": "timeout" if attempt else ""}
        ack = await self.send("events_api", payload, **more)
        if not ack.acked and attempt < 3:
            self.undelivered.append(Pending(payload, attempt + 1))
        return ack

    def _deliver_again(self) -> None:
        """Try again what was not acknowledged, now that there is a new connection."""
        pending = list(self.undelivered)
        self.undelivered.clear()
        for item in pending:
            self._soon(self._retry(item))

    def _soon(self, work: Coroutine[None, None, None]) -> None:
        task = asyncio.create_task(work)
        self.tasks.add(task)
        task.add_done_callback(self.tasks.discard)

    async def _retry(self, item: Pending) -> None:
        await self.tell(item.payload, item.attempt)

    async def disconnect(self, *, politely: bool) -> int:
        """End every connection, with or without Slack's warning; return how many."""
        ended = list(self.connected)
        self.connected.clear()
        for websocket in ended:
            if politely:
                self._soon(self._part(websocket))
            else:
                await self._end(websocket)
        return len(ended)

    async def _part(self, websocket: WebSocket) -> None:
        """Ask the app to reconnect, and close a little later, as Slack does."""
        warning = {
            "type": "disconnect",
            "reason": "refresh_requested",
            "debug_info": {"host": HOST},
        }
        with contextlib.suppress(WebSocketDisconnect, RuntimeError):
            await websocket.send_text(json.dumps(warning))
        await asyncio.sleep(GRACE_SECONDS)
        await self._end(websocket)

    async def _end(self, websocket: WebSocket) -> None:
        with contextlib.suppress(WebSocketDisconnect, RuntimeError):
            await websocket.close(1011)

    def go_silent(self) -> int:
        """Hear nothing and say nothing on any connection, and leave it open; return how many."""
        for websocket in self.connected:
            if websocket not in self.silent:
                self.silent.append(websocket)
                _transport(websocket).pause_reading()
        return len(self.silent)

    def cut(self) -> int:
        """End every connection without a word, as a machine in between does; return how many."""
        ended = list(self.connected)
        for websocket in ended:
            self._forget(websocket)
            _transport(websocket).abort()
        return len(ended)


def _transport(websocket: WebSocket) -> asyncio.Transport:
    transport = websocket.scope[RAW_SEND].__self__.transport
    assert isinstance(transport, asyncio.Transport)  # noqa: S101 - the server's
    return transport
