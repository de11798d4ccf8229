"""Lines, currencies and totals at the local Stripe."""

from decimal import Decimal
from typing import Any

import pytest
import stripe

from tests.sandbox.stripe_kit import Stage


def add(stage: Stage, *lines: dict[str, Any], currency: str = "usd") -> stripe.Invoice:
    sent: Any = {"lines": list(lines), "invoice_metadata": {"added": "yes"}}
    return stage.v1.invoices.add_lines(stage.draft(None, currency=currency).id, sent)


def price(currency: str = "usd", **price_data: object) -> dict[str, Any]:
    product = {"product_data": {"name": "Seat"}}
    return {"price_data": {"currency": currency, **product, **price_data}}


class TestAmounts:
    def test_are_stated_or_multiplied(self, stage: Stage) -> None:
        invoice = add(
            stage,
            {"amount": 5_000, "description": "Setup", "period": {"start": 1, "end": 2}},
            {**price(unit_amount=1_999), "quantity": 3},
            {**price(unit_amount_decimal="0.05"), "quantity_decimal": "1250.5"},
            {"amount": -1_000, "description": "Discount"},
        )
        lines = invoice.lines.data
        assert [line.amount for line in lines] == [5_000, 5_997, 63, -1_000]
        assert invoice.total == 10_060
        assert lines[1].description == "Seat"
        assert lines[1].pricing is not None
        assert lines[1].pricing.unit_amount_decimal == Decimal(1999)
        assert lines[2].quantity_decimal == Decimal("1250.5")
        assert invoice.metadata is not None
        assert invoice.metadata["added"] == "yes"

    @pytest.mark.parametrize(
        "line",
        [
            {"description": "nothing"},
            {"amount": 1, **price(unit_amount=1)},
            price(),
            price(unit_amount=1, unit_amount_decimal="1"),
            price("eur", unit_amount=1),
            {"price_data": {"currency": "usd", "unit_amount": 1}},
            {**price(unit_amount=1), "quantity": -1},
            {**price(unit_amount=1), "quantity": 1, "quantity_decimal": "1"},
            {**price(unit_amount_decimal="1.0000000000001")},
            {"pricing": {"price": "price_none"}},
            {"amount": 1, "period": {"start": 2, "end": 1}},
            {"amount": 10**12},
        ],
    )
    def test_are_refused_when_unclear(self, stage: Stage, line: dict[str, Any]) -> None:
        with pytest.raises(stripe.InvalidRequestError) as caught:
            add(stage, {"amount": 1}, line)
        assert str(caught.value.param).startswith("lines[1]")
        assert stage.v1.invoices.list().data[0].total == 0

    def test_carry_taxes(self, stage: Stage) -> None:
        rate = {"display_name": "VAT", "percentage": "19", "inclusive": False}
        tax = {"amount": 190, "taxable_amount": 1_000, "tax_rate_data": rate}
        invoice = add(stage, {"amount": 1_000, "tax_amounts": [tax]})
        assert (invoice.subtotal, invoice.total, invoice.total_excluding_tax) == (
            1_000,
            1_190,
            1_000,
        )


class TestCurrencies:
    @pytest.mark.parametrize(
        ("currency", "right", "wrong"), [("kwd", 5_120, 5_124), ("isk", 500, 550), ("ugx", 100, 1)]
    )
    def test_have_steps(self, stage: Stage, currency: str, right: int, wrong: int) -> None:
        assert add(stage, {"amount": right}, currency=currency).total == right
        with pytest.raises(stripe.InvalidRequestError, match="divisible"):
            add(stage, {"amount": wrong}, currency=currency)

    def test_without_decimals_take_any_whole_number(self, stage: Stage) -> None:
        assert add(stage, {"amount": 5_001}, currency="JPY").total == 5_001


class TestLines:
    def test_are_changed_and_removed(self, stage: Stage) -> None:
        invoice = add(stage, {"amount": 100}, {**price(unit_amount=10), "quantity": 2})
        first, second = invoice.lines.data
        changed = stage.v1.invoices.update_lines(
            invoice.id, {"lines": [{"id": second.id, "quantity": 5, "description": "Seats"}]}
        )
        assert changed.total == 150
        assert changed.lines.data[1].description == "Seats"
        left = stage.v1.invoices.remove_lines(
            invoice.id, {"lines": [{"id": first.id, "behavior": "delete"}]}
        )
        assert left.total == 50
        with pytest.raises(stripe.InvalidRequestError, match="No such line item"):
            stage.v1.invoices.remove_lines(
                invoice.id, {"lines": [{"id": first.id, "behavior": "delete"}]}
            )

    def test_are_shown_ten_at_a_time_and_listed_in_full(self, stage: Stage) -> None:
        invoice = add(stage, *({"amount": number} for number in range(1, 26)))
        assert len(invoice.lines.data) == 10
        assert invoice.lines.has_more
        listed = stage.v1.invoices.line_items.list(invoice.id, {"limit": 7})
        assert [line.amount for line in listed.auto_paging_iter()] == list(range(1, 26))

    def test_are_at_most_250(self, stage: Stage) -> None:
        invoice = add(stage, *({"amount": 1} for _ in range(250)))
        with pytest.raises(stripe.InvalidRequestError, match="250"):
            stage.v1.invoices.add_lines(invoice.id, {"lines": [{"amount": 1}]})
