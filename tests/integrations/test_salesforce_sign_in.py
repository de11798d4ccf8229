"""Signing in: both flows, refusals with their fix, and where the org is."""

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)
from pydantic import SecretStr

from bot.errors import Misconfigured, Trouble, VendorError
from integrations.salesforce.client import credentials
from sandbox.faults import FaultKind
from tests.integrations.salesforce_org import ServedOrg, policy_with, served, settings_for
from tests.integrations.salesforce_wire import NOTHING, Wire, over

USER = "closedwon@example.com"
ACME = "https://acme.my.salesforce.com"


@pytest.fixture(scope="module")
def keys() -> tuple[str, str]:
    """Return a private and a public key in PEM."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
    public = key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    return private, public.decode()


@pytest.fixture
def org() -> Iterator[ServedOrg]:
    with served() as org:
        yield org


class TestClientCredentials:
    def test_sign_in_when_first_asked_something(self, org: ServedOrg) -> None:
        crm = org.crm()
        assert org.called("token") == []
        crm.is_sandbox()
        crm.is_sandbox()
        assert len(org.called("token")) == 1

    def test_refused_names_the_setting_and_keeps_the_secret(self, org: ServedOrg) -> None:
        crm = org.crm(salesforce_consumer_secret=SecretStr("not-the-secret"))
        with pytest.raises(VendorError) as caught:
            crm.is_sandbox()
        assert caught.value.trouble is Trouble.REFUSED
        assert caught.value.code == "invalid_client"
        assert "SALESFORCE_CONSUMER_SECRET" in str(caught.value)
        assert "not-the-secret" not in str(caught.value)

    def test_is_tried_again_after_a_refusal(self, org: ServedOrg) -> None:
        crm = org.crm()
        org.fail("token", FaultKind.STATUS_BEFORE, status=503)
        with pytest.raises(VendorError) as caught:
            crm.is_sandbox()
        assert caught.value.trouble is Trouble.DOWN
        assert crm.is_sandbox() is False


class TestJwtBearer:
    def test_signs_in_with_the_key(self, org: ServedOrg, keys: tuple[str, str]) -> None:
        org.set_up(public_key=keys[1])
        crm = org.crm(salesforce_username=USER, salesforce_private_key=SecretStr(keys[0]))
        assert crm.is_sandbox() is False

    def test_reads_the_key_from_a_file(
        self, org: ServedOrg, keys: tuple[str, str], tmp_path: Path
    ) -> None:
        file = tmp_path / "key.pem"
        file.write_text(keys[0])
        org.set_up(public_key=keys[1])
        assert not org.crm(salesforce_username=USER, salesforce_private_key_file=file).is_sandbox()

    def test_takes_a_key_whose_line_breaks_were_escaped(self, keys: tuple[str, str]) -> None:
        flat = SecretStr(keys[0].replace("\n", "\\n"))
        settings = settings_for(ACME, salesforce_username=USER, salesforce_private_key=flat)
        assert credentials(settings)["privatekey"] == keys[0]

    def test_not_pre_authorized_says_where_to_do_it(
        self, org: ServedOrg, keys: tuple[str, str]
    ) -> None:
        org.set_up(approved=False)
        crm = org.crm(salesforce_username=USER, salesforce_private_key=SecretStr(keys[0]))
        with pytest.raises(VendorError, match="Pre-authorize the integration user") as caught:
            crm.is_sandbox()
        assert caught.value.trouble is Trouble.REFUSED

    @pytest.mark.parametrize(
        ("url", "is_sandbox", "audience"),
        [
            (ACME, None, "login"),
            (ACME, True, "test"),
            ("https://acme--uat.sandbox.my.salesforce.com", None, "test"),
            ("https://acme--uat.sandbox.my.salesforce.com", False, "login"),
        ],
    )
    def test_asks_for_the_right_audience(
        self,
        keys: tuple[str, str],
        url: str,
        is_sandbox: bool | None,  # noqa: FBT001 - a parameter of the test
        audience: str,
    ) -> None:
        wire = Wire(NOTHING)
        settings = settings_for(
            url,
            salesforce_username=USER,
            salesforce_private_key=SecretStr(keys[0]),
            salesforce_is_sandbox=is_sandbox,
        )
        over(wire, settings).sign_in()
        assert (wire.sent[0].url or "") == f"{url}/services/oauth2/token"
        said = parse_qs(str(wire.sent[0].body))["assertion"][0]
        claims = jwt.decode(said, options={"verify_signature": False})
        assert claims["aud"] == f"https://{audience}.salesforce.com"
        assert claims["sub"] == USER


class TestSettings:
    def test_without_any_secret_are_refused_at_once(self) -> None:
        org = ServedOrg(world=None, address="http://127.0.0.1:1")  # type: ignore[arg-type]  # never asked
        with pytest.raises(Misconfigured, match="SALESFORCE_CONSUMER_SECRET"):
            org.crm(salesforce_consumer_secret=None)

    def test_with_a_key_need_a_user_name(self, keys: tuple[str, str]) -> None:
        settings = settings_for(ACME, salesforce_private_key=SecretStr(keys[0]))
        with pytest.raises(Misconfigured, match="SALESFORCE_USERNAME"):
            credentials(settings)

    def test_with_something_else_for_a_key_are_refused(self) -> None:
        settings = settings_for(
            ACME, salesforce_username=USER, salesforce_private_key=SecretStr("hunter2")
        )
        with pytest.raises(Misconfigured, match="not an RSA key") as caught:
            credentials(settings)
        assert "hunter2" not in str(caught.value)

    def test_with_an_unreadable_key_file_name_it(self, tmp_path: Path) -> None:
        settings = settings_for(
            ACME, salesforce_username=USER, salesforce_private_key_file=tmp_path / "none.pem"
        )
        with pytest.raises(Misconfigured, match=r"none\.pem"):
            credentials(settings)

    @pytest.mark.parametrize(
        "url", ["https://acme.lightning.force.com", "https://login.salesforce.com"]
    )
    def test_with_an_address_that_is_not_the_orgs_are_refused(self, url: str) -> None:
        with pytest.raises(Misconfigured, match="My Domain"):
            credentials(settings_for(url))

    def test_with_an_unknown_name_in_the_policy_are_refused(self, org: ServedOrg) -> None:
        with pytest.raises(Misconfigured, match="term; the names it may have are terms"):
            org.crm(policy_with(fields={"term": "Terms__c"}))


class TestAnswersThatAreNotSalesforces:
    @pytest.mark.parametrize("body", ["<html>Maintenance</html>", "[]"])
    def test_mean_that_it_is_away(self, body: str) -> None:
        connection = over(Wire(token=(200, body)), settings_for(ACME))
        with pytest.raises(VendorError) as caught:
            connection.sign_in()
        assert caught.value.trouble is Trouble.DOWN

    def test_of_a_gateway_that_refuses_are_refusals(self) -> None:
        connection = over(Wire(token=(403, "<html>Blocked</html>")), settings_for(ACME))
        with pytest.raises(VendorError) as caught:
            connection.sign_in()
        assert caught.value.trouble is Trouble.REFUSED
