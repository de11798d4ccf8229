"""The local Salesforce: an org, its REST API and the levers people pull on it."""

from collections import Counter
from contextlib import AbstractContextManager, nullcontext
from typing import Any

from sandbox.changes import Changes
from sandbox.clock import WorldClock
from sandbox.faults import Fault
from sandbox.salesforce.access import Access
from sandbox.salesforce.control import Control
from sandbox.salesforce.deals import Deals
from sandbox.salesforce.errors import ApiError
from sandbox.salesforce.levers.kit import Kit
from sandbox.salesforce.limits import Limits
from sandbox.salesforce.oauth import Sessions
from sandbox.salesforce.org import Org
from sandbox.salesforce.people import settle
from sandbox.salesforce.rest import Rest, versions
from sandbox.salesforce.writing import Writer
from sandbox.wire import Answer, Call

LONGEST = 16_384
"""Characters of an address; beyond, Salesforce's front end answers by itself."""
SECRET = frozenset({"assertion", "client_secret", "password"})
CODES = {
    400: ("UNABLE_TO_LOCK_ROW", "unable to obtain exclusive access to this record"),
    401: ("INVALID_SESSION_ID", "Session expired or invalid"),
    403: ("REQUEST_LIMIT_EXCEEDED", "TotalRequests Limit exceeded."),
    500: ("UNKNOWN_EXCEPTION", "An unexpected error occurred."),
    503: ("SERVER_UNAVAILABLE", "Server unavailable"),
}


class SalesforceWorld:
    """Salesforce's objects, its API and the levers people pull on it."""

    name = "salesforce"

    def __init__(self, clock: WorldClock, changes: Changes | None = None) -> None:
        """Begin with an org that has people and no deals, living by `clock`."""
        self.clock = clock
        self.org = Org(clock, changes)
        self._limits = Limits(self.org)
        access = Access(self.org)
        writer = Writer(self.org, access)
        settle(self.org, writer)
        self.sessions = Sessions(self.org)
        self._rest = Rest(self.org, access, writer)
        kit = Kit(self.org, writer, self.sessions, Deals(self.org, writer))
        self._control = Control(kit)

    @property
    def refused_by_rate(self) -> Counter[str]:
        """Return how often calls were refused because there were too many."""
        return self._limits.refused

    def under_way(self, call: Call) -> AbstractContextManager[None]:
        """Let a call in beside those under way; a sign-in is none of the API's."""
        is_api = call.path.startswith("/services/data/v")
        return self._limits.under_way(call) if is_api else nullcontext()

    def answer(self, call: Call) -> Answer:
        """Answer an API call."""
        if len(call.path) + len(call.query) > LONGEST:
            return Answer(414, b"<html><body>414 URI Too Long</body></html>")
        if call.path == "/services/oauth2/token" and call.method == "POST":
            return self.sessions.token(call)
        if call.path.rstrip("/") == "/services/data":
            return Answer(200, versions())
        try:
            actor = self.sessions.actor(call)
            if call.path == "/services/oauth2/userinfo":
                return Answer(200, self.sessions.userinfo(actor))
            self._limits.count()
            answer = self._rest.answer(call, actor)
        except ApiError as error:
            answer = error.answer()
        return self._limits.told(answer)

    async def control(self, call: Call) -> Answer:
        """Answer a lever of the control API."""
        return self._control.answer(call)

    def fault_answer(self, fault: Fault, call: Call) -> Answer:
        """Say `fault` as Salesforce words it."""
        code, message = CODES.get(fault.status, CODES[500])
        code, message = fault.code or code, fault.message or message
        if call.path == "/services/oauth2/token":
            return Answer(fault.status, {"error": code, "error_description": message})
        headers = {} if fault.retry_after is None else {"Retry-After": str(fault.retry_after)}
        return Answer(fault.status, [{"message": message, "errorCode": code}], headers)

    def recorded(self, call: Call) -> dict[str, Any]:
        """Return the call as the record shows it: a query as its SOQL, secrets left out."""
        row: dict[str, Any] = {"method": call.method, "path": call.path, "request": None}
        params = dict(call.params())
        if "q" in params:
            row["request"] = params["q"]
        elif call.path.startswith("/services/oauth2/"):
            form = dict(call.form())
            row["request"] = {name: "…" if name in SECRET else form[name] for name in form}
        elif call.body:
            try:
                row["request"] = call.json()
            except ValueError:
                row["request"] = call.body.decode(errors="replace")
        else:
            row["request"] = params or None
        return row
