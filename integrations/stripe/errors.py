"""What Stripe's refusals and silences mean for us."""

import contextlib
import logging
import re
from collections.abc import Iterator

import stripe

from bot.errors import NotFound, Trouble, VendorError

VENDOR = "Stripe"
NO_ANSWER = "no_answer"
SERVER_ERROR = "server_error"
"""Stripe answered 5xx and replays that answer for the key: look the effect up, then a new key."""
IDEMPOTENCY_ERROR = "idempotency_error"
PERMISSION = "permission"
AUTHENTICATION = "authentication"
MISSING = "resource_missing"

EXISTS = "resource_already_exists"
UNREADABLE = "unreadable"

PERMISSIONS = {
    "charge": "Charges and Refunds",
    "credit_note": "Credit notes",
    "customer": "Customers",
    "dispute": "Disputes",
    "event": "Events",
    "invoice": "Invoices",
    "invoice_payment": "Invoices",
    "payment_intent": "PaymentIntents",
    "payment_record": "Payment Records",
    "product": "Products",
    "refund": "Charges and Refunds",
    "subscription": "Subscriptions",
    "tax_id": "Tax IDs",
}
"""Stripe's names of permissions to what the Dashboard calls them."""

_TOO_FAST, _LOCKED, _SERVERS_FAULT, _NOT_FOUND, _FIRST_ERROR = 429, 409, 500, 404, 400
_LONGEST_WORDS = 500

_log = logging.getLogger(__name__)
_key = re.compile(r"\b([rsp]k_(?:live|test)_)[\w*]+")
_right = re.compile(r"\brak_(\w+)_(read|write)\b")


@contextlib.contextmanager
def translated() -> Iterator[None]:
    """Turn the SDK's errors into ours.

    Raises:
        VendorError: for every error of Stripe's.

    """
    try:
        yield
    except stripe.StripeError as error:
        _log.info("%s %s %s", type(error).__name__, error.http_status, error.request_id)
        # Not chained: the SDK's error holds the whole answer, which is nobody's business in a log.
        raise as_ours(error) from None


@contextlib.contextmanager
def understood() -> Iterator[None]:
    """Turn an answer that is of another make than Stripe's into an error of ours.

    Raises:
        VendorError: whether there was an effect is not known, so the same call may be repeated.

    """
    try:
        yield
    except (LookupError, TypeError, ValueError, AttributeError, ArithmeticError, OSError) as error:
        _log.warning("an answer of Stripe's cannot be read: %s", type(error).__name__)
        raise VendorError(
            VENDOR,
            "Stripe answered in a way that cannot be read here.",
            trouble=Trouble.UNKNOWN,
            code=UNREADABLE,
        ) from None


@contextlib.contextmanager
def missing_is(sentence: str) -> Iterator[None]:
    """Turn a missing object into `NotFound`.

    Raises:
        NotFound: if Stripe says that the object is not there.

    """
    try:
        yield
    except VendorError as error:
        if error.code == MISSING:
            raise NotFound(sentence) from None
        raise


def as_ours(error: stripe.StripeError) -> VendorError:
    """Return `error` in our terms, without any key in it."""
    trouble, code = _verdict(error)
    return VendorError(
        VENDOR, _sentence(error, trouble), trouble=trouble, code=code, retry_after=_pause(error)
    )


def _verdict(error: stripe.StripeError) -> tuple[Trouble, str]:
    status = error.http_status or 0
    said = error.code or str(getattr(error.error, "code", None) or "")
    if isinstance(error, stripe.RateLimitError) or status in (_TOO_FAST, _LOCKED):
        return Trouble.DOWN, said or "busy"
    if status >= _SERVERS_FAULT and error.error is not None:
        return Trouble.DOWN, SERVER_ERROR
    if status < _FIRST_ERROR or status >= _SERVERS_FAULT:
        # No answer, or one from somewhere on the way: the request may have been carried out.
        return Trouble.UNKNOWN, NO_ANSWER
    return Trouble.REFUSED, _refusal(error, said)


def _refusal(error: stripe.StripeError, said: str) -> str:
    match error:
        case stripe.IdempotencyError():
            return IDEMPOTENCY_ERROR
        case stripe.AuthenticationError():
            return AUTHENTICATION
        case stripe.PermissionError():
            return PERMISSION
    return said or (MISSING if error.http_status == _NOT_FOUND else "invalid_request")


def _sentence(error: stripe.StripeError, trouble: Trouble) -> str:
    words = scrubbed(error.user_message or "")
    if trouble is Trouble.UNKNOWN:
        return "Stripe did not answer."
    if trouble is Trouble.DOWN:
        busy = (error.http_status or 0) < _SERVERS_FAULT
        return "Stripe is busy." if busy else "Stripe had an error of its own."
    if isinstance(error, stripe.AuthenticationError):
        return "Stripe does not accept the key. Put a valid one into STRIPE_API_KEY and restart."
    if isinstance(error, stripe.PermissionError):
        return _lacking(words)
    return words or "Stripe refused the request without saying why."


def _lacking(words: str) -> str:
    found = _right.search(words)
    if found is None:
        return f"Stripe does not let this key do that: {words}"
    name = PERMISSIONS.get(found[1], found[1])
    return (
        f"The Stripe key lacks the permission {name}: {found[2]}. Grant it in the Stripe"
        " Dashboard under Developers, API keys, Edit key; then retry."
    )


def scrubbed(words: str) -> str:
    """Return Stripe's words without what is left of a key, and not too many of them."""
    return _key.sub(r"\1…", words)[:_LONGEST_WORDS]


def _pause(error: stripe.StripeError) -> float | None:
    said = (error.headers or {}).get("Retry-After", "")
    return float(said) if said.isdecimal() else None
