"""Tax rates that people choose, at the local Stripe."""

from typing import Any

import pytest
import stripe

from tests.sandbox.stripe_kit import Stage


def rate(stage: Stage, percentage: float = 19, **params: object) -> str:
    sent: Any = {"display_name": "VAT", "percentage": percentage, "inclusive": False, **params}
    return stage.v1.tax_rates.create(sent).id


def add(stage: Stage, invoice: stripe.Invoice, *rows: dict[str, Any]) -> stripe.Invoice:
    sent: Any = {"lines": list(rows)}
    return stage.v1.invoices.add_lines(invoice.id, sent)


class TestRates:
    def test_are_kept_and_listed(self, stage: Stage) -> None:
        first = rate(stage, 8.875, country="US", state="NY", tax_type="sales_tax")
        second = rate(stage, 7, inclusive=True, metadata={"for": "books"})
        seen = stage.v1.tax_rates.retrieve(first)
        assert (seen.percentage, seen.active, seen.jurisdiction_level) == (8.875, True, None)
        stage.v1.tax_rates.update(first, {"active": False, "display_name": "Sales tax"})
        assert [row.id for row in stage.v1.tax_rates.list({"active": True}).data] == [second]
        assert [row.id for row in stage.v1.tax_rates.list().data] == [second, first]
        assert stage.kinds("tax_rate.*") == ["tax_rate.created"] * 2 + ["tax_rate.updated"]

    @pytest.mark.parametrize(
        "params",
        [{"percentage": 101}, {"percentage": -1}, {"display_name": "x" * 51}, {"state": "NYC"}],
    )
    def test_are_refused_when_wrong(self, stage: Stage, params: dict[str, Any]) -> None:
        with pytest.raises(stripe.InvalidRequestError) as caught:
            rate(stage, **params)
        assert caught.value.param == next(iter(params))

    def test_cannot_change_what_they_come_to(self, stage: Stage) -> None:
        sent: Any = {"percentage": 20}
        with pytest.raises(stripe.InvalidRequestError, match="unknown parameter"):
            stage.v1.tax_rates.update(rate(stage), sent)


class TestInvoices:
    def test_take_default_rates(self, stage: Stage) -> None:
        invoice = stage.draft(10_000, default_tax_rates=[rate(stage)])
        assert [row.percentage for row in invoice.default_tax_rates] == [19]
        assert (invoice.subtotal, invoice.total) == (10_000, 11_900)
        none: Any = {"default_tax_rates": ""}
        assert stage.v1.invoices.update(invoice.id, none).total == 10_000

    def test_prefer_a_lines_own(self, stage: Stage) -> None:
        low, high = rate(stage, 7), rate(stage, 19)
        invoice = stage.draft(10_000, default_tax_rates=[high])
        invoice = add(stage, invoice, {"amount": 1_000, "tax_rates": [low]})
        assert invoice.total == 11_900 + 1_070
        line = invoice.lines.data[1]
        cleared: Any = {"lines": [{"id": line.id, "tax_rates": ""}]}
        assert stage.v1.invoices.update_lines(invoice.id, cleared).total == 11_900 + 1_190

    def test_have_tax_within_and_on_top(self, stage: Stage) -> None:
        within, on_top = rate(stage, 19, inclusive=True), rate(stage, 10)
        row = {"amount": 11_900, "tax_rates": [within, on_top]}
        invoice = add(stage, stage.draft(None), row)
        assert [tax.amount for tax in invoice.total_taxes or []] == [1_900, 1_000]
        assert (invoice.subtotal, invoice.total) == (11_900, 12_900)
        assert (invoice.subtotal_excluding_tax, invoice.total_excluding_tax) == (10_000, 10_000)

    def test_credit_tax_with_a_negative_line(self, stage: Stage) -> None:
        invoice = stage.draft(10_000, default_tax_rates=[rate(stage)])
        assert add(stage, invoice, {"amount": -50}).total == 11_840

    def test_of_exempt_customers_are_without(self, stage: Stage) -> None:
        customer = stage.customer(tax_exempt="reverse").id
        invoice = stage.draft(10_000, customer=customer, default_tax_rates=[rate(stage)])
        [tax] = invoice.total_taxes or []
        assert (tax.amount, tax.taxability_reason, invoice.total) == (0, "reverse_charge", 10_000)

    def test_are_either_automatic_or_by_rates(self, stage: Stage) -> None:
        both: Any = {"automatic_tax": {"enabled": True}, "default_tax_rates": [rate(stage)]}
        with pytest.raises(stripe.InvalidRequestError) as caught:
            stage.draft(None, **both)
        assert caught.value.param == "default_tax_rates"
        row = {"amount": 1, "tax_rates": [rate(stage, 7)]}
        with pytest.raises(stripe.InvalidRequestError, match="tax_rates"):
            add(stage, stage.draft(None, automatic_tax={"enabled": True}), row)

    def test_do_not_take_what_is_unknown_or_archived(self, stage: Stage) -> None:
        with pytest.raises(stripe.InvalidRequestError, match="No such tax rate"):
            stage.draft(None, default_tax_rates=["txr_none"])
        known = rate(stage)
        invoice = stage.draft(10_000, default_tax_rates=[known])
        stage.v1.tax_rates.update(known, {"active": False})
        with pytest.raises(stripe.InvalidRequestError, match="archived"):
            add(stage, invoice, {"amount": 1, "tax_rates": [known]})
        assert stage.v1.invoices.update(invoice.id, {"default_tax_rates": [known]}).total == 11_900
        assert stage.v1.invoices.finalize_invoice(invoice.id).total == 11_900

    def test_keep_stated_amounts(self, stage: Stage) -> None:
        described = {"display_name": "VAT", "percentage": 19, "inclusive": False}
        tax = {"amount": 191, "taxable_amount": 1_000, "tax_rate_data": described}
        row = {"amount": 1_000, "tax_amounts": [tax]}
        invoice = stage.draft(None, default_tax_rates=[rate(stage)])
        invoice = add(stage, invoice, row, row)
        assert invoice.total == 2_382
        assert len(invoice.total_taxes or []) == 1
        assert stage.v1.invoices.finalize_invoice(invoice.id).total == 2_382
        many = {"amount": 1_000, "tax_amounts": [tax] * 21}
        with pytest.raises(stripe.InvalidRequestError, match="at most 20"):
            add(stage, stage.draft(None), many)
