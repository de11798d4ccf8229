"""Automatic tax at the local Stripe."""

from typing import Any

import pytest
import stripe

from tests.sandbox.stripe_kit import Stage

NEW_YORK = {"country": "US", "postal_code": "10001", "state": "NY"}
GERMANY = {"country": "DE"}
ON: Any = {"enabled": True}


def draft(stage: Stage, place: dict[str, str], amount: int = 10_000, **more: Any) -> stripe.Invoice:
    customer = stage.customer(address=place, **more)
    return stage.draft(amount, customer=customer.id, automatic_tax=ON)


def reasons(invoice: stripe.Invoice) -> list[str]:
    return [tax.taxability_reason for tax in invoice.total_taxes or []]


class TestPlaces:
    @pytest.mark.parametrize(
        ("place", "tax", "reason"),
        [
            (GERMANY, 1_900, "standard_rated"),
            ({"country": "fr"}, 2_000, "standard_rated"),
            ({"country": "GB"}, 2_000, "standard_rated"),
            ({"country": "JP"}, 1_000, "standard_rated"),
            ({"country": "KW"}, 0, "not_subject_to_tax"),
            ({"country": "BR"}, 0, "not_collecting"),
            (NEW_YORK, 888, "standard_rated"),
            ({"country": "US", "postal_code": "94105-1234"}, 0, "product_exempt"),
            ({"country": "US", "postal_code": "97201"}, 0, "not_subject_to_tax"),
            ({"country": "US", "postal_code": "33101"}, 0, "not_collecting"),
            ({"country": "CA", "state": "ON"}, 1_300, "standard_rated"),
            ({"country": "CA", "postal_code": "V6B 1A1"}, 1_200, "standard_rated"),
        ],
    )
    def test_decide(self, stage: Stage, place: dict[str, str], tax: int, reason: str) -> None:
        invoice = draft(stage, place)
        assert invoice.automatic_tax.status == "complete"
        assert (invoice.subtotal, invoice.total_excluding_tax) == (10_000, 10_000)
        assert (invoice.total, invoice.amount_due) == (10_000 + tax, 10_000 + tax)
        assert set(reasons(invoice)) == {reason}

    @pytest.mark.parametrize(
        "place",
        [
            {},
            {"country": "Germany"},
            {"country": "XX"},
            {"country": "US"},
            {"country": "US", "state": "NY"},
            {"country": "US", "postal_code": "1000"},
            {"country": "US", "postal_code": "00000"},
            {"country": "CA"},
        ],
    )
    def test_must_be_precise(self, stage: Stage, place: dict[str, str]) -> None:
        invoice = draft(stage, place)
        assert invoice.automatic_tax.status == "requires_location_inputs"
        assert (invoice.total, invoice.total_taxes) == (10_000, [])
        with pytest.raises(stripe.InvalidRequestError) as caught:
            stage.v1.invoices.finalize_invoice(invoice.id)
        assert caught.value.code == "customer_tax_location_invalid"
        error = stage.read(invoice.id).last_finalization_error
        assert error is not None
        assert error.code == "customer_tax_location_invalid"
        assert stage.kinds()[-2:] == ["invoice.finalization_failed", "invoice.updated"]
        assert isinstance(invoice.customer, str)
        stage.v1.customers.update(invoice.customer, {"address": {"country": "DE"}})
        opened = stage.v1.invoices.finalize_invoice(invoice.id)
        assert (opened.total, opened.amount_due, opened.last_finalization_error) == (
            11_900,
            11_900,
            None,
        )

    def test_are_where_it_is_shipped_to(self, stage: Stage) -> None:
        shipping = {"name": "Acme", "address": {"country": "FR"}}
        assert draft(stage, GERMANY, shipping=shipping).total == 12_000

    def test_are_looked_at_when_asked(self, stage: Stage) -> None:
        tax: Any = {"validate_location": "immediately"}
        with pytest.raises(stripe.InvalidRequestError) as caught:
            stage.customer(address={"country": "US"}, tax=tax)
        assert caught.value.code == "customer_tax_location_invalid"
        customer = stage.customer(address=NEW_YORK, tax=tax)
        with pytest.raises(stripe.InvalidRequestError):
            stage.v1.customers.update(customer.id, {"address": {"postal_code": "x"}, "tax": tax})
        seen = stage.v1.customers.retrieve(customer.id, {"expand": ["tax"]})
        assert seen.address is not None
        assert seen.address.postal_code == "10001"
        assert seen.tax is not None
        assert (seen.tax.automatic_tax, seen.tax.location.state if seen.tax.location else "") == (
            "supported",
            "NY",
        )


class TestRelief:
    @pytest.mark.parametrize(
        ("exempt", "reason"), [("exempt", "customer_exempt"), ("reverse", "reverse_charge")]
    )
    def test_is_the_customers(self, stage: Stage, exempt: str, reason: str) -> None:
        invoice = draft(stage, GERMANY, tax_exempt=exempt)
        assert (invoice.total, reasons(invoice)) == (10_000, [reason])
        assert stage.v1.invoices.finalize_invoice(invoice.id).customer_tax_exempt == exempt

    def test_is_a_business_abroad(self, stage: Stage) -> None:
        ids = [{"type": "eu_vat", "value": "DE123456789"}]
        assert reasons(draft(stage, GERMANY, tax_id_data=ids)) == ["reverse_charge"]
        assert reasons(draft(stage, {"country": "GB"}, tax_id_data=ids)) == ["standard_rated"]


class TestLines:
    def test_are_rounded_each(self, stage: Stage) -> None:
        invoice = draft(stage, GERMANY, 103)
        more: Any = {"lines": [{"amount": 103, "description": "More"}] * 2}
        invoice = stage.v1.invoices.add_lines(invoice.id, more)
        assert [line.taxes[0].amount for line in invoice.lines.data if line.taxes] == [20, 20, 20]
        [tax] = invoice.total_taxes or []
        assert (tax.amount, tax.taxable_amount, invoice.total) == (60, 309, 369)
        assert tax.tax_rate_details is not None
        rate = stage.v1.tax_rates.retrieve(tax.tax_rate_details.tax_rate)
        assert (rate.percentage, rate.country, rate.tax_type, rate.active) == (
            19,
            "DE",
            "vat",
            False,
        )

    def test_say_whether_tax_is_in_them(self, stage: Stage) -> None:
        invoice = draft(stage, GERMANY, 11_900)
        price = {"currency": "usd", "product_data": {"name": "Seat"}, "unit_amount": 11_900}
        row: Any = {"price_data": {**price, "tax_behavior": "inclusive"}}
        invoice = stage.v1.invoices.add_lines(invoice.id, {"lines": [row]})
        assert (invoice.subtotal, invoice.subtotal_excluding_tax) == (23_800, 21_900)
        assert (invoice.total, invoice.total_excluding_tax) == (26_061, 21_900)

    @pytest.mark.parametrize("line", [{"amount": -1}, {"amount": 1, "tax_amounts": "some"}])
    def test_cannot_be_negative_or_taxed_by_hand(self, stage: Stage, line: dict[str, Any]) -> None:
        invoice = draft(stage, GERMANY)
        rate = {"display_name": "VAT", "percentage": "19", "inclusive": False}
        if "tax_amounts" in line:
            taxes = [{"amount": 1, "taxable_amount": 1, "tax_rate_data": rate}]
            line = {**line, "tax_amounts": taxes}
        sent: Any = {"lines": [line]}
        with pytest.raises(stripe.InvalidRequestError, match="automatic tax"):
            stage.v1.invoices.add_lines(invoice.id, sent)
        assert stage.read(invoice.id).total == 11_900
        plain = stage.draft()
        stage.v1.invoices.add_lines(plain.id, sent)
        with pytest.raises(stripe.InvalidRequestError, match="automatic tax"):
            stage.v1.invoices.update(plain.id, {"automatic_tax": ON})
        assert stage.read(plain.id).automatic_tax.enabled is False

    def test_need_a_behavior_when_the_account_has_none(self, stage: Stage) -> None:
        stage.lever("settings", {"tax_behavior": None})
        with pytest.raises(stripe.InvalidRequestError, match="tax behavior"):
            draft(stage, GERMANY)
        stage.lever("settings", {"tax_behavior": "inclusive"})
        assert draft(stage, GERMANY).total == 10_000
        stage.lever("settings", {"tax_behavior": "inferred_by_currency"})
        assert draft(stage, GERMANY).total == 11_900
        customer = stage.customer(address=GERMANY).id
        euros = stage.draft(10_000, customer=customer, automatic_tax=ON, currency="eur")
        assert euros.total == 10_000
        settings = stage.v1.tax.settings.retrieve()
        assert (settings.status, settings.defaults.tax_behavior) == (
            "active",
            "inferred_by_currency",
        )
        assert "exclusive" in stage.refused_lever("settings", {"tax_behavior": "gross"})

    def test_are_taxed_in_steps_of_their_currency(self, stage: Stage) -> None:
        customer = stage.customer(address=GERMANY)
        sent: Any = {"customer": customer.id, "automatic_tax": ON}
        assert stage.draft(5_120, currency="kwd", **sent).total == 6_090
        assert stage.draft(333, currency="jpy", **sent).total == 396


class TestFailing:
    def test_on_purpose(self, stage: Stage) -> None:
        stage.lever("settings", {"tax_fails": True})
        invoice = draft(stage, GERMANY)
        assert (invoice.automatic_tax.status, invoice.total) == ("failed", 10_000)
        with pytest.raises(stripe.InvalidRequestError) as caught:
            stage.v1.invoices.finalize_invoice(invoice.id)
        assert caught.value.code == "taxes_calculation_failed"
        assert stage.read(invoice.id).status == "draft"
        stage.lever("settings", {"tax_fails": False})
        assert stage.v1.invoices.finalize_invoice(invoice.id).total == 11_900

    def test_can_be_done_without(self, stage: Stage) -> None:
        invoice = draft(stage, {})
        off = stage.v1.invoices.update(invoice.id, {"automatic_tax": {"enabled": False}})
        assert (off.automatic_tax.enabled, off.automatic_tax.status) == (False, None)
        assert stage.v1.invoices.finalize_invoice(invoice.id).total == 10_000
