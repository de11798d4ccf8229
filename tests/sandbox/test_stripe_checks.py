"""What the local Stripe refuses before it does anything."""

from typing import Any

import pytest
import requests
import stripe

from tests.sandbox.stripe_kit import Stage


def refused(stage: Stage, **params: object) -> stripe.InvalidRequestError:
    sent: Any = params
    with pytest.raises(stripe.InvalidRequestError) as caught:
        stage.v1.customers.create(sent)
    return caught.value


class TestParameters:
    def test_names_the_one_it_does_not_know(self, stage: Stage) -> None:
        error = refused(stage, nickname="A")
        assert (error.code, error.param) == ("parameter_unknown", "nickname")
        assert error.user_message == "Received unknown parameter: nickname"
        assert stage.v1.customers.list().data == []

    def test_looks_into_nested_ones(self, stage: Stage) -> None:
        assert refused(stage, address={"planet": "Mars"}).param == "address[planet]"

    def test_wants_the_required_ones(self, stage: Stage) -> None:
        sent: Any = {"lines": [{"price_data": {"unit_amount": 5}}]}
        with pytest.raises(stripe.InvalidRequestError) as caught:
            stage.v1.invoices.add_lines(stage.draft(None).id, sent)
        assert caught.value.code == "parameter_missing"
        assert caught.value.param == "lines[0][price_data][currency]"

    @pytest.mark.parametrize(
        ("params", "param", "code"),
        [
            ({"balance": "many"}, "balance", "parameter_invalid_integer"),
            ({"balance": ""}, "balance", "parameter_invalid_empty"),
            ({"tax_exempt": "maybe"}, "tax_exempt", None),
            ({"validate": "yes"}, "validate", None),
            ({"metadata": "plain"}, "metadata", None),
            ({"name": {"first": "A"}}, "name", None),
            ({"name": "  "}, "name", "parameter_invalid_string_blank"),
            ({"preferred_locales": "en"}, "preferred_locales", None),
            ({"email": "nobody"}, "email", "email_invalid"),
            ({"invoice_prefix": "ab"}, "invoice_prefix", None),
            ({"payment_method": "pm_1"}, "payment_method", "resource_missing"),
        ],
    )
    def test_must_be_of_the_right_kind(
        self, stage: Stage, params: dict[str, Any], param: str, code: str | None
    ) -> None:
        error = refused(stage, **params)
        assert (error.param, error.code, error.http_status) == (param, code, 400)

    def test_are_cleared_by_an_empty_string(self, stage: Stage) -> None:
        customer = stage.customer(phone="123", address={"city": "Bern"})
        after = stage.v1.customers.update(customer.id, {"phone": "", "address": ""})
        assert (after.phone, after.address) == (None, None)


class TestMetadata:
    def test_merges_and_unsets(self, stage: Stage) -> None:
        customer = stage.customer(metadata={"a": "1", "b": "2"})
        after = stage.v1.customers.update(customer.id, {"metadata": {"a": "", "c": "3"}})
        assert after.metadata is not None
        assert after.metadata.to_dict() == {"b": "2", "c": "3"}
        after = stage.v1.customers.update(customer.id, {"metadata": ""})
        assert after.metadata is not None
        assert after.metadata.to_dict() == {}

    @pytest.mark.parametrize(
        "metadata",
        [
            {"k" * 41: "v"},
            {"k": "v" * 501},
            {f"k{number}": "v" for number in range(51)},
        ],
    )
    def test_has_limits(self, stage: Stage, metadata: dict[str, str]) -> None:
        assert "etadata" in str(refused(stage, metadata=metadata).user_message)


class TestKeys:
    def test_are_wanted(self, stage: Stage) -> None:
        with pytest.raises(stripe.AuthenticationError, match=r"sk_test_\*+tmeg"):
            stage.with_key("sk_test_abcdefghitmeg").v1.customers.list()
        assert requests.get(f"{stage.address}/stripe/v1/customers", timeout=5).status_code == 401

    def test_may_be_restricted(self, stage: Stage) -> None:
        restricted = stage.with_key("rk_test_sandbox")
        stage.lever("permissions", {"allowed": {"invoices": "write", "customers": "read"}})
        assert restricted.v1.customers.list().data == []
        with pytest.raises(stripe.PermissionError, match="rak_customer_write"):
            restricted.v1.customers.create({"name": "A"})
        with pytest.raises(stripe.PermissionError, match="rak_event_read"):
            restricted.v1.events.list()
        stage.lever("permissions", {"allowed": None})
        assert restricted.v1.customers.create({"name": "A"}).name == "A"


class TestAddresses:
    def test_are_known_or_refused(self, stage: Stage) -> None:
        with pytest.raises(stripe.InvalidRequestError, match="Unrecognized request URL"):
            stage.v1.coupons.list()

    def test_of_missing_objects_are_not_found(self, stage: Stage) -> None:
        with pytest.raises(stripe.InvalidRequestError) as caught:
            stage.v1.invoices.retrieve("in_none")
        assert (caught.value.http_status, caught.value.code) == (404, "resource_missing")
        with pytest.raises(stripe.InvalidRequestError) as caught:
            stage.v1.invoices.create({"customer": "cus_none"})
        assert (caught.value.http_status, caught.value.param) == (400, "customer")

    def test_tell_the_account(self, stage: Stage) -> None:
        account = stage.v1.accounts.retrieve_current()
        assert account.default_currency == "usd"
        assert stage.v1.balance.retrieve().available[0].amount == 0


class TestVersion:
    def test_is_refused_when_it_is_none(self, stage: Stage) -> None:
        headers = {"Authorization": "Bearer sk_test_sandbox", "Stripe-Version": "latest"}
        url = f"{stage.address}/stripe/v1/account"
        assert requests.get(url, headers=headers, timeout=5).status_code == 400
        headers["Stripe-Version"] = "2025-03-31.basil"
        answer = requests.get(url, headers=headers, timeout=5)
        assert answer.headers["Stripe-Version"] == "2025-03-31.basil"
        assert answer.headers["Request-Id"].startswith("req_")


class TestRecord:
    def test_has_the_query_and_the_form_but_no_key(self, stage: Stage) -> None:
        stage.v1.invoices.list({"limit": 3})
        stage.v1.customers.create({"name": "A&B"})
        rows = list(stage.world.recorder.calls)
        assert rows[0]["path"] == "/v1/invoices?limit=3"
        assert (rows[1]["method"], rows[1]["request"]) == ("POST", "name=A%26B")
        assert "sk_test" not in str(rows)
