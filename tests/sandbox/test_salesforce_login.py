"""Logging in to the local Salesforce, and what a session is."""

from collections.abc import Iterator
from typing import Any

import pytest
import requests
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from simple_salesforce.api import Salesforce
from simple_salesforce.exceptions import SalesforceAuthenticationFailed, SalesforceRefusedRequest

from sandbox.salesforce.oauth import CONSUMER_KEY
from tests.sandbox.salesforce_kit import House, at_home

KEY = rsa.generate_private_key(65537, 2048)
PRIVATE = KEY.private_bytes(
    serialization.Encoding.PEM,
    serialization.PrivateFormat.PKCS8,
    serialization.NoEncryption(),
).decode()
PUBLIC = (
    KEY.public_key()
    .public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
    .decode()
)


@pytest.fixture
def house() -> Iterator[House]:
    with at_home() as house:
        yield house


def sign_in(house: House, user: str = "closedwon@example.com", **changed: str) -> Salesforce:
    given: dict[str, Any] = {
        "consumer_key": CONSUMER_KEY,
        "privatekey": PRIVATE,
        "version": "68.0",
        **changed,
    }
    return Salesforce(username=user, session=house.session, **given)


class TestJwt:
    def test_signs_in_a_known_user(self, house: House) -> None:
        assert sign_in(house).query("SELECT COUNT() FROM Opportunity")["totalSize"] == 0

    def test_checks_the_signature_against_a_registered_key(self, house: House) -> None:
        house.settings(public_key=PUBLIC)
        sign_in(house)
        other = rsa.generate_private_key(65537, 2048).public_key()
        pem = other.public_bytes(
            serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
        )
        house.settings(public_key=pem.decode())
        with pytest.raises(SalesforceAuthenticationFailed, match="invalid_grant"):
            sign_in(house)

    def test_refuses_a_stranger_and_another_consumer(self, house: House) -> None:
        with pytest.raises(SalesforceAuthenticationFailed, match="invalid_grant"):
            sign_in(house, "stranger@example.com")
        with pytest.raises(SalesforceAuthenticationFailed, match="invalid_client_id"):
            sign_in(house, consumer_key="other")

    def test_is_not_confused_by_the_movable_clock(self, house: House) -> None:
        house.advance(days=400)
        sign_in(house)

    def test_refuses_a_user_who_is_not_approved(self, house: House) -> None:
        house.settings(approved=False)
        with (
            pytest.warns(UserWarning, match="authorize this"),
            pytest.raises(SalesforceAuthenticationFailed, match="hasn't approved"),
        ):
            sign_in(house)


class TestClientCredentials:
    def test_refuses_a_wrong_secret(self, house: House) -> None:
        with pytest.raises(SalesforceAuthenticationFailed, match="invalid_client"):
            Salesforce(
                consumer_key=CONSUMER_KEY,
                consumer_secret="wrong",
                domain="acme.my",
                session=house.session,
            )

    def test_leaves_no_secret_in_the_record(self, house: House) -> None:
        sign_in(house)
        answer = requests.get(f"{house.address}/control/calls?vendor=salesforce", timeout=5)
        request = answer.json()[-1]["request"]
        assert request["assertion"] == "…"


class TestASession:
    def test_says_who_it_belongs_to(self, house: House) -> None:
        info = house.sf.oauth2("userinfo")
        assert info["preferred_username"] == "closedwon@example.com"
        assert info["organization_id"].startswith("00D")

    @pytest.mark.parametrize("moved", [False, True])
    def test_ends_and_the_sdk_signs_in_again(self, house: House, *, moved: bool) -> None:
        if moved:
            house.advance(hours=3)
        else:
            assert house.lever("POST", "sessions/expire") == {"expired": 1}
        assert house.rows("SELECT Name FROM Organization")[0]["Name"] == "Example Inc."

    def test_without_one_nothing_is_told(self, house: House) -> None:
        address = f"{house.address}/salesforce/services/data/v68.0/limits"
        answer = requests.get(address, timeout=5)
        assert answer.status_code == 401
        assert answer.json()[0]["errorCode"] == "INVALID_SESSION_ID"

    def test_counts_what_it_uses_and_stops_at_the_limit(self, house: House) -> None:
        house.settings(usage=14_998)
        house.sf.limits()
        assert house.sf.api_usage["api-usage"] == (14_999, 15_000)
        house.sf.limits()
        with pytest.raises(SalesforceRefusedRequest, match="REQUEST_LIMIT_EXCEEDED"):
            house.sf.limits()

    def test_tells_the_versions(self, house: House) -> None:
        versions = house.sf.restful("../")
        assert versions[-1]["version"] == "68.0"
