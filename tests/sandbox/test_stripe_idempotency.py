"""Idempotency keys and faults of the local Stripe."""

from typing import Any

import pytest
import stripe

from tests.sandbox.stripe_kit import Stage


def create(stage: Stage, name: str = "A", key: str = "k1") -> stripe.Customer:
    return stage.v1.customers.create({"name": name}, {"idempotency_key": key})


class TestKey:
    def test_replays_the_first_answer(self, stage: Stage) -> None:
        first, again = create(stage), create(stage)
        assert first.id == again.id
        headers = again.last_response.headers  # type: ignore[union-attr]  # set on answers
        assert headers["idempotent-replayed"] == "true"
        assert headers["original-request"] != headers["request-id"]
        assert len(stage.v1.customers.list().data) == 1

    def test_is_for_one_request_only(self, stage: Stage) -> None:
        create(stage)
        with pytest.raises(stripe.IdempotencyError, match="same parameters"):
            create(stage, name="B")
        with pytest.raises(stripe.IdempotencyError, match="same endpoint"):
            stage.v1.invoices.create({"customer": "c"}, {"idempotency_key": "k1"})

    def test_is_forgotten_after_a_day(self, stage: Stage) -> None:
        first = create(stage)
        stage.advance(hours=25)
        assert create(stage).id != first.id

    def test_has_a_length(self, stage: Stage) -> None:
        with pytest.raises(stripe.IdempotencyError):
            create(stage, key="k" * 256)

    def test_keeps_no_failed_validation(self, stage: Stage) -> None:
        wrong: Any = {"nome": "A"}
        with pytest.raises(stripe.InvalidRequestError):
            stage.v1.customers.create(wrong, {"idempotency_key": "k1"})
        assert create(stage).name == "A"

    def test_keeps_what_execution_refused(self, stage: Stage) -> None:
        customer = stage.customer(email=None)
        params = {"customer": customer.id, "collection_method": "send_invoice"}
        for _ in range(2):
            with pytest.raises(stripe.InvalidRequestError, match="Missing email") as caught:
                stage.client.raw_request(
                    "post", "/v1/invoices", **params, days_until_due=3, idempotency_key="k2"
                )
            stage.v1.customers.update(customer.id, {"email": "a@b.example"})
        assert caught.value.headers is not None
        assert caught.value.headers["idempotent-replayed"] == "true"


class TestFaults:
    def test_of_the_server_after_the_effect_are_replayed(self, stage: Stage) -> None:
        stage.fault(kind="status_after", status=500)
        for _ in range(2):
            with pytest.raises(stripe.APIError) as caught:
                create(stage)
            assert caught.value.http_status == 500
        assert len(stage.v1.customers.list().data) == 1

    def test_in_front_of_a_replay_leave_what_is_kept(self, stage: Stage) -> None:
        first = create(stage)
        stage.fault(kind="status_after", status=500)
        with pytest.raises(stripe.APIError):
            create(stage)
        assert create(stage).id == first.id

    def test_of_the_server_before_the_effect_are_not_kept(self, stage: Stage) -> None:
        stage.fault(kind="status_before", status=503)
        with pytest.raises(stripe.APIError):
            create(stage)
        assert create(stage).name == "A"

    def test_say_too_many_requests(self, stage: Stage) -> None:
        stage.fault(kind="status_before", status=429)
        with pytest.raises(stripe.RateLimitError) as caught:
            create(stage)
        assert caught.value.error is not None
        assert caught.value.error.code == "rate_limit"
        assert caught.value.headers is not None
        assert caught.value.headers["stripe-rate-limited-reason"] == "global-rate"

    @pytest.mark.parametrize(
        ("status", "code", "kind"),
        [
            (409, "idempotency_key_in_use", stripe.APIError),
            (409, "", stripe.APIError),
            (429, "lock_timeout", stripe.RateLimitError),
            (400, "invoice_not_editable", stripe.InvalidRequestError),
            (402, "", stripe.CardError),
            (403, "", stripe.PermissionError),
        ],
    )
    def test_say_other_things(
        self, stage: Stage, status: int, code: str, kind: type[stripe.StripeError]
    ) -> None:
        stage.fault(kind="status_before", status=status, code=code, message="So it is.")
        with pytest.raises(kind, match="So it is") as caught:
            create(stage)
        assert caught.value.http_status == status
        assert create(stage).name == "A"

    def test_that_hang_let_the_retry_find_the_first_effect(self, stage: Stage) -> None:
        stage.fault(kind="reset_after")
        with pytest.raises(stripe.APIConnectionError):
            create(stage)
        create(stage)
        assert len(stage.v1.customers.list().data) == 1


class TestLimits:
    def test_are_enforced_when_wanted(self, stage: Stage) -> None:
        stage.lever("limits", {"enforce": True})

        def hurry() -> None:
            for _ in range(200):
                stage.v1.balance.retrieve()

        with pytest.raises(stripe.RateLimitError) as caught:
            hurry()
        assert caught.value.headers is not None
        assert caught.value.headers["stripe-rate-limited-reason"] == "global-rate"
