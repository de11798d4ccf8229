"""What the payer wants on an invoice, and what of it is frozen, at the local Stripe."""

from typing import Any

import pytest
import stripe

from tests.sandbox.stripe_kit import DAY, Stage


class TestCustomers:
    def test_are_followed_by_drafts_only(self, stage: Stage) -> None:
        customer = stage.customer(address={"country": "DE"}).id
        opened, draft = stage.opened(customer=customer), stage.draft(customer=customer)
        change: Any = {
            "name": "Acme GmbH",
            "email": "invoices@acme.example",
            "address": {"country": "FR", "city": "Paris"},
            "tax_exempt": "reverse",
            "metadata": {"sf": "001"},
        }
        stage.v1.customers.update(customer, change)
        for ident, name, email, country, exempt in (
            (opened.id, "Acme", "ap@acme.example", "DE", "none"),
            (draft.id, "Acme GmbH", "invoices@acme.example", "FR", "reverse"),
        ):
            seen = stage.read(ident)
            assert (seen.customer_name, seen.customer_email) == (name, email)
            assert seen.customer_address is not None
            assert (seen.customer_address.country, seen.customer_tax_exempt) == (country, exempt)
        event = stage.events("customer.updated")[-1]
        assert event.data.previous_attributes is not None
        assert event.data.previous_attributes["name"] == "Acme"

    def test_are_mailed_where_it_was_finalized_in_their_language(self, stage: Stage) -> None:
        customer = stage.customer(preferred_locales=["de", "en"]).id
        opened = stage.opened(customer=customer)
        stage.v1.customers.update(customer, {"email": "late@acme.example"})
        stage.v1.invoices.send_invoice(opened.id)
        stage.v1.invoices.send_invoice(stage.draft().id)
        first, second = stage.seen("outbox")
        assert (first["to"], first["language"]) == ("ap@acme.example", "de")
        assert second["language"] == "auto"


class TestDefaults:
    def test_are_the_customers(self, stage: Stage) -> None:
        fields = [{"name": "PO", "value": "4711"}]
        settings = {
            "footer": "Thank you",
            "custom_fields": fields,
            "rendering_options": {"amount_tax_display": "include_inclusive_tax"},
        }
        customer = stage.customer(invoice_settings=settings).id
        invoice = stage.draft(customer=customer)
        assert invoice.footer == "Thank you"
        assert [(field.name, field.value) for field in invoice.custom_fields or []] == [
            ("PO", "4711")
        ]
        assert invoice.rendering is not None
        assert invoice.rendering.amount_tax_display == "include_inclusive_tax"
        own = stage.draft(customer=customer, footer="Net 30", custom_fields="")
        assert (own.footer, own.custom_fields) == ("Net 30", None)

    def test_are_checked(self, stage: Stage) -> None:
        fields = [{"name": "PO", "value": "x" * 141}]
        with pytest.raises(stripe.InvalidRequestError) as caught:
            stage.customer(invoice_settings={"custom_fields": fields})
        assert caught.value.param == "invoice_settings[custom_fields][0][value]"


class TestWishes:
    def test_are_printed(self, stage: Stage) -> None:
        fields = [{"name": f"Field {number}", "value": "x" * 140} for number in range(4)]
        invoice = stage.draft(
            None,
            custom_fields=fields,
            description="Memo",
            footer="f" * 5000,
            effective_at=stage.now - DAY,
            rendering={"amount_tax_display": "exclude_tax", "pdf": {"page_size": "a4"}},
        )
        row: Any = {"amount": 100, "period": {"start": stage.now, "end": stage.now + 30 * DAY}}
        stage.v1.invoices.add_lines(invoice.id, {"lines": [row]})
        opened = stage.v1.invoices.finalize_invoice(invoice.id)
        assert (opened.description, opened.effective_at) == ("Memo", stage.now - DAY)
        assert opened.rendering is not None
        assert opened.rendering.amount_tax_display == "exclude_tax"
        assert len(opened.custom_fields or []) == 4
        period = opened.lines.data[0].period
        assert period.end - period.start == 30 * DAY

    @pytest.mark.parametrize(
        ("wish", "param"),
        [
            ({"description": "x" * 1501}, "description"),
            ({"footer": "x" * 5001}, "footer"),
            ({"number": "x" * 27}, "number"),
            ({"custom_fields": [{"name": "PO"}]}, "custom_fields[0][value]"),
            ({"rendering": {"amount_tax_display": "gross"}}, "rendering[amount_tax_display]"),
            ({"rendering": {"template": "inrtem_1"}}, "rendering[template]"),
            ({"effective_at": "soon"}, "effective_at"),
        ],
    )
    def test_have_limits(self, stage: Stage, wish: dict[str, Any], param: str) -> None:
        with pytest.raises(stripe.InvalidRequestError) as caught:
            stage.draft(None, **wish)
        assert caught.value.param == param
        assert stage.v1.invoices.list().data == []

    @pytest.mark.parametrize(
        "wish",
        [
            {"footer": "f"},
            {"custom_fields": ""},
            {"rendering": {"amount_tax_display": "exclude_tax"}},
            {"default_tax_rates": ""},
            {"automatic_tax": {"enabled": True}},
        ],
    )
    def test_come_too_late_once_finalized(self, stage: Stage, wish: Any) -> None:
        opened = stage.opened()
        with pytest.raises(stripe.InvalidRequestError) as caught:
            stage.v1.invoices.update(opened.id, wish)
        assert caught.value.code == "invoice_not_editable"
