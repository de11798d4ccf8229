"""Who may use the sandbox's server: programs here, and the page it serves itself.

A page from elsewhere, open in the same browser, can reach loopback too. It is told apart by what a
browser says of it and it cannot change: the Host it asked for (a name that was made to lead here is
not ours), its Origin, and Sec-Fetch-Site. Nothing answers with CORS headers, so what slipped
through could still not be read.
"""

from starlette.datastructures import Headers
from starlette.requests import HTTPConnection
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Receive, Scope, Send

NAMES = ("127.0.0.1", "localhost", "[::1]")
LEVERS = "/control/"
CHANGING = ("POST", "PUT", "PATCH", "DELETE")
LOOKED_AT = ("", "same-origin", "none")
"""Sec-Fetch-Site of programs, of our own page, and of what somebody typed."""


class Guard:
    """Lets through what comes from this machine and from no other page than ours."""

    def __init__(self, app: ASGIApp) -> None:
        """Stand before `app`."""
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the call on, or answer with the reason why not."""
        reason = refusal(scope) if scope["type"] in ("http", "websocket") else ""
        if not reason:
            await self._app(scope, receive, send)
        elif scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1008, "reason": reason})
        else:
            await JSONResponse({"error": reason}, 403)(scope, receive, send)


def refusal(scope: Scope) -> str:
    """Return why this connection may not go on; "" if it may."""
    headers = HTTPConnection(scope).headers
    ours = {f"{name}:{scope['server'][1]}" for name in NAMES}
    # Slack's SDK leaves the port out when it opens its web socket; no browser does.
    hosts = ours | {*NAMES} if scope["type"] == "websocket" else ours
    if headers.get("host", "").lower() not in hosts:
        return "The sandbox answers at its own address on this machine only."
    origin = headers.get("origin")
    if origin is not None and origin.lower() not in {f"http://{host}" for host in ours}:
        return "A page from elsewhere cannot use the sandbox."
    site = headers.get("sec-fetch-site", "")
    if site not in LOOKED_AT and not _opens_the_page(scope, headers):
        return "A page from elsewhere cannot use the sandbox."
    return _not_json(scope, headers)


def _opens_the_page(scope: Scope, headers: Headers) -> bool:
    """Tell whether somebody followed a link to the page: it is shown, nothing is done."""
    shown = scope["path"] == "/" or scope["path"].startswith("/page/")
    wanted = (headers.get("sec-fetch-mode"), headers.get("sec-fetch-dest"))
    return shown and scope.get("method") == "GET" and wanted == ("navigate", "document")


def _not_json(scope: Scope, headers: Headers) -> str:
    """Return why a lever is not pulled by this body: a form can be sent from any page."""
    if not scope["path"].startswith(LEVERS) or scope.get("method") not in CHANGING:
        return ""
    empty = headers.get("content-length", "0") == "0" and "transfer-encoding" not in headers
    kind = headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind == "application/json" or (empty and not kind):
        return ""
    return "A lever is pulled with JSON: content-type: application/json."
