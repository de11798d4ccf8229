"""Previews of invoices at the local Stripe."""

from typing import Any

import pytest
import stripe

from tests.sandbox.stripe_kit import Stage

ON = {"enabled": True}
GERMANY = {"address": {"country": "DE"}}
WORK = {"amount": 10_000, "currency": "usd", "description": "Work"}


def preview(stage: Stage, *items: dict[str, Any], **params: object) -> stripe.Invoice:
    sent: Any = {"invoice_items": list(items or [WORK]), "currency": "usd", **params}
    return stage.v1.invoices.create_preview(sent)


class TestAmounts:
    def test_are_with_tax_for_nobody_on_file(self, stage: Stage) -> None:
        shown = preview(stage, automatic_tax=ON, customer_details=GERMANY)
        assert shown.automatic_tax.status == "complete"
        assert (shown.subtotal, shown.total_excluding_tax, shown.total) == (10_000, 10_000, 11_900)
        assert (shown.customer, shown.status, shown.number) == (None, "draft", None)
        assert shown.id.startswith("upcoming_in_")

    def test_are_as_the_invoice_then_comes_to(self, stage: Stage) -> None:
        customer = stage.customer(address={"country": "US", "postal_code": "10001"}, balance=-500)
        more = {"description": "Seats", "unit_amount": 333, "quantity": 3}
        shown = preview(stage, WORK, more, customer=customer.id, automatic_tax=ON)
        invoice = stage.draft(10_000, customer=customer.id, automatic_tax=ON)
        row: Any = {"description": "Seats", "amount": 999}
        stage.v1.invoices.add_lines(invoice.id, {"lines": [row]})
        opened = stage.v1.invoices.finalize_invoice(invoice.id)
        for name in ("subtotal", "total", "amount_due", "starting_balance", "ending_balance"):
            assert getattr(shown, name) == getattr(opened, name)
        assert [line.amount for line in shown.lines.data] == [10_000, 999]

    def test_are_for_the_details_sent(self, stage: Stage) -> None:
        customer = stage.customer(address={"country": "FR"}).id
        shown = preview(stage, customer=customer, automatic_tax=ON, customer_details=GERMANY)
        assert shown.total == 11_900
        exempt = {"tax_exempt": "exempt"}
        shown = preview(stage, customer=customer, automatic_tax=ON, customer_details=exempt)
        assert (shown.total, shown.customer_tax_exempt) == (10_000, "exempt")
        ids = {**GERMANY, "tax_ids": [{"type": "eu_vat", "value": "DE123456789"}]}
        shown = preview(stage, automatic_tax=ON, customer_details=ids)
        assert [tax.taxability_reason for tax in shown.total_taxes or []] == ["reverse_charge"]

    def test_are_by_rates_and_behavior(self, stage: Stage) -> None:
        rate = stage.v1.tax_rates.create(
            {"display_name": "VAT", "percentage": 7, "inclusive": False}
        )
        customer = stage.customer().id
        assert preview(stage, {**WORK, "tax_rates": [rate.id]}, customer=customer).total == 10_700
        within = {**WORK, "tax_behavior": "inclusive"}
        shown = preview(stage, within, customer_details=GERMANY, automatic_tax=ON)
        assert (shown.total, shown.total_excluding_tax) == (10_000, 8_403)

    def test_are_of_all_lines_though_ten_are_shown(self, stage: Stage) -> None:
        product = stage.v1.products.create({"name": "Seat"}).id
        price = {"currency": "usd", "product": product, "unit_amount": 100}
        shown = preview(stage, *[{"price_data": price}] * 12, customer=stage.customer().id)
        assert (shown.total, shown.lines.has_more, len(shown.lines.data)) == (1_200, True, 10)
        assert shown.lines.data[0].description == "Seat"


class TestPlaces:
    @pytest.mark.parametrize("details", [{}, {"address": {"country": "US"}}])
    def test_that_are_unknown_are_said_in_the_status(
        self, stage: Stage, details: dict[str, Any]
    ) -> None:
        customer = stage.customer().id
        shown = preview(stage, customer=customer, automatic_tax=ON, customer_details=details)
        assert shown.automatic_tax.status == "requires_location_inputs"
        assert shown.total == 10_000

    def test_are_not_looked_at_while_tax_is_out_of_order(self, stage: Stage) -> None:
        stage.lever("settings", {"tax_fails": True})
        shown = preview(stage, automatic_tax=ON, customer_details=GERMANY)
        assert (shown.automatic_tax.status, shown.total) == ("failed", 10_000)


class TestNothing:
    def test_is_kept(self, stage: Stage) -> None:
        customer = stage.customer().id
        before = len(stage.events("*"))
        shown = preview(stage, customer=customer)
        assert len(stage.events("*")) == before
        assert stage.v1.invoices.list().data == []
        assert stage.v1.customers.retrieve(customer).currency is None
        with pytest.raises(stripe.InvalidRequestError, match="No such invoice"):
            stage.v1.invoices.retrieve(shown.id)


class TestRefusals:
    @pytest.mark.parametrize(
        ("item", "param"),
        [
            ({**WORK, "amount": -1}, "amount"),
            ({**WORK, "currency": "eur"}, "currency"),
            ({**WORK, "price": "price_none"}, "invoice_items[0]"),
            ({"amount": 1, "unit_amount": 1}, "invoice_items[0]"),
            ({"price": "price_none"}, "price"),
            ({"invoiceitem": "ii_none"}, "invoiceitem"),
            ({**WORK, "tax_rates": ["txr_none"]}, "tax_rates"),
            ({**WORK, "period": {"start": 2, "end": 1}}, "period"),
        ],
    )
    def test_name_the_item(self, stage: Stage, item: dict[str, Any], param: str) -> None:
        with pytest.raises(stripe.InvalidRequestError) as caught:
            preview(stage, item, automatic_tax=ON, customer_details=GERMANY)
        assert param in str(caught.value.param)

    @pytest.mark.parametrize(
        "params",
        [
            {},
            {"customer": "cus_none"},
            {"customer_details": GERMANY, "subscription": "sub_1"},
            {"customer_details": GERMANY, "invoice_items": []},
            {"customer_details": {"tax_ids": [{"type": "gb_vat", "value": "1"}]}},
        ],
    )
    def test_name_what_is_missing(self, stage: Stage, params: dict[str, Any]) -> None:
        with pytest.raises(stripe.InvalidRequestError):
            preview(stage, **params)
