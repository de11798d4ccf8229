"""Making subscriptions at the local Stripe, and what it refuses."""

from typing import Any

import pytest
import stripe

from tests.sandbox.stripe_kit import Stage
from tests.sandbox.subscription_kit import at, first_item, invoices, item, subscribe
from tests.sandbox.test_stripe_shapes import assert_shaped


def refused(stage: Stage, *items: dict[str, Any], **params: object) -> stripe.InvalidRequestError:
    with pytest.raises(stripe.InvalidRequestError) as caught:
        subscribe(stage, *items, **params)
    assert stage.v1.subscriptions.list().data == []
    assert stage.v1.invoices.list().data == []
    return caught.value


class TestProducts:
    def test_keep_an_id_of_ones_own_once(self, stage: Stage) -> None:
        made = stage.v1.products.create({"id": "retainer", "name": "Retainer"})
        assert_shaped(made, complete=False)
        with pytest.raises(stripe.InvalidRequestError) as caught:
            stage.v1.products.create({"id": "retainer", "name": "Another"})
        assert caught.value.code == "resource_already_exists"
        assert stage.v1.products.retrieve("retainer").name == "Retainer"

    def test_can_be_retired(self, stage: Stage) -> None:
        row = item(stage)
        stage.v1.products.update("retainer", {"active": False})
        assert refused(stage, row).param == "items[0][price_data][product]"
        assert stage.v1.products.list({"active": True}).data == []

    def test_are_renamed(self, stage: Stage) -> None:
        made = stage.v1.products.create({"name": "Retainer"})
        renamed = stage.v1.products.update(made.id, {"name": "Care", "metadata": {"a": "1"}})
        assert (renamed.name, renamed.metadata.to_dict()) == ("Care", {"a": "1"})
        assert stage.kinds("product.*") == ["product.created", "product.updated"]

    def test_must_be_there(self, stage: Stage) -> None:
        with pytest.raises(stripe.InvalidRequestError, match="No such product"):
            stage.v1.products.retrieve("retainer")
        row = item(stage)
        row["price_data"]["product"] = "care"
        error = refused(stage, row)
        assert (error.code, error.param) == ("resource_missing", "items[0][price_data][product]")


class TestCreating:
    def test_bills_the_first_period_at_once_as_a_draft(self, stage: Stage) -> None:
        made = subscribe(
            stage,
            item(stage, quantity=2, metadata={"plan_item": "7"}),
            metadata={"deal": "D-1"},
            invoice_settings={"description": "Thank you", "footer": "Net 10"},
        )
        [draft] = invoices(stage, made)
        assert (draft.status, draft.auto_advance, draft.total) == ("draft", True, 200_000)
        assert draft.billing_reason == "subscription_create"
        assert draft.automatically_finalizes_at == draft.created + 3600
        assert (draft.description, draft.footer) == ("Thank you", "Net 10")
        assert draft.metadata is not None
        assert draft.metadata.to_dict() == {}
        assert made.latest_invoice == draft.id
        assert made.status == "active"
        assert first_item(made).metadata.to_dict() == {"plan_item": "7"}

    def test_links_the_invoice_and_its_lines(self, stage: Stage) -> None:
        made = subscribe(stage, metadata={"deal": "D-1"})
        [draft] = invoices(stage, made)
        assert draft.parent is not None
        details = draft.parent.subscription_details
        assert details is not None
        assert details.metadata is not None
        assert (details.subscription, details.metadata.to_dict()) == (made.id, {"deal": "D-1"})
        [line] = draft.lines.data
        own = first_item(made)
        assert (line.period.start, line.period.end) == (
            own.current_period_start,
            own.current_period_end,
        )
        assert line.description == "1 × Retainer (at $1,000.00 / month)"
        assert line.parent is not None
        assert line.parent.subscription_item_details is not None
        assert line.parent.subscription_item_details.subscription_item == own.id
        assert line.pricing is not None
        assert line.pricing.price_details is not None
        assert line.pricing.price_details.price == own.price.id

    def test_shows_the_shapes_of_the_sdk(self, stage: Stage) -> None:
        made = subscribe(stage)
        [draft] = invoices(stage, made)
        for found in (made, draft, draft.lines.data[0]):
            assert_shaped(found)
        own = first_item(made)
        assert_shaped(own, complete=False)
        assert_shaped(own.plan, complete=False)
        assert_shaped(stage.v1.prices.retrieve(own.price.id), complete=False)

    def test_is_told_as_events_of_the_request(self, stage: Stage) -> None:
        subscribe(stage)
        [event] = stage.events("customer.subscription.*")
        assert event.type == "customer.subscription.created"
        assert event.request is not None
        assert event.request.id is not None

    def test_expands(self, stage: Stage) -> None:
        made = subscribe(stage)
        paths = ["latest_invoice", "customer", "items.data.price.product"]
        seen = stage.v1.subscriptions.retrieve(made.id, {"expand": paths})
        assert isinstance(seen.latest_invoice, stripe.Invoice)
        assert isinstance(first_item(seen).price.product, stripe.Product)
        path = "parent.subscription_details.subscription"
        invoice = stage.v1.invoices.retrieve(seen.latest_invoice.id, {"expand": [path]})
        assert invoice.parent is not None
        assert invoice.parent.subscription_details is not None
        assert isinstance(invoice.parent.subscription_details.subscription, stripe.Subscription)

    def test_waits_for_an_anchor_without_any_invoice(self, stage: Stage) -> None:
        made = subscribe(stage, billing_cycle_anchor=at(2026, 12, 1))
        assert (made.latest_invoice, made.status) == (None, "active")
        assert first_item(made).current_period_end == at(2026, 12, 1)
        assert invoices(stage, made) == []


class TestRefusals:
    @pytest.mark.parametrize(
        ("params", "param"),
        [
            ({"customer": None}, "customer"),
            ({"days_until_due": None}, "days_until_due"),
            ({"days_until_due": -1}, "days_until_due"),
            ({"billing_cycle_anchor": at(2026, 11, 22, 8)}, "billing_cycle_anchor"),
            ({"billing_cycle_anchor": at(2026, 12, 22, 11)}, "billing_cycle_anchor"),
            (
                {"billing_cycle_anchor": at(2026, 12, 1), "proration_behavior": None},
                "proration_behavior",
            ),
            ({"billing_cycle_anchor_config": {"day_of_month": 32}}, None),
            (
                {
                    "billing_cycle_anchor": at(2026, 12, 1),
                    "billing_cycle_anchor_config": {"day_of_month": 1},
                },
                "billing_cycle_anchor",
            ),
            ({"cancel_at": at(2026, 11, 1)}, "cancel_at"),
            ({"cancel_at": at(2027, 1, 1)}, "cancel_at"),
            ({"cancel_at": at(2026, 12, 22), "cancel_at_period_end": True}, "cancel_at"),
            ({"trial_period_days": 14}, "trial_period_days"),
            ({"default_payment_method": "pm_1"}, "default_payment_method"),
            ({"default_tax_rates": ["txr_1"]}, "default_tax_rates[0]"),
            ({"automatic_tax": {"enabled": True}}, "automatic_tax[enabled]"),
            ({"currency": "eur"}, "currency"),
            ({"pause_collection": {"behavior": "void"}}, "pause_collection"),
        ],
    )
    def test_of_terms(self, stage: Stage, params: dict[str, Any], param: str | None) -> None:
        error = refused(stage, **params)
        assert param is None or error.param == param

    def test_of_items(self, stage: Stage) -> None:
        other = item(stage)
        other["price_data"]["currency"] = "eur"
        price = item(stage)["price_data"]
        cases: list[list[dict[str, Any]]] = [
            [{"quantity": 1}],
            [{"price": "price_none"}],
            [item(stage, quantity=-1)],
            [item(stage, amount=-1)],
            [item(stage, interval="year", count=4)],
            [item(stage), other],
            [item(stage), item(stage, interval="year")],
            [item(stage)] * 21,
            [{"price_data": {**price, "unit_amount_decimal": "1"}}],
        ]
        for rows in cases:
            assert str(refused(stage, *rows).param).startswith("items")

    def test_of_charging_a_card_nobody_has(self, stage: Stage) -> None:
        error = refused(stage, collection_method="charge_automatically", days_until_due=None)
        assert error.code == "resource_missing"

    def test_of_a_customer_without_an_address(self, stage: Stage) -> None:
        customer = stage.customer(email=None)
        assert "Missing email" in str(refused(stage, customer=customer.id))

    def test_of_two_currencies_for_one_customer(self, stage: Stage) -> None:
        first = subscribe(stage)
        row = item(stage)
        row["price_data"]["currency"] = "eur"
        with pytest.raises(stripe.InvalidRequestError, match="combine currencies"):
            subscribe(stage, row, customer=first.customer)

    def test_of_an_inline_price_used_again(self, stage: Stage) -> None:
        price = first_item(subscribe(stage)).price
        with pytest.raises(stripe.InvalidRequestError, match="active prices"):
            subscribe(stage, {"price": price.id})
