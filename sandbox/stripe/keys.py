"""API keys: who may ask, and what a restricted key may ask for."""

import base64
import binascii

from sandbox.stripe.errors import error_answer, refuse
from sandbox.stripe.never import USUAL
from sandbox.stripe.routes import Route
from sandbox.stripe.state import ACCOUNT
from sandbox.wire import Call, Refused

SECRET_KEY = "sk_test_sandbox"
RESTRICTED_KEY = "rk_test_sandbox"
LIVE_KEY = "rk_live_sandbox"
"""What only the limits tell from a test key: nothing here is anybody's money."""


def key_of(call: Call) -> str:
    """Return the valid API key `call` was made with, refusing all others."""
    sent = call.headers.get("authorization", "")
    scheme, _, credentials = sent.partition(" ")
    key = _basic(credentials) if scheme.lower() == "basic" else credentials.strip()
    if not key:
        message = (
            "You did not provide an API key. You need to provide your API key in the"
            " Authorization header, using Bearer auth (e.g. 'Authorization: Bearer"
            " YOUR_SECRET_KEY')."
        )
        raise Refused(error_answer(401, message))
    if key not in (SECRET_KEY, RESTRICTED_KEY, LIVE_KEY):
        raise Refused(error_answer(401, f"Invalid API Key provided: {_veiled(key)}"))
    return key


def _basic(credentials: str) -> str:
    try:
        return base64.b64decode(credentials).decode().partition(":")[0]
    except (binascii.Error, UnicodeDecodeError):
        return ""


def _veiled(key: str) -> str:
    return key[:8] + "*" * max(0, len(key) - 12) + (key[-4:] if len(key) > 12 else "")


def check_permission(key: str, route: Route, permissions: dict[str, str] | None) -> None:
    """Refuse what the restricted key may not do; a resource left out is forbidden."""
    if key == SECRET_KEY:
        return
    needed = "read" if route.method == "GET" else "write"
    usual = USUAL.get(route.resource, "write")
    granted = usual if permissions is None else permissions.get(route.resource, "none")
    if granted in ("write", needed):
        return
    refuse(
        f"The provided key '{_veiled(key)}' does not have the required permissions for this"
        f" endpoint on account '{ACCOUNT}'. Having the 'rak_{route.resource.removesuffix('s')}"
        f"_{needed}' permission would allow this request to continue.",
        status=403,
    )
