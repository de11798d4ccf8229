from datetime import UTC, date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from bot.facts import InvoiceOrder
from bot.money import Money
from bot.payer import Tax, TaxMode
from bot.plan import PlanLine
from integrations.stripe.days import due_timestamp
from integrations.stripe.lines import line_params, line_text
from integrations.stripe.order import draft_params

NEW_YORK = ZoneInfo("America/New_York")
DUE = date(2026, 12, 23)
TIMES = "\N{MULTIPLICATION SIGN}"


def order(**changes: object) -> InvoiceOrder:
    plain = InvoiceOrder(
        invoice_id="inv_1", deal_id="006A", customer_id="cus_1", currency="EUR", due_date=DUE
    )
    return plain.model_copy(update=changes)


def line(amount: int, quantity: str, price: str | None, currency: str = "USD") -> PlanLine:
    return PlanLine(
        description="Platform seats",
        amount=Money(minor=amount, currency=currency),
        quantity=Decimal(quantity),
        unit_price=None if price is None else Decimal(price),
    )


class TestDraftParams:
    def test_let_nothing_else_onto_the_invoice(self) -> None:
        params = draft_params(order(), NEW_YORK)
        assert params["collection_method"] == "send_invoice"
        assert params["pending_invoice_items_behavior"] == "exclude"
        assert params["auto_advance"] is False
        assert params["automatic_tax"] == {"enabled": False}
        assert params["discounts"] == ""
        assert params["currency"] == "eur"

    def test_carry_our_ids_whatever_the_notes_say(self) -> None:
        params = draft_params(
            order(notes={"closedwon_deal_id": "other", "x" * 50: "y" * 600}), NEW_YORK
        )
        assert params["metadata"] == {
            "closedwon_invoice_id": "inv_1",
            "closedwon_deal_id": "006A",
            "sf_opportunity_id": "006A",
            "x" * 40: "y" * 500,
        }

    def test_show_the_po_number_as_a_field(self) -> None:
        params = draft_params(order(po_number="PO-7", memo="Thank you."), NEW_YORK)
        assert params["custom_fields"] == [{"name": "PO number", "value": "PO-7"}]
        assert params["description"] == "Thank you."

    def test_show_a_long_po_number_in_the_memo(self) -> None:
        params = draft_params(order(po_number="9" * 141, memo="Thank you."), NEW_YORK)
        assert "custom_fields" not in params
        assert params["description"] == "Thank you.\nPO number: " + "9" * 141

    def test_leave_out_what_is_empty(self) -> None:
        assert not {"description", "custom_fields"} & draft_params(order(), NEW_YORK).keys()


class TestDueTimestamp:
    @pytest.mark.parametrize(
        "zone", ["America/New_York", "Pacific/Kiritimati", "Pacific/Pago_Pago", "Asia/Kolkata"]
    )
    @pytest.mark.parametrize("due", [DUE, date(2026, 3, 8), date(2026, 11, 1), date(2028, 2, 29)])
    def test_is_the_last_second_of_that_day_there(self, zone: str, due: date) -> None:
        there = datetime.fromtimestamp(due_timestamp(due, ZoneInfo(zone)), UTC)
        local = there.astimezone(ZoneInfo(zone))
        assert (local.date(), local.hour, local.minute) == (due, 23, 59)


class TestLines:
    @pytest.mark.parametrize(
        ("given", "text"),
        [
            (line(1_200_000, "10", "1200"), "Platform seats (10 {x} $1,200.00)"),
            (line(1_250, "1000.00", "0.0125"), "Platform seats (1,000 {x} USD 0.0125)"),
            (line(300_000, "2.5", "1200.00"), "Platform seats (2.5 {x} $1,200.00)"),
            (line(5_000, "10", "500", "JPY"), "Platform seats (10 {x} ¥500)"),
            (line(120_000, "1", "1200"), "Platform seats"),
            (line(600_000, "10", "1200"), "Platform seats"),
            (line(600_000, "10", None), "Platform seats"),
        ],
    )
    def test_explain_the_amount_where_it_adds_up(self, given: PlanLine, text: str) -> None:
        assert line_text(given) == text.format(x=TIMES)

    def test_are_plain_amounts(self) -> None:
        assert line_params([line(-500, "1", None)], NEW_YORK) == [
            {"amount": -500, "description": "Platform seats"}
        ]


class TestTerms:
    def test_let_a_dated_draft_go_out_in_its_morning(self) -> None:
        params = draft_params(order(finalizes_on=date(2026, 12, 1)), NEW_YORK)
        there = datetime.fromtimestamp(params["automatically_finalizes_at"], NEW_YORK)
        assert (there.date(), there.hour) == (date(2026, 12, 1), 9)
        assert params["auto_advance"] is True
        soon = draft_params(order(finalizes_on=date(2026, 12, 1)), NEW_YORK, soon=True)
        assert soon["auto_advance"] is True
        assert "automatically_finalizes_at" not in soon

    def test_of_a_revision_name_only_what_is_new(self) -> None:
        params = draft_params(order(revises="in_1"), NEW_YORK)
        assert params["from_invoice"] == {"action": "revision", "invoice": "in_1"}
        fixed = {"customer", "currency", "discounts", "pending_invoice_items_behavior"}
        assert not fixed & params.keys()

    def test_say_how_it_is_taxed(self) -> None:
        rates = Tax(mode=TaxMode.RATES, rates=("txr_1", "txr_2"))
        params = draft_params(order(tax=rates), NEW_YORK)
        assert params["default_tax_rates"] == ["txr_1", "txr_2"]
        assert params["automatic_tax"] == {"enabled": False}
        taxed = draft_params(order(tax=Tax(mode=TaxMode.AUTOMATIC)), NEW_YORK)
        assert taxed["automatic_tax"] == {"enabled": True}

    def test_put_fields_into_the_memo_that_stripe_does_not_take(self) -> None:
        fields = {"N" * 41: "a", "Project": "b" * 141, "Unit": "c", "None": ""}
        params = draft_params(order(custom_fields=fields), NEW_YORK)
        assert params["custom_fields"] == [{"name": "Unit", "value": "c"}]
        assert params["description"] == f"{'N' * 41}: a\nProject: {'b' * 141}"


class TestTaxedLines:
    def test_have_a_price_without_tax(self) -> None:
        (row,) = line_params([line(500, "1", None, "KWD")], NEW_YORK, taxed=True)
        assert row["price_data"] == {
            "currency": "kwd",
            "product_data": {"name": "Platform seats"},
            "unit_amount": 500,
            "tax_behavior": "exclusive",
        }

    def test_that_are_negative_are_left_for_stripe_to_refuse(self) -> None:
        (row,) = line_params([line(-500, "1", None)], NEW_YORK, taxed=True)
        assert row["amount"] == -500
