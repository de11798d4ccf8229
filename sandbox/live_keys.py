"""Nothing real near the sandbox: it refuses to start where live keys or addresses are set."""

import re
from collections.abc import Mapping
from ipaddress import ip_address
from urllib.parse import urlsplit

KEY = re.compile(r"[a-z]{2}_live_(?!sandbox$)|xox[a-z]-\d|xapp-\d")
"""Stripe's live keys but the sandbox's own, and the tokens of a Slack that is somebody's."""
ADDRESSES = ("SLACK_API_URL", "STRIPE_API_URL", "SALESFORCE_URL")


class LiveKey(Exception):
    """Something real is set; the sentence names the variable and never its value."""


def refuse_live_keys(env: Mapping[str, str]) -> None:
    """Look through an environment.

    Raises:
        LiveKey: if it holds a live key, or the address of a vendor that is not on this machine.

    """
    for name, value in sorted(env.items()):
        if KEY.match(value.strip()):
            raise LiveKey(_words(name, "holds a live key"))
    for name in ADDRESSES:
        if env.get(name) and not _is_here(env[name]):
            raise LiveKey(_words(name, "is the address of a real vendor"))


def _words(name: str, what: str) -> str:
    return (
        f"{name} {what}. The sandbox starts only where nothing real is set: "
        f"unset {name} and try again."
    )


def _is_here(address: str) -> bool:
    host = urlsplit(address).hostname or ""
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False
