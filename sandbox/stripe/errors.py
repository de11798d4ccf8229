"""Stripe's refusals, each in Stripe's own shape."""

from typing import Any, NoReturn

from sandbox.wire import Answer, Refused

Obj = dict[str, Any]
"""One API object (or a part of one), as Stripe writes it in JSON."""

DOCS = "https://stripe.com/docs/error-codes/"


def error_answer(
    status: int,
    message: str,
    *,
    type_: str = "invalid_request_error",
    code: str | None = None,
    param: str | None = None,
    headers: dict[str, str] | None = None,
) -> Answer:
    """Return the error object Stripe answers with; absent parts are left out."""
    error: Obj = {"message": message, "type": type_}
    if code:
        error |= {"code": code, "doc_url": DOCS + code.replace("_", "-")}
    if param:
        error["param"] = param
    return Answer(status, {"error": error}, headers or {})


def refuse(
    message: str, *, code: str | None = None, param: str | None = None, status: int = 400
) -> NoReturn:
    """Refuse the request as invalid."""
    raise Refused(error_answer(status, message, code=code, param=param))


def missing(kind: str, ident: str, param: str = "id", *, in_path: bool = True) -> NoReturn:
    """Refuse: there is no such object. 404 for the path's own id, 400 for one in a parameter."""
    refuse(
        f"No such {kind}: '{ident}'",
        code="resource_missing",
        param=param,
        status=404 if in_path else 400,
    )


def parameter_missing(param: str) -> NoReturn:
    """Refuse: a required parameter is not there."""
    refuse(f"Missing required param: {param}.", code="parameter_missing", param=param)


def unrecognized(method: str, path: str) -> NoReturn:
    """Refuse: there is no such address."""
    refuse(
        f"Unrecognized request URL ({method}: {path}). Please see https://stripe.com/docs"
        " or we can help at https://support.stripe.com/.",
        status=404,
    )
