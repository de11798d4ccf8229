"""The local Stripe: each call through key, limits, idempotency and checks to its handler."""

import re
import secrets
from collections import Counter
from contextlib import AbstractContextManager, nullcontext
from typing import Any

from sandbox.changes import Changes
from sandbox.clock import WorldClock
from sandbox.faults import Fault, FaultKind
from sandbox.stripe.check import checked
from sandbox.stripe.control import pull
from sandbox.stripe.errors import Obj, refuse, unrecognized
from sandbox.stripe.expanding import check_expand, expanded
from sandbox.stripe.faulting import worded
from sandbox.stripe.form import decode
from sandbox.stripe.idempotency import IdempotencyKeys
from sandbox.stripe.idempotency import key_of as idempotency_key
from sandbox.stripe.keys import LIVE_KEY, check_permission, key_of
from sandbox.stripe.limits import Limits
from sandbox.stripe.refunding import settle_what_is_due
from sandbox.stripe.routes import Route, find
from sandbox.stripe.schema import params
from sandbox.stripe.state import API_VERSION, State
from sandbox.stripe.subscription_clock import live
from sandbox.wire import Answer, Call, Refused

_VERSION = re.compile(r"\d{4}-\d{2}-\d{2}(\.\w+)?")


class StripeWorld:
    """Stripe's objects, its API and the levers people pull on it."""

    name = "stripe"

    def __init__(self, clock: WorldClock, changes: Changes | None = None) -> None:
        """Begin empty, living by `clock`."""
        self.state = State(clock, changes)
        self._limits = Limits()
        self._keys = IdempotencyKeys()
        self._caught_up = 0
        clock.on_move(self.catch_up)

    @property
    def refused_by_rate(self) -> Counter[str]:
        """Return how often each endpoint was refused for its rate."""
        return self._limits.refused

    def catch_up(self) -> None:
        """Do what happens by itself as time passes; looking once a second is enough."""
        if self._caught_up != self.state.now():
            self._caught_up = self.state.now()
            live(self.state)
            settle_what_is_due(self.state)

    def under_way(self, call: Call) -> AbstractContextManager[None]:
        """Let any number of calls in at once."""
        del call
        return nullcontext()

    def answer(self, call: Call) -> Answer:
        """Answer an API call."""
        self.catch_up()
        request = _new_request()
        try:
            answer = self._answer(call, request)
        except Refused as refused:
            answer = refused.answer
        return _stamped(call, answer, request)

    async def control(self, call: Call) -> Answer:
        """Answer a lever of the control API (see `control`)."""
        self.catch_up()
        return pull(self.state, call)

    def fault_answer(self, fault: Fault, call: Call) -> Answer:
        """Say `fault` as Stripe words it; after the effect, a 5xx is what its key replays."""
        answer = _stamped(call, worded(fault), _new_request())
        if fault.kind is FaultKind.STATUS_AFTER and fault.status >= 500:
            self._keys.spoil(call, answer)
        return answer

    def recorded(self, call: Call) -> dict[str, Any]:
        """Return the call as the record shows it; no header is recorded."""
        path = f"{call.path}?{call.query}" if call.query else call.path
        return {
            "method": call.method,
            "path": path,
            "request": call.body.decode(errors="replace"),
        }

    def _answer(self, call: Call, request: str) -> Answer:
        key = key_of(call)
        found = find(call.method, call.path)
        if found is None:
            unrecognized(call.method, call.path)
        route, ids = found
        if self.state.settings.enforce_limits:
            is_live = key == LIVE_KEY
            self._limits.count(f"{route.method} {route.path}", is_live=is_live)
        version = call.headers.get("stripe-version", API_VERSION)
        if not _VERSION.fullmatch(version):
            refuse(f"Invalid Stripe API version: {version}")
        check_permission(key, route, self.state.settings.permissions)
        if idempotency_key(call) and (kept := self._keys.replay(call, self.state.now())):
            return kept
        asked = _asked(call, route)
        return self._execute(call, request, route, ids, asked)

    def _execute(
        self, call: Call, request: str, route: Route, ids: tuple[str, ...], asked: Obj
    ) -> Answer:
        """Carry the call out; from here on its outcome is kept, success or refusal."""
        expand = asked.pop("expand", [])
        with self.state.asked_by(request, idempotency_key(call) or None):
            try:
                shown = route.handler(self.state, asked, *ids)
                answer = Answer(200, expanded(self.state, shown, expand))
            except Refused as refused:
                answer = refused.answer
        if not _is_validation(answer):
            self._keys.keep(call, _stamped(call, answer, request), self.state.now())
        return answer


def _asked(call: Call, route: Route) -> Obj:
    pairs = call.form() if call.method == "POST" else call.params()
    asked = checked(decode(pairs), params(f"{route.params}Params"))
    check_expand(asked.get("expand", []), route.returns)
    return asked


def _is_validation(answer: Answer) -> bool:
    """Whether a parameter was refused as such: then nothing was executed, nothing is kept."""
    code = str(answer.body.get("error", {}).get("code", ""))
    return answer.status == 400 and code.startswith("parameter_")


def _new_request() -> str:
    return "req_" + secrets.token_hex(7)


def _stamped(call: Call, answer: Answer, request: str) -> Answer:
    headers = {"Request-Id": request, **answer.headers}
    headers["Stripe-Version"] = call.headers.get("stripe-version", API_VERSION)
    if key := idempotency_key(call):
        headers["Idempotency-Key"] = key
    return Answer(answer.status, answer.body, headers)
