"""Nobody who plays waits for the next minute, when the bot looks at what people did."""

import asyncio
from collections.abc import Callable

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

DONE_BY_HAND = ("/control/salesforce/", "/control/stripe/", "/control/page/templates/")
CHANGING = ("POST", "PATCH", "DELETE")
AFTER_SECONDS = 0.3
"""What somebody does within this time of each other is seen by the bot in one look."""


class Hurry:
    """Lets the clock reach the next minute after somebody did something on the page.

    Only on the page: a browser says its Origin. What tests and programs do waits for its minute.
    """

    def __init__(self, app: ASGIApp, soon: Callable[[], None]) -> None:
        """Stand before `app`; `soon` moves the clock."""
        self._app = app
        self._soon = soon
        self._waiting: asyncio.TimerHandle | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the call on, and see whether something was done."""
        if not _is_by_hand(scope):
            await self._app(scope, receive, send)
            return

        async def seen(message: Message) -> None:
            if message["type"] == "http.response.start" and message["status"] < 400:
                self._hurry()
            await send(message)

        await self._app(scope, receive, seen)

    def _hurry(self) -> None:
        if self._waiting is not None:
            self._waiting.cancel()
        self._waiting = asyncio.get_running_loop().call_later(AFTER_SECONDS, self._soon)


def _is_by_hand(scope: Scope) -> bool:
    if scope["type"] != "http" or scope["method"] not in CHANGING:
        return False
    return scope["path"].startswith(DONE_BY_HAND) and "origin" in Headers(scope=scope)
