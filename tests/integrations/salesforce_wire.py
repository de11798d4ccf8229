"""A scripted wire: what no well-behaved org answers, and what exactly was sent."""

import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

import requests
from requests.adapters import BaseAdapter

from bot.settings import Settings
from integrations.salesforce.connection import Connection
from integrations.salesforce.session import TOKEN_PATH, Session

Reply = tuple[int, Any] | tuple[int, Any, dict[str, str]] | Exception
TOKEN: Reply = (
    200,
    {
        "access_token": "token",
        "instance_url": "https://acme.my.salesforce.com",
        "id": "https://login.salesforce.com/id/00D000000000001AAA/005000000000009AAA",
    },
)
EXPIRED: Reply = (401, [{"errorCode": "INVALID_SESSION_ID", "message": "Session expired"}])
NOTHING: Reply = (200, {"records": [], "done": True, "totalSize": 0})


class Wire(BaseAdapter):
    """Answers the token endpoint with `token`, and each other call with the next reply."""

    def __init__(self, *replies: Reply, token: Reply = TOKEN) -> None:
        super().__init__()
        self.replies = list(replies)
        self.token = token
        self.sent: list[requests.PreparedRequest] = []
        self.timeouts: list[object] = []

    def send(  # type: ignore[override]  # the rest by keyword
        self,
        request: requests.PreparedRequest,
        timeout: object = None,
        **_rest: Any,
    ) -> requests.Response:
        self.sent.append(request)
        self.timeouts.append(timeout)
        signing_in = urlsplit(request.url or "").path == TOKEN_PATH
        reply = self.token if signing_in else self.replies.pop(0)
        if isinstance(reply, Exception):
            raise reply
        return _response(request, *reply)

    def close(self) -> None:
        """Nothing is open."""

    def paths(self) -> list[str]:
        """Return the paths called."""
        return [urlsplit(request.url or "").path for request in self.sent]


def _response(
    request: requests.PreparedRequest,
    status: int,
    body: object,
    headers: Mapping[str, str] | None = None,
) -> requests.Response:
    response = requests.Response()
    response.status_code = status
    response.url = request.url or ""
    response.request = request
    response.headers.update(headers or {})
    response._content = (body if isinstance(body, str) else json.dumps(body)).encode()
    return response


def over(wire: Wire, settings: Settings) -> Connection:
    """Return a connection whose calls go over `wire`."""
    session = Session(settings.salesforce_url)
    session.mount("https://", wire)
    return Connection(settings, session)
