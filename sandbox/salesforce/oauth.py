"""Logging in: the token endpoint, the sessions it opens, and who they belong to."""

import base64
import binascii
import secrets
import time
from datetime import datetime, timedelta

import jwt

from sandbox.salesforce.errors import ApiError
from sandbox.salesforce.org import Actor, Org
from sandbox.salesforce.store import Row
from sandbox.salesforce.virtual import INTEGRATION
from sandbox.wire import Answer, Call, Refused

CONSUMER_KEY = "closedwon-sandbox"
CONSUMER_SECRET = "sandbox-secret"
INSTANCE_URL = "https://closedwon-sandbox.my.salesforce.com"
ADMIN = "System Administrator"
"""The name of the profile to which no permission and no approval lock applies."""
JWT_BEARER = "urn:ietf:params:oauth:grant-type:jwt-bearer"
IDLE = timedelta(hours=2)
"""After this time without a request a session is over."""


class Sessions:
    """The open sessions of an org."""

    def __init__(self, org: Org) -> None:
        """Start with none."""
        self._org = org
        self._open: dict[str, tuple[str, datetime]] = {}

    def token(self, call: Call) -> Answer:
        """Answer the token endpoint."""
        form = dict(call.form())
        match form.get("grant_type"):
            case grant if grant == JWT_BEARER:
                user = self._by_assertion(form.get("assertion", ""))
            case "client_credentials":
                user = self._by_secret(call, form)
            case "password":
                raise _refusal("invalid_grant", "authentication failure")
            case _:
                raise _refusal("unsupported_grant_type", "grant type not supported")
        return Answer(200, self._granted(user))

    def _granted(self, user: Row) -> dict[str, str]:
        token = f"{self._organization()[:15]}!{secrets.token_urlsafe(48)}"
        self._open[token] = (str(user["Id"]), self._org.clock.now())
        return {
            "access_token": token,
            "scope": "api",
            "instance_url": INSTANCE_URL,
            "id": f"https://login.salesforce.com/id/{self._organization()}/{user['Id']}",
            "token_type": "Bearer",
        }

    def _organization(self) -> str:
        return str(self._org.store.rows("Organization")[0]["Id"])

    def _by_secret(self, call: Call, form: dict[str, str]) -> Row:
        key, secret = form.get("client_id", ""), form.get("client_secret", "")
        kind, _, encoded = call.headers.get("authorization", "").partition(" ")
        if kind.lower() == "basic":
            try:
                key, _, secret = base64.b64decode(encoded).decode().partition(":")
            except (binascii.Error, UnicodeDecodeError):
                raise _refusal("invalid_client", "invalid client credentials") from None
        if key != CONSUMER_KEY:
            raise _refusal("invalid_client_id", "client identifier invalid")
        if secret != CONSUMER_SECRET:
            raise _refusal("invalid_client", "invalid client credentials")
        users = self._org.store.rows("User")
        return next(row for row in users if self._profile(row) == INTEGRATION)

    def _by_assertion(self, assertion: str) -> Row:
        claims = self._claims(assertion)
        if claims.get("iss") != CONSUMER_KEY:
            raise _refusal("invalid_client_id", "client identifier invalid")
        audiences = ("https://login.salesforce.com", "https://test.salesforce.com", INSTANCE_URL)
        if claims.get("aud") not in audiences:
            raise _refusal("invalid_grant", "audience is invalid")
        expires = str(claims.get("exp", ""))
        # The machine's clock, not the world's: an assertion is made and read within minutes.
        if not expires.isdigit() or int(expires) < time.time():
            raise _refusal("invalid_grant", "expired authorization code")
        if not self._org.settings.approved:
            raise _refusal("invalid_grant", "user hasn't approved this consumer")
        for row in self._org.store.rows("User"):
            if row["Username"] == claims.get("sub") and row["IsActive"]:
                return row
        raise _refusal("invalid_grant", "invalid user credentials")

    def _claims(self, assertion: str) -> dict[str, object]:
        key = self._org.settings.public_key
        # Time and audience are checked by hand: Salesforce takes an `exp` that is a string.
        options = {"verify_signature": bool(key), "verify_exp": False, "verify_aud": False}
        try:
            header = jwt.get_unverified_header(assertion)
            claims: dict[str, object] = jwt.decode(
                assertion,
                key or "unchecked",
                algorithms=["RS256"],
                options=options,  # type: ignore[arg-type]  # a plain dict is what it is
            )
        except jwt.PyJWTError:
            raise _refusal("invalid_grant", "invalid assertion") from None
        if header.get("alg") != "RS256" or not assertion.rpartition(".")[2]:
            raise _refusal("invalid_grant", "invalid assertion")
        return claims

    def _profile(self, user: Row) -> object:
        row = self._org.store.get("Profile", str(user.get("ProfileId"))) or {}
        return row.get("Name")

    def actor(self, call: Call) -> Actor:
        """Return who makes this call.

        Raises:
            ApiError: INVALID_SESSION_ID, when nobody known does.

        """
        kind, _, token = call.headers.get("authorization", "").partition(" ")
        user, seen = self._open.get(token, ("", self._org.clock.now()))
        if kind not in ("Bearer", "OAuth") or not user or self._org.clock.now() - seen > IDLE:
            self._open.pop(token, None)
            message = "Session expired or invalid"
            raise ApiError("INVALID_SESSION_ID", message, status=401)
        self._open[token] = (user, self._org.clock.now())
        row = self._org.store.get("User", user) or {}
        said = call.headers.get("sforce-duplicate-rule-header", "").replace(" ", "").lower()
        return Actor(
            user,
            free=self._profile(row) == ADMIN,
            allow_duplicates="allowsave=true" in said.split(";"),
        )

    def expire(self) -> int:
        """End all sessions and return how many there were."""
        count = len(self._open)
        self._open.clear()
        return count

    def userinfo(self, actor: Actor) -> dict[str, object]:
        """Return what an application may know about the person logged in."""
        row = self._org.store.get("User", actor.user) or {}
        return {
            "sub": f"https://login.salesforce.com/id/{self._organization()}/{actor.user}",
            "user_id": actor.user,
            "organization_id": self._organization(),
            "preferred_username": row.get("Username"),
            "name": row.get("Name"),
            "email": row.get("Email"),
            "zoneinfo": row.get("TimeZoneSidKey"),
            "locale": "en_US",
            "active": row.get("IsActive"),
        }


def _refusal(error: str, description: str) -> Refused:
    return Refused(Answer(400, {"error": error, "error_description": description}))
