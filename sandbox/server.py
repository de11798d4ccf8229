"""The one server: three vendors under their prefixes, and the control API beside them.

Control API of the world itself (each vendor documents its own levers under /control/<vendor>/):

    GET    /control/clock             {"now": instant, "moves": how often it was moved, "behind":
                                      whether one that follows it has not looked since}
    GET    /control/clock?follows=&moves=   the same for a bot, by its name, as soon as there were
                                      other moves than it knows of, or after two seconds
    POST   /control/clock             {"advance_seconds": n} -> {"now": instant}
    DELETE /control/clock?who=        this bot, or nobody at all, follows it any more
    GET    /control/faults            [fault]
    POST   /control/faults            a `Fault` as JSON
    DELETE /control/faults?name=      all of them, or those of a name
    POST   /control/faults/release    let go what hangs
    GET, POST /control/limits         the vendors' limits: see `sandbox.limits`
    GET    /control/calls?vendor=     every recorded call, oldest first
"""

import asyncio
import json
import os
import signal
import time
from collections.abc import Awaitable, Callable
from datetime import timedelta
from functools import partial
from typing import Any
from urllib.parse import unquote

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route, WebSocketRoute
from starlette.types import ASGIApp, Receive, Scope, Send

from sandbox import limits
from sandbox.faults import Fault, FaultKind
from sandbox.torn import Half, Torn
from sandbox.vendor import Vendor
from sandbox.wire import CAUSE, RAW_SEND, Answer, Call, Refused
from sandbox.world import World

METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD"]


def build(world: World) -> ASGIApp:
    """Return the ASGI application that serves `world`."""

    async def serve_vendor(request: Request) -> Response:
        vendor = world.vendors.get(request.path_params["vendor"])
        if vendor is None:
            return Response(status_code=404)
        call = await _read(request, vendor.name, request.path_params["path"])
        return await _carry_out(world, vendor, call)

    async def serve_control(request: Request) -> Response:
        prefix, _, rest = request.path_params["path"].partition("/")
        call = await _read(request, prefix, rest)
        try:
            if prefix in world.vendors:
                return _response(await world.vendors[prefix].control(call))
            return _response(await _world_control(world, call))
        except Refused as refused:
            return _response(refused.answer)
        except (KeyError, TypeError, ValueError) as error:
            return _response(Answer(400, {"error": f"{type(error).__name__}: {error}"}))

    app = Starlette(
        routes=[
            Route("/control/{path:path}", serve_control, methods=METHODS),
            WebSocketRoute("/slack/socket/{ticket}", world.slack.socket),
            Route("/{vendor:str}/{path:path}", serve_vendor, methods=METHODS),
        ]
    )

    async def with_connection(scope: Scope, receive: Receive, send: Send) -> None:
        scope[RAW_SEND] = send
        await app(scope, receive, send)

    return with_connection


async def _read(request: Request, vendor: str, path: str) -> Call:
    headers = {name.lower(): value for name, value in request.headers.items()}
    # Said by the bot's launcher, not by the bot: no vendor ever sees it.
    workflow, _, step = headers.pop(CAUSE, "").partition(";")
    cause = (unquote(workflow), unquote(step))
    body = await request.body()
    return Call(vendor, request.method, "/" + path, request.url.query, headers, body, cause)


async def _carry_out(world: World, vendor: Vendor, call: Call) -> Response:
    try:
        with vendor.under_way(call):
            return await _let_in(world, vendor, call)
    except Refused as refused:
        _record(world, vendor, call, refused.answer)
        return _response(refused.answer)


async def _let_in(world: World, vendor: Vendor, call: Call) -> Response:
    fault = world.faults.take(call)
    if fault is not None and fault.kind is FaultKind.SLOW:
        await asyncio.sleep(fault.seconds)
    answer = None
    if fault is None or fault.kind.has_effect:
        try:
            answer = vendor.answer(call)
        except Refused as refused:
            answer = refused.answer
    world.faults.kin.learn(call, answer)
    if fault is not None and fault.kind not in (FaultKind.SLOW, FaultKind.LATE):
        return await _spoil(world, vendor, call, fault, answer)
    assert answer is not None  # noqa: S101 - only a spoilt call has none
    _record(world, vendor, call, answer)
    if fault is not None and fault.kind is FaultKind.LATE:
        await _hang(world, fault)
    return _response(answer)


async def _spoil(
    world: World, vendor: Vendor, call: Call, fault: Fault, made: Answer | None
) -> Response:
    """Answer as `fault` says; whether the effect happened was decided before."""
    if fault.kind in (FaultKind.STATUS_BEFORE, FaultKind.STATUS_AFTER):
        answer = vendor.fault_answer(fault, call)
        _record(world, vendor, call, answer)
        return _response(answer)
    _record(world, vendor, call, Answer(0, f"no answer: {fault.kind}"))
    match fault.kind:
        case FaultKind.RESET_DURING if made is not None:
            return Half(_response(made), partial(asyncio.sleep, 0))
        case FaultKind.HANG_DURING if made is not None:
            return Half(_response(made), partial(_hang, world, fault))
        case FaultKind.KILL_BEFORE | FaultKind.KILL_AFTER if fault.pid is not None:
            os.kill(fault.pid, signal.SIGKILL)
        case FaultKind.HANG_BEFORE | FaultKind.HANG_AFTER:
            await _hang(world, fault)
    return Torn()


async def _hang(world: World, fault: Fault) -> None:
    """Do nothing for as long as the fault says, or until it is let go."""
    until = time.monotonic() + fault.seconds
    world.faults.held.append(fault)
    while any(one is fault for one in world.faults.held) and time.monotonic() < until:  # noqa: ASYNC110 - let go from other threads, too
        await asyncio.sleep(0.01)
    world.faults.held = [one for one in world.faults.held if one is not fault]


def _record(world: World, vendor: Vendor, call: Call, answer: Answer) -> None:
    body = answer.body.decode(errors="replace") if isinstance(answer.body, bytes) else answer.body
    row = {
        "at": world.clock.now().isoformat(),
        **vendor.recorded(call),
        "status": answer.status,
        "response": body,
        "ms": round((time.monotonic() - call.began) * 1000, 1),
        "workflow": call.cause[0],
        "step": call.cause[1],
    }
    world.recorder.add(vendor.name, row)


def _response(answer: Answer) -> Response:
    if isinstance(answer.body, bytes):
        return Response(answer.body, answer.status, answer.headers)
    content: Any = b"" if answer.body is None else json.dumps(answer.body, ensure_ascii=False)
    return Response(content, answer.status, answer.headers, media_type="application/json")


async def _world_control(world: World, call: Call) -> Answer:
    lever = WORLD_LEVERS.get((call.method, call.vendor))
    if lever is None:
        return Answer(404, {"error": f"no such lever: {call.method} /control/{call.vendor}"})
    done = lever(world, call)
    return Answer(200, await done if isinstance(done, Awaitable) else done)


async def _read_clock(world: World, call: Call) -> object:
    asked, clock = dict(call.params()), world.clock
    if who := asked.get("follows"):
        await clock.follow(who, int(asked.get("moves", -1)))
    return {"now": clock.now().isoformat(), "moves": clock.moves, "behind": clock.is_behind}


def _move_clock(world: World, call: Call) -> object:
    world.clock.advance(timedelta(seconds=float(call.json()["advance_seconds"])))
    return {"now": world.clock.now().isoformat()}


def _leave_clock(world: World, call: Call) -> object:
    world.clock.left(dict(call.params()).get("who"))
    return {"ok": True}


def _read_faults(world: World, _call: Call) -> object:
    return [fault.model_dump() for fault in world.faults.pending()]


def _add_fault(world: World, call: Call) -> object:
    if call.path != "/":
        return _release_faults(world, call)
    world.faults.add(Fault.model_validate(call.json()))
    return {"ok": True}


def _clear_faults(world: World, call: Call) -> object:
    world.faults.clear(dict(call.params()).get("name", ""))
    return {"ok": True}


def _release_faults(world: World, call: Call) -> object:
    if call.path != "/release":
        raise ValueError("faults can be released, nothing else")
    world.faults.release()
    return {"ok": True}


WORLD_LEVERS: dict[tuple[str, str], Callable[[World, Call], object]] = {
    ("GET", "clock"): _read_clock,
    ("POST", "clock"): _move_clock,
    ("DELETE", "clock"): _leave_clock,
    ("GET", "faults"): _read_faults,
    ("POST", "faults"): _add_fault,
    ("DELETE", "faults"): _clear_faults,
    ("GET", "calls"): lambda world, call: world.recorder.of(dict(call.params()).get("vendor", "")),
    ("GET", "limits"): limits.refused,
    ("POST", "limits"): limits.enforce,
}
