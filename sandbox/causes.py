"""Which workflow and step of the bot makes a call: told to the sandbox with the call itself.

The product has no line for this. The launcher of the sandbox's bot has every HTTP request that the
three SDKs send (all end in `http.client`) carry one more header, which the sandbox takes off before
a vendor sees it. What makes the call is read off the stack: the frames of the product's engine,
or else of a handler.
"""

import http.client
import sys
import threading
from functools import wraps
from types import FrameType
from urllib.parse import quote

from dbos import DBOS

from bot.asking import may_close
from sandbox.wire import CAUSE

ENGINE, TRYING, HANDLERS = "bot.durable", "bot.trying", "handlers."
ON_THE_WAY = ("handlers.errors", "handlers.table", "handlers.request")
"""Handlers' common parts: what they were called for says more."""


def tell_causes() -> None:
    """Have every HTTP request of this process say what causes it.

    One that could have waited until the ledger is closed is refused: see `bot.asking`.
    """
    send = http.client.HTTPConnection.endheaders

    @wraps(send)
    def telling(
        self: http.client.HTTPConnection,
        message_body: object = None,
        *,
        encode_chunked: bool = False,
    ) -> None:
        if may_close():
            raise RuntimeError("A vendor is asked while the ledger is open: see bot.asking.")
        workflow, step = cause(sys._getframe(1))  # noqa: SLF001 - the documented way to the stack
        self.putheader(CAUSE, f"{quote(workflow, safe=':')};{quote(step, safe=':')}")
        send(self, message_body, encode_chunked=encode_chunked)  # type: ignore[arg-type]  # as given

    http.client.HTTPConnection.endheaders = telling  # type: ignore[method-assign]  # all end here


def cause(frame: FrameType | None) -> tuple[str, str]:
    """Return the workflow and the step that a call below `frame` belongs to.

    Outside of a workflow the first is "", the second the handler, or else the thread.
    """
    step = handler = ""
    while frame is not None:
        module = str(frame.f_globals.get("__name__", ""))
        if module == TRYING and not step:
            step = getattr(frame.f_locals.get("step"), "__name__", "")
        elif module == ENGINE and "workflow" in frame.f_locals and "args" in frame.f_locals:
            return _workflow(str(frame.f_locals.get("name", ""))), step
        elif module.startswith(HANDLERS) and module not in ON_THE_WAY:
            handler = f"{module.removeprefix(HANDLERS)}.{frame.f_code.co_name}"
        frame = frame.f_back
    return "", handler or _thread()


def _workflow(name: str) -> str:
    """Return the id of the workflow, after its name if that is not how it begins."""
    ident = str(DBOS.workflow_id or "")
    return ident if ident.partition(":")[0] == name else f"{name}:{ident}"


def _thread() -> str:
    name = threading.current_thread().name
    return "start" if name == "MainThread" else ""
