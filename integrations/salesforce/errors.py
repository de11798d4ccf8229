"""What Salesforce's refusals mean for us: its codes and its silence made `VendorError`."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

import requests
from simple_salesforce.exceptions import SalesforceError

from bot.errors import Trouble, VendorError
from integrations.salesforce.session import SignInRefused

VENDOR = "Salesforce"

PASSING = frozenset(
    {
        "UNABLE_TO_LOCK_ROW",
        "SERVER_UNAVAILABLE",
        "QUERY_TIMEOUT",
        "REQUEST_LIMIT_EXCEEDED",
        "REQUEST_RUNNING_TOO_LONG",
        "UNKNOWN_EXCEPTION",
        "PROCESSING_HALTED",
    }
)
"""What passes by itself: others hold the row, the calls of the day or of the moment are used up,
the server is busy."""

LIMIT_RETRY_AFTER = 300.0
"""Seconds: Salesforce does not say when the rolling day has room again, only that it has none."""

AT_ONCE = "Concurrent"
"""How the words begin where the limit is not the day's but the moment's (25 requests that have run
for 20 seconds): it has room as soon as one of them ends. The code is the same."""

LONGEST = 500
"""How much of the vendor's own words is passed on."""

_SIGN_IN_FIXES = {
    "hasn't approved this consumer": "Pre-authorize the integration user: let the policies of the "
    "External Client App admit users that an administrator approved, and add its permission set.",
    "audience is invalid": "Set SALESFORCE_IS_SANDBOX to true for a sandbox, false for production.",
    "invalid assertion": "Check that SALESFORCE_PRIVATE_KEY belongs to the certificate of the "
    "External Client App.",
    "no client credentials user": 'Choose the integration user as "Run As" in the policies of the '
    "External Client App.",
    "client identifier invalid": "Copy the consumer key of the External Client App into "
    "SALESFORCE_CONSUMER_KEY.",
    "invalid client credentials": "Copy the consumer secret of the External Client App into "
    "SALESFORCE_CONSUMER_SECRET.",
    "not supported on this domain": "Set SALESFORCE_URL to the My Domain address of the org.",
    "inactive user": "Activate the integration user in Salesforce, or choose another.",
    "ip restricted": "Relax the IP restrictions of the External Client App for this machine.",
}
"""What Salesforce says, in part -> what to do about it."""

_ANY_SIGN_IN_FIX = (
    "Check SALESFORCE_URL, SALESFORCE_CONSUMER_KEY and the External Client App, and look at the "
    "integration user's Login History in Setup."
)


class SignInError(VendorError):
    """Salesforce does not let us in; keeps apart what it said and what to do about it."""

    def __init__(self, said: str, fix: str, *, trouble: Trouble, code: str) -> None:
        """Say both in one sentence."""
        super().__init__(VENDOR, f"{said} {fix}".strip(), trouble=trouble, code=code)
        self.said = said
        self.fix = fix


@contextmanager
def translated(*, writing: bool = False) -> Iterator[None]:
    """Raise `VendorError` for whatever the SDK or the wire raises within.

    `writing` says that a call without an answer may have had its effect.
    """
    try:
        yield
    except SignInRefused as error:
        raise sign_in_error(error.status, error.error, error.description) from None
    except SalesforceError as error:
        raise call_error(error.status, error.content, writing=writing) from None
    except requests.RequestException as error:
        raise _silence(error, writing=writing) from error


def sign_in_error(status: int, error: str, description: str) -> SignInError:
    """Return what a refused sign-in means, naming its fix."""
    said = _clean(description or error).rstrip(".")
    busy = status == 0 or status >= requests.codes.server_error or "rate exceeded" in said
    if busy or status == requests.codes.too_many_requests:
        return SignInError(
            f"Salesforce cannot sign us in now: {said}.", "", trouble=Trouble.DOWN, code=error
        )
    fixes = (fix for words, fix in _SIGN_IN_FIXES.items() if words in said.lower())
    return SignInError(
        f"Salesforce refused the sign-in: {said}.",
        next(fixes, _ANY_SIGN_IN_FIX),
        trouble=Trouble.REFUSED,
        code=error,
    )


def call_error(status: int, content: object, *, writing: bool = False) -> VendorError:
    """Return what the refusal of a whole call means."""
    code, words = row_error(content)
    failed = status >= requests.codes.server_error
    if code in PASSING or failed:
        return VendorError(
            VENDOR,
            f"Salesforce cannot do it now: {words or status}",
            trouble=Trouble.UNKNOWN if failed and writing else Trouble.DOWN,
            code=code or str(status),
            retry_after=_pause(code, words),
        )
    if status == requests.codes.unauthorized:
        words = (
            f"Salesforce ended the session right after the sign-in: {words}. "
            "Check the session policies of the External Client App."
        )
    return VendorError(
        VENDOR,
        words or f"Salesforce answered with status {status}",
        trouble=Trouble.REFUSED,
        code=code or str(status),
    )


def _pause(code: str, words: str) -> float | None:
    is_used_up = code == "REQUEST_LIMIT_EXCEEDED" and not words.startswith(AT_ONCE)
    return LIMIT_RETRY_AFTER if is_used_up else None


def row_error(content: object) -> tuple[str, str]:
    """Return code and words of the first of a list of errors.

    A single call names the code `errorCode`, a row of a collection `statusCode`.
    """
    first: object = content[0] if isinstance(content, list) and content else content
    if not isinstance(first, Mapping):
        return "", ""  # a page of HTML says nothing to a finance person
    code = str(first.get("errorCode") or first.get("statusCode") or "")
    return code, _clean(str(first.get("message") or ""))


def _clean(text: str) -> str:
    return " ".join(text.split())[:LONGEST]


def _silence(error: requests.RequestException, *, writing: bool) -> VendorError:
    unsent = isinstance(error, requests.ConnectTimeout) or not writing
    return VendorError(
        VENDOR,
        "Salesforce did not answer.",
        trouble=Trouble.DOWN if unsent else Trouble.UNKNOWN,
        code=type(error).__name__,
    )


@contextmanager
def readable(*rows: object) -> Iterator[None]:
    """Turn a row of another make than Salesforce's into an error of ours.

    Raises:
        VendorError: naming the deal, if it is one.

    """
    try:
        yield
    except (KeyError, TypeError, ValueError, AttributeError, ArithmeticError) as error:
        [which] = rows if len(rows) == 1 else [{}]
        ident = which.get("Id") or "a deal" if isinstance(which, Mapping) else "a deal"
        raise VendorError(
            VENDOR,
            f"Salesforce shows {ident} in a way that cannot be read here.",
            trouble=Trouble.REFUSED,
            code="unreadable",
        ) from error
