"""Faults in Stripe's words."""

from sandbox.faults import Fault
from sandbox.stripe.errors import error_answer
from sandbox.stripe.limits import too_many
from sandbox.wire import Answer

_API_ERROR = (
    "An unknown error occurred. If the problem persists, please contact us at"
    " https://support.stripe.com/."
)
_MESSAGES = {
    "idempotency_key_in_use": (
        "There is currently another in-progress request using this Idempotent Key (that probably"
        " means you submitted twice, and the other request is still going through). Please try"
        " again later."
    ),
    "lock_timeout": (
        "This object cannot be accessed right now because another API request or Stripe process"
        " is currently accessing it. If you see this error intermittently, retry the request."
    ),
}
_USUAL = {401: "api_key_expired", 402: "card_declined", 409: "lock_timeout", 429: "rate_limit"}


def worded(fault: Fault) -> Answer:
    """Return `fault` as Stripe answers it; it seldom says when to come again."""
    answer = _worded(fault)
    if fault.retry_after is None:
        return answer
    return Answer(
        answer.status, answer.body, answer.headers | {"Retry-After": str(fault.retry_after)}
    )


def _worded(fault: Fault) -> Answer:
    if fault.status >= 500:
        return error_answer(
            fault.status,
            fault.message or _API_ERROR,
            type_="api_error",
            code=fault.code or None,
        )
    code = fault.code or _USUAL.get(fault.status)
    if code == "rate_limit":
        return too_many("global-rate", fault.message)
    kind = "card_error" if fault.status == 402 else "invalid_request_error"
    if code in ("idempotency_key_in_use", "idempotency_error"):
        kind = "idempotency_error"
    return error_answer(
        fault.status,
        fault.message or _MESSAGES.get(code or "", "The request was refused."),
        type_=kind,
        code=code,
    )
