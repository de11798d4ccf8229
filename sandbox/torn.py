"""Answers that do not arrive, or not all of them."""

from collections.abc import Awaitable, Callable

from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from sandbox.wire import RAW_SEND


class Torn(Response):
    """No answer: the connection is cut, as when a machine in between goes down."""

    async def __call__(self, scope: Scope, _receive: Receive, send: Send) -> None:
        """Cut the connection, or where the server hides it, break off in the middle."""
        transport = getattr(getattr(scope.get(RAW_SEND), "__self__", None), "transport", None)
        if transport is not None:
            transport.abort()
            return
        headers = [(b"content-length", b"4096"), (b"content-type", b"application/json")]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": b'{"to', "more_body": True})


class Half(Response):
    """Half of an answer; the rest never comes."""

    def __init__(self, whole: Response, waiting: Callable[[], Awaitable[None]]) -> None:
        """Break off in the middle of `whole`, after `waiting`."""
        super().__init__()
        self._whole, self._waiting = whole, waiting

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Say that all of it comes, send half, and cut the connection."""
        whole = self._whole
        start = {"type": "http.response.start", "status": whole.status_code}
        await send({**start, "headers": whole.raw_headers})
        half = bytes(whole.body)[: len(whole.body) // 2]
        await send({"type": "http.response.body", "body": half, "more_body": True})
        await self._waiting()
        await Torn()(scope, receive, send)
