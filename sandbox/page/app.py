"""The page's side of the server: its files, its levers and its live feed, before the vendors'."""

import json
from urllib.parse import unquote

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from sandbox.changes import Change
from sandbox.page.calls import Calls
from sandbox.page.clock import Clock
from sandbox.page.deals import Deals
from sandbox.page.events import said
from sandbox.page.feed import Feed
from sandbox.page.guard import Guard
from sandbox.page.hurry import Hurry
from sandbox.page.invoices import Invoices
from sandbox.page.keeper import Keeper
from sandbox.page.kit import Kit
from sandbox.page.levers import pull
from sandbox.page.live import stream
from sandbox.page.marks import Marks
from sandbox.page.rooms import Rooms
from sandbox.page.static import served
from sandbox.page.story import Story
from sandbox.wire import Answer, Call, Refused
from sandbox.world import World

LEVERS = "/control/page/"
FILES = "/page/"


class Page:
    """The page over one world."""

    def __init__(self, world: World) -> None:
        """Show `world`."""
        slack, org = world.slack.workspace, world.salesforce.org
        marks = Marks(world.changes)
        self.kit = Kit(
            world,
            Rooms(slack, marks),
            marks,
            Deals(org),
            Invoices(world.stripe.state, org),
            Calls(world.recorder),
            Clock(world.clock),
            Keeper(self._bot_changed),
            Story(lambda: self.feed.note_from_thread("story")),
            world.clock.timestamp(),
        )
        self.feed = Feed(world.changes, self._said)

    def end(self) -> None:
        """Let the listeners go and cut the bot off: the server ends."""
        self.feed.end()
        self.kit.bot.cut()

    def _bot_changed(self) -> None:
        """Hear, from any thread, that the bot's state is another."""
        if not self.kit.bot.is_alive:
            self.kit.world.clock.left()
        self.feed.note_from_thread("bot")

    def _said(self, change: Change) -> list[tuple[str, object]]:
        return [*said(self.kit, change)]

    def before(self, app: ASGIApp) -> ASGIApp:
        """Return an application that answers for the page, and asks `app` for all the rest."""

        async def both(scope: Scope, receive: Receive, send: Send) -> None:
            path = scope.get("path", "")
            mine = path == "/" or path.startswith((FILES, LEVERS)) or path == "/favicon.ico"
            if scope["type"] != "http" or not mine:
                await app(scope, receive, send)
                return
            response = await self._answer(Request(scope, receive))
            await response(scope, receive, send)

        return Guard(Hurry(both, self.kit.clock.soon))

    async def _answer(self, request: Request) -> Response:
        path = request.url.path
        if path == LEVERS + "live" and request.method == "GET":
            return stream(self.feed)
        if path.startswith(LEVERS):
            return await self._pull(request, unquote(path.removeprefix(LEVERS)))
        if request.method not in ("GET", "HEAD"):
            return Response(status_code=405)
        return served(unquote(path).removeprefix("/").removeprefix("page/"))

    async def _pull(self, request: Request, path: str) -> Response:
        headers = {name.lower(): value for name, value in request.headers.items()}
        body = await request.body()
        call = Call("page", request.method, "/" + path, request.url.query, headers, body)
        try:
            return _response(await pull(self.kit, call))
        except Refused as refused:
            return _response(refused.answer)


def _response(answer: Answer) -> Response:
    headers = {"cache-control": "no-store", "x-content-type-options": "nosniff"} | answer.headers
    if isinstance(answer.body, bytes):
        return Response(answer.body, answer.status, headers)
    text = json.dumps(answer.body, ensure_ascii=False, default=str)
    return Response(text, answer.status, headers, media_type="application/json")
