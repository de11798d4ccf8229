"""The HTTP session below the SDK: time-outs, the address of the org, and a refused sign-in.

simple_salesforce always talks to https://<something>.salesforce.com. When SALESFORCE_URL is another
address (a gateway, a government cloud, a local server), everything for salesforce.com goes there.
"""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import requests
from requests.adapters import HTTPAdapter

from bot.courtesy import elsewhere
from bot.errors import Misconfigured

TIMEOUT = (5.0, 60.0)
"""Seconds to connect, and between two bytes of an answer; the SDK itself would wait for ever."""
VENDOR = ".salesforce.com"
STAND_IN = "closedwon-org.my"
"""What the SDK is told when the org's address does not end in salesforce.com."""
TOKEN_PATH = "/services/oauth2/token"  # noqa: S105 - an address


class SignInRefused(Exception):
    """The token endpoint said no; carries its status and its own words, never what was sent."""

    def __init__(self, status: int, error: str, description: str) -> None:
        """Carry `error` and `description` as OAuth names them."""
        super().__init__(f"{error}: {description}")
        self.status = status
        self.error = error
        self.description = description


def my_domain(url: str) -> str:
    """Return the org's prefix as the SDK wants it: "acme.my" of https://acme.my.salesforce.com.

    Raises:
        Misconfigured: if it is an address of Salesforce, but not that of the org's API.

    """
    host = urlsplit(url).hostname or ""
    wrong = host.endswith((".lightning.force.com", ".salesforce-setup.com"))
    if wrong or host in ("login.salesforce.com", "test.salesforce.com", "www.salesforce.com"):
        raise Misconfigured(
            f"SALESFORCE_URL is {url}, which is not your org's own address. Write the one under "
            "Setup > My Domain > Current My Domain URL, e.g. https://acme.my.salesforce.com."
        )
    return host.removesuffix(VENDOR) if host.endswith(VENDOR) else STAND_IN


class Session(requests.Session):
    """A session that never waits for ever and knows where the org is."""

    def __init__(self, url: str, may_call: Callable[[], None] = lambda: None) -> None:
        """Reach the org at `url`; `may_call`, asked right before each call, may raise instead."""
        super().__init__()
        self._may_call = may_call
        self.user_id = ""
        """Who signed in: told by the token endpoint."""
        self.org_id = ""
        """Where to: told by the token endpoint."""
        self.elsewhere = my_domain(url) == STAND_IN
        """Whether the org's address does not end in salesforce.com."""
        if self.elsewhere:
            self.mount("https://", _Redirect(url))

    def request(self, *args: Any, **kwargs: Any) -> requests.Response:  # noqa: ANN401 - requests names two dozen
        """Send a request as `requests` does, with a time-out."""
        kwargs.setdefault("timeout", TIMEOUT)
        with elsewhere():
            self._may_call()
            response = super().request(*args, **kwargs)
        if urlsplit(response.url).path.endswith(TOKEN_PATH):
            self._check_sign_in(response)
        return response

    def _check_sign_in(self, response: requests.Response) -> None:
        # Here, and not after the SDK: it prints a warning, trips over answers that are not JSON
        # and keeps who signed in to itself.
        try:
            said = response.json()
        except requests.JSONDecodeError:
            said = None
        if not isinstance(said, dict):
            status = response.status_code if response.status_code != requests.codes.ok else 0
            raise SignInRefused(status, "no_answer", "the answer was not from Salesforce")
        if response.status_code != requests.codes.ok or "access_token" not in said:
            error, words = str(said.get("error", "")), str(said.get("error_description", ""))
            raise SignInRefused(response.status_code, error, words)
        rest, _, self.user_id = str(said.get("id", "")).rpartition("/")
        self.org_id = rest.rpartition("/")[2]


class _Redirect(HTTPAdapter):
    """Sends what is meant for salesforce.com to another address, below its path."""

    def __init__(self, url: str) -> None:
        super().__init__()
        self._target = urlsplit(url)

    def send(
        self,
        request: requests.PreparedRequest,
        *args: Any,  # noqa: ANN401 - as the adapter has them
        **kwargs: Any,  # noqa: ANN401 - requests' own
    ) -> requests.Response:
        """Send `request` to where the org is."""
        meant = urlsplit(request.url or "")
        if (meant.hostname or "").endswith(VENDOR):
            prefix = self._target.path
            path = meant.path if meant.path.startswith(f"{prefix}/") else prefix + meant.path
            scheme, netloc = self._target.scheme, self._target.netloc
            request.url = urlunsplit((scheme, netloc, path, meant.query, ""))
            kwargs["proxies"] = {}  # an address given in full is reached directly
        return super().send(request, *args, **kwargs)
