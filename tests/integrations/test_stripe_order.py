from datetime import UTC, date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from bot.facts import InvoiceOrder
from bot.money import Money
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
