"""Customers' tax ids at the local Stripe."""

from typing import Any

import pytest
import stripe

from tests.sandbox.stripe_kit import Stage


def add(stage: Stage, customer: str, kind: str, value: str) -> stripe.TaxId:
    sent: Any = {"type": kind, "value": value}
    return stage.v1.customers.tax_ids.create(customer, sent)


class TestValues:
    @pytest.mark.parametrize(
        ("kind", "right", "wrong"),
        [
            ("eu_vat", "DE123456789", "DE12345678"),
            ("eu_vat", "FRAB123456789", "US123456789"),
            ("gb_vat", "GB123456789", "123456789"),
            ("us_ein", "12-3456789", "12-345678"),
            ("ch_vat", "CHE-123.456.789 MWST", "CHE-123.456.789"),
            ("au_abn", "12345678912", "1234567891"),
            ("ca_gst_hst", "123456789RT0002", "123456789"),
            ("jp_trn", "T1234567891234", "1234567891234"),
            ("za_vat", "4123456789", "5123456789"),
            ("tr_tin", "0123456789", "?"),
        ],
    )
    def test_have_their_form(self, stage: Stage, kind: str, right: str, wrong: str) -> None:
        customer = stage.customer().id
        assert add(stage, customer, kind, right).value == right
        with pytest.raises(stripe.InvalidRequestError) as caught:
            add(stage, customer, kind, wrong)
        assert (caught.value.code, caught.value.param) == ("tax_id_invalid", "value")
        assert len(stage.v1.customers.tax_ids.list(customer).data) == 1

    def test_have_a_type(self, stage: Stage) -> None:
        with pytest.raises(stripe.InvalidRequestError, match="must be one of"):
            add(stage, stage.customer().id, "vat", "DE123456789")

    def test_are_verified_where_that_is_possible(self, stage: Stage) -> None:
        customer = stage.customer().id
        for kind, value, status in (
            ("eu_vat", "DE123456789", "verified"),
            ("gb_vat", "111111111", "unverified"),
            ("us_ein", "123456789", "unavailable"),
        ):
            verification = add(stage, customer, kind, value).verification
            assert verification is not None
            assert verification.status == status


class TestLists:
    def test_are_a_customers(self, stage: Stage) -> None:
        customer, other = stage.customer().id, stage.customer().id
        first = add(stage, customer, "eu_vat", "EL123456789")
        second = add(stage, customer, "us_ein", "123456789")
        assert (first.country, second.country) == ("GR", "US")
        listed = stage.v1.customers.tax_ids.list(customer).data
        assert [tax_id.id for tax_id in listed] == [second.id, first.id]
        with pytest.raises(stripe.InvalidRequestError, match="No such tax id"):
            stage.v1.customers.tax_ids.delete(other, first.id)
        stage.v1.customers.tax_ids.delete(customer, first.id)
        seen = stage.v1.customers.retrieve(customer, {"expand": ["tax_ids"]})
        assert seen.tax_ids is not None
        assert [tax_id.id for tax_id in seen.tax_ids.data] == [second.id]
        kinds = ["customer.tax_id.created"] * 2 + ["customer.tax_id.deleted"]
        assert stage.kinds("customer.tax_id.*") == kinds

    def test_begin_with_the_customer_or_refuse_it(self, stage: Stage) -> None:
        good, bad = {"type": "gb_vat", "value": "GB123456789"}, {"type": "gb_vat", "value": "GB1"}
        stage.customer(tax_id_data=[good])
        with pytest.raises(stripe.InvalidRequestError) as caught:
            stage.customer(tax_id_data=[good, bad])
        assert caught.value.param == "tax_id_data[1][value]"
        assert len(stage.v1.customers.list().data) == 1


class TestInvoices:
    def test_print_those_of_their_finalization(self, stage: Stage) -> None:
        customer = stage.customer(tax_id_data=[{"type": "eu_vat", "value": "DE123456789"}]).id
        draft = stage.draft(customer=customer)
        add(stage, customer, "de_stn", "1234567890")
        ids = stage.read(draft.id).customer_tax_ids or []
        assert [tax_id.value for tax_id in ids] == ["DE123456789", "1234567890"]
        stage.v1.invoices.finalize_invoice(draft.id)
        for tax_id in stage.v1.customers.tax_ids.list(customer).data:
            stage.v1.customers.tax_ids.delete(customer, tax_id.id)
        kept = stage.read(draft.id).customer_tax_ids or []
        assert [(tax_id.type, tax_id.value) for tax_id in kept] == [
            ("eu_vat", "DE123456789"),
            ("de_stn", "1234567890"),
        ]
