"""The local Slack: Web API, Socket Mode, Block Kit as strict as Slack's, and people to act as."""

from collections import Counter
from contextlib import AbstractContextManager, nullcontext
from dataclasses import replace

from starlette.websockets import WebSocket

from sandbox.changes import Changes
from sandbox.clock import WorldClock
from sandbox.faults import Fault
from sandbox.slack import api, control, responses
from sandbox.slack.api.files import receive
from sandbox.slack.arguments import read, token
from sandbox.slack.values import Obj
from sandbox.slack.workspace import Workspace
from sandbox.wire import Answer, Call, Refused

API = "/api/"


class SlackWorld:
    """Slack's objects, its API and the levers people pull on it."""

    name = "slack"

    def __init__(self, clock: WorldClock, changes: Changes | None = None) -> None:
        """Begin with a workspace that has only the bot in it, living by `clock`."""
        self.workspace = Workspace(clock, changes or Changes())

    @property
    def refused_by_rate(self) -> Counter[str]:
        """Return how often each method was refused for its rate."""
        return self.workspace.rates.refused

    def under_way(self, call: Call) -> AbstractContextManager[None]:
        """Let any number of calls in at once."""
        del call
        return nullcontext()

    def answer(self, call: Call) -> Answer:
        """Answer a Web API call, an upload, or a post to a response_url."""
        if call.path.startswith(API):
            return self._web_api(call)
        if call.path.startswith("/upload/v1/"):
            return receive(self.workspace, call)
        if call.path.startswith("/response/"):
            return responses.answer(self.workspace, call)
        return Answer(404, b"not found")

    def _web_api(self, call: Call) -> Answer:
        slack = self.workspace
        scopes = {"x-oauth-scopes": ",".join(slack.scopes)}
        try:
            arguments = read(call)
            method = call.path.removeprefix(API)
            body = api.run(slack, method, token(call, arguments), arguments)
        except Refused as refused:
            headers = refused.answer.headers | scopes
            raise Refused(replace(refused.answer, headers=headers)) from None
        return Answer(200, body, scopes)

    async def control(self, call: Call) -> Answer:
        """Answer a lever of the control API."""
        return await control.pull(self.workspace, call)

    def fault_answer(self, fault: Fault, call: Call) -> Answer:
        """Say `fault` as Slack words it."""
        del call
        usual = {429: "ratelimited", 503: "service_unavailable"}.get(fault.status, "internal_error")
        body: Obj = {"ok": False, "error": fault.code or usual}
        wait = fault.retry_after
        if fault.status == 429 and wait is None:
            wait = 1
        return Answer(fault.status, body, {} if wait is None else {"retry-after": str(wait)})

    def recorded(self, call: Call) -> Obj:
        """Return the call as the record shows it: its arguments decoded, no token."""
        if call.path.startswith("/upload/"):
            return {"method": "upload", "path": call.path, "request": {"bytes": len(call.body)}}
        is_api = call.path.startswith(API)
        method = call.path.removeprefix(API) if is_api else "response_url"
        try:
            request = read(call).shown()
        except Refused:
            request = {"unreadable": call.body.decode(errors="replace")}
        return {"method": method, "path": call.path, "request": request}

    async def socket(self, websocket: WebSocket) -> None:
        """Serve one Socket Mode connection."""
        await self.workspace.sockets.serve(websocket)
