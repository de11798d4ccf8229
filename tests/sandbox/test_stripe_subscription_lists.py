"""Listing subscriptions at the local Stripe, and the keys they are asked with."""

from typing import Any

import pytest
import stripe

from tests.sandbox.stripe_kit import DAY, Stage
from tests.sandbox.subscription_kit import again, invoices, item, subscribe


class TestListing:
    def test_leaves_the_canceled_ones_out_unless_asked(self, stage: Stage) -> None:
        first, second = subscribe(stage), subscribe(stage)
        stage.v1.subscriptions.cancel(first.id)
        alive = stage.v1.subscriptions.list().data
        assert [found.id for found in alive] == [second.id]
        ended = stage.v1.subscriptions.list({"status": "canceled"}).data
        assert [found.id for found in ended] == [first.id]
        assert len(stage.v1.subscriptions.list({"status": "all"}).data) == 2

    def test_filters(self, stage: Stage) -> None:
        first, second = subscribe(stage), subscribe(stage)
        assert isinstance(second.customer, str)
        theirs = stage.v1.subscriptions.list({"customer": second.customer}).data
        assert [found.id for found in theirs] == [second.id]
        later: Any = {"created": {"gt": first.created + DAY}}
        assert stage.v1.subscriptions.list(later).data == []
        shown = stage.v1.customers.retrieve(second.customer, {"expand": ["subscriptions"]})
        assert shown.subscriptions is not None
        assert shown.subscriptions.data[0].id == second.id

    def test_of_invoices_is_by_subscription(self, stage: Stage) -> None:
        first, second = subscribe(stage), subscribe(stage)
        stage.draft(customer=first.customer)
        assert [made.id for made in invoices(stage, first)] == [first.latest_invoice]
        assert [made.id for made in invoices(stage, second)] == [second.latest_invoice]
        with pytest.raises(stripe.InvalidRequestError, match="No such subscription"):
            stage.v1.invoices.list({"subscription": "sub_none"})


class TestKeys:
    def test_need_leave_by_the_name_of_the_address(self, stage: Stage) -> None:
        made = subscribe(stage)
        stage.lever("permissions", {"allowed": {"subscriptions": "read"}})
        restricted = stage.with_key("rk_test_sandbox").v1
        assert restricted.subscriptions.retrieve(made.id).id == made.id
        with pytest.raises(stripe.PermissionError):
            restricted.subscriptions.cancel(made.id)
        with pytest.raises(stripe.PermissionError):
            restricted.products.retrieve("retainer")

    def test_of_idempotency_make_one(self, stage: Stage) -> None:
        sent: Any = {
            "customer": stage.customer().id,
            "collection_method": "send_invoice",
            "days_until_due": 10,
            "items": [item(stage)],
        }
        options: Any = {"idempotency_key": "k"}
        made = [stage.v1.subscriptions.create(sent, options).id for _ in range(2)]
        assert len(set(made)) == 1
        assert len(invoices(stage, again(stage, stage.v1.subscriptions.retrieve(made[0])))) == 1
