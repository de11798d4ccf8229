"""What the write resources share: reading a body, and finding a record by an external id."""

import json
from typing import Any

from sandbox.salesforce.access import Access
from sandbox.salesforce.errors import ApiError, not_found
from sandbox.salesforce.org import Actor
from sandbox.salesforce.schema import Field, SObject
from sandbox.salesforce.store import Row
from sandbox.wire import Answer, Call

BASE = "/services/data/v68.0"


def body_of(call: Call) -> dict[str, Any]:
    """Return the call's body, which must be a JSON object."""
    kind = call.headers.get("content-type", "")
    if "json" not in kind:
        message = f"Content-Type header specified in HTTP request is not supported: {kind}"
        raise ApiError("UNSUPPORTED_MEDIA_TYPE", message, status=415)
    try:
        body = call.json()
    except (json.JSONDecodeError, UnicodeDecodeError) as error:
        raise ApiError("JSON_PARSER_ERROR", f"The HTTP entity body is not JSON: {error}") from None
    if not isinstance(body, dict):
        raise ApiError("JSON_PARSER_ERROR", "The HTTP entity body is required to be an object")
    return body


def external(access: Access, entity: SObject, name: str, actor: Actor) -> Field:
    """Return the external id field of that name."""
    field = access.field(entity, name, actor)
    if field is None or not field.external:
        message = f"Provided external ID field does not exist or is not accessible: {name}"
        raise not_found(message)
    return field


def several(entity: SObject, found: list[Row]) -> Answer:
    """Return the answer to an external id that fits more than one record."""
    return Answer(300, [f"{BASE}/sobjects/{entity.name}/{row['Id']}" for row in found])
