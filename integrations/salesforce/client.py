"""simple_salesforce's client with its traps closed, and how it signs in."""

import threading
from decimal import Decimal
from typing import Any

import jwt
import requests
from simple_salesforce.api import Salesforce
from simple_salesforce.util import exception_handler

from bot.courtesy import elsewhere
from bot.errors import Misconfigured
from bot.settings import Settings
from integrations.salesforce.session import STAND_IN, VENDOR, Session, my_domain

API_VERSION = "68.0"


class Client(Salesforce):
    """The SDK with one bounded sign-in after an expired session, and headers kept over it.

    The SDK replays a call after a new sign-in without the headers it was given, and some calls
    without end. Only `query`, `query_more` and `restful` may be used: they parse to Decimal.
    """

    def __init__(self, session: Session, **credentials: Any) -> None:  # noqa: ANN401 - as the SDK
        """Sign in over `session`."""
        # Before the SDK's own: it signs in while it is constructed.
        self._renewing = threading.Lock()
        self._elsewhere = session.elsewhere
        super().__init__(session=session, version=API_VERSION, parse_float=Decimal, **credentials)

    def renew(self, used: str) -> None:
        """Sign in again, unless another thread already replaced the session id `used`."""
        with elsewhere(), self._renewing:
            if self.session_id == used:
                self._refresh_session()

    def _refresh_session(self) -> None:
        super()._refresh_session()
        if self._elsewhere:
            self.sf_instance = STAND_IN + VENDOR

    def _call_salesforce(
        self,
        method: str,
        url: str,
        name: str = "",
        retries: int = 0,
        max_retries: int = 1,
        **kwargs: Any,  # noqa: ANN401 - passed on to requests
    ) -> requests.Response:
        extra = dict(kwargs.pop("headers", None) or {})
        used = self.session_id
        response = self.session.request(method, url, headers={**self.headers, **extra}, **kwargs)
        # Safe for writes too: a call that is refused its session was not begun.
        if response.status_code == requests.codes.unauthorized and retries < max_retries:
            self.renew(used)
            return self._call_salesforce(
                method, url, name, retries + 1, max_retries, headers=extra, **kwargs
            )
        if response.status_code >= requests.codes.multiple_choices:
            exception_handler(response, name=name)
        if said := response.headers.get("Sforce-Limit-Info"):
            self.api_usage = self.parse_api_usage(said)
        return response


def credentials(settings: Settings) -> dict[str, str]:
    """Return what the SDK signs in with: a private key if there is one, else a client secret.

    Raises:
        Misconfigured: naming the settings that are missing.

    """
    domain = my_domain(settings.salesforce_url)
    key = _private_key(settings)
    if key:
        if not settings.salesforce_username:
            raise Misconfigured(
                "SALESFORCE_USERNAME is not set: with a private key, Salesforce has to be told as "
                "whom to sign in. Write the integration user's username."
            )
        return {
            "username": settings.salesforce_username,
            "consumer_key": settings.salesforce_consumer_key,
            "privatekey": key,
            "instance_url": domain,  # the SDK means the prefix of a host
            "domain": "test" if looks_like_sandbox(settings) else "login",
        }
    if settings.salesforce_consumer_secret is None:
        raise Misconfigured(
            "Salesforce cannot be signed in to: set SALESFORCE_CONSUMER_SECRET (client "
            "credentials), or SALESFORCE_PRIVATE_KEY_FILE and SALESFORCE_USERNAME (JWT bearer)."
        )
    return {
        "consumer_key": settings.salesforce_consumer_key,
        "consumer_secret": settings.salesforce_consumer_secret.get_secret_value(),
        "domain": domain,
    }


def looks_like_sandbox(settings: Settings) -> bool:
    """Return whether the settings alone say that the org is a sandbox."""
    if settings.salesforce_is_sandbox is not None:
        return settings.salesforce_is_sandbox
    return ".sandbox." in settings.salesforce_url


def _private_key(settings: Settings) -> str:
    """Return the key as PEM text, "" when there is none."""
    key = _key_text(settings)
    if key:
        try:
            jwt.encode({}, key, algorithm="RS256")
        except (ValueError, TypeError, jwt.PyJWTError) as error:
            raise Misconfigured(
                "The private key for Salesforce is not an RSA key in PEM form without a password: "
                "it begins with -----BEGIN PRIVATE KEY-----."
            ) from error
    return key


def _key_text(settings: Settings) -> str:
    if settings.salesforce_private_key is not None:
        # An environment variable often has the line breaks of the PEM written as \n.
        return settings.salesforce_private_key.get_secret_value().replace("\\n", "\n")
    file = settings.salesforce_private_key_file
    if file is None:
        return ""
    try:
        return file.read_text()
    except (OSError, UnicodeDecodeError) as error:
        raise Misconfigured(
            f"SALESFORCE_PRIVATE_KEY_FILE ({file}) cannot be read: {type(error).__name__}."
        ) from error
