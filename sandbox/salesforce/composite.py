"""The composite resource: up to 25 calls in one; later ones may use what earlier ones gave."""

import json
import re
from collections.abc import Callable
from typing import Any
from urllib.parse import unquote, urlsplit

from sandbox.salesforce.errors import ApiError
from sandbox.salesforce.org import Org
from sandbox.wire import Answer, Call

MOST, MOST_OF_MANY = 25, 5
"""Calls in one; and how many of them may be queries or collections of records."""
_REFERENCE = re.compile(r"@\{(\w+)((?:\.\w+|\[\d+\])+)\}")
_STEP = re.compile(r"\.(\w+)|\[(\d+)\]")
_MANY = re.compile(r"/v\d+\.0/(query|queryAll|composite/sobjects)(/|\?|$)")
_KNOWN = frozenset({"method", "url", "referenceId", "body", "httpHeaders"})


def compose(
    org: Org, carry_out: Callable[[Call], Answer], call: Call, body: dict[str, Any]
) -> Answer:
    """Carry out the calls in `body` in their order."""
    unknown = set(body) - {"allOrNone", "collateSubrequests", "compositeRequest"}
    requests = body.get("compositeRequest")
    if unknown or not isinstance(requests, list) or not requests:
        raise ApiError(
            "JSON_PARSER_ERROR", "compositeRequest is required, and no field but its own"
        )
    if len(requests) > MOST:
        message = f"The number of composite subrequests exceeds the limit of {MOST}"
        raise ApiError("LIMIT_EXCEEDED", message)
    urls = (str(one.get("url")) for one in requests if isinstance(one, dict))
    if len([url for url in urls if _MANY.search(url)]) > MOST_OF_MANY:
        message = f"The number of queries and collections exceeds the limit of {MOST_OF_MANY}"
        raise ApiError("LIMIT_EXCEEDED", message)
    before = org.store.snapshot()
    answers: dict[str, Answer] = {}
    for request in requests:
        if set(request) - _KNOWN or not {"method", "url", "referenceId"} <= set(request):
            raise ApiError("JSON_PARSER_ERROR", "method, url and referenceId are required")
        name = request["referenceId"]
        if name in answers:
            raise ApiError("INVALID_INPUT", f"Duplicate referenceId provided: {name}")
        answers[name] = _one(carry_out, call, request, answers)
    if body.get("allOrNone") and any(answer.status >= 300 for answer in answers.values()):
        org.store.restore(before)
        answers = {name: _halted(answer) for name, answer in answers.items()}
    rows = [
        {"body": one.body, "httpHeaders": {}, "httpStatusCode": one.status, "referenceId": name}
        for name, one in answers.items()
    ]
    return Answer(200, {"compositeResponse": rows})


def _one(
    carry_out: Callable[[Call], Answer],
    call: Call,
    request: dict[str, Any],
    answers: dict[str, Answer],
) -> Answer:
    try:
        filled = _fill(request, answers)
        address = urlsplit(filled["url"])
        if re.search(r"/composite/?$", address.path):
            return ApiError("INVALID_INPUT", "A composite request cannot hold another").answer()
        headers = call.headers | {
            name.lower(): value for name, value in (filled.get("httpHeaders") or {}).items()
        }
        content = json.dumps(filled["body"]).encode() if "body" in filled else b""
        return carry_out(
            Call(
                call.vendor,
                filled["method"],
                unquote(address.path),
                address.query,
                headers,
                content,
            )
        )
    except ApiError as error:
        return error.answer()


def _fill(value: Any, answers: dict[str, Answer]) -> Any:  # noqa: ANN401 - JSON in, JSON out
    """Return `value` with the references in its strings replaced by what they refer to."""
    if isinstance(value, dict):
        return {name: _fill(one, answers) for name, one in value.items()}
    if isinstance(value, list):
        return [_fill(one, answers) for one in value]
    if isinstance(value, str):
        return _REFERENCE.sub(lambda match: _referred(match[1], match[2], answers), value)
    return value


def _referred(name: str, path: str, answers: dict[str, Answer]) -> str:
    answer = answers.get(name)
    value: Any = answer.body if answer is not None and answer.status < 300 else None
    for key, position in _STEP.findall(path):
        try:
            value = value[int(position)] if position else value[key]
        except (KeyError, IndexError, TypeError):
            message = f"Invalid reference specified. No value for {name}{path} found"
            raise ApiError("PROCESSING_HALTED", message) from None
    return str(value)


def _halted(answer: Answer) -> Answer:
    if answer.status >= 300:
        return answer
    message = (
        "The transaction was rolled back since another operation in the same transaction failed."
    )
    return ApiError("PROCESSING_HALTED", message).answer()
