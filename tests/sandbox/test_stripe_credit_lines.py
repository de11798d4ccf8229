"""Credit notes by line at the local Stripe: amounts, quantities, taxes, and what is left."""

from typing import Any

import pytest
import stripe

from tests.sandbox.stripe_kit import Stage


def opened(stage: Stage, *rows: dict[str, Any], **params: Any) -> tuple[str, list[str]]:
    """Return an open invoice and its lines."""
    draft = stage.draft(None, **params)
    sent: Any = {"lines": list(rows)}
    lines = stage.v1.invoices.add_lines(draft.id, sent).lines.data
    stage.v1.invoices.finalize_invoice(draft.id)
    return draft.id, [line.id for line in lines]


def credit(stage: Stage, invoice: str, *rows: dict[str, Any], **params: Any) -> stripe.CreditNote:
    sent: Any = {"invoice": invoice, "lines": list(rows), "email_type": "none", **params}
    return stage.v1.credit_notes.create(sent)


def refused(stage: Stage, invoice: str, *rows: dict[str, Any], **params: Any) -> str:
    with pytest.raises(stripe.InvalidRequestError) as caught:
        credit(stage, invoice, *rows, **params)
    return str(caught.value.user_message)


def of_line(ident: str, **part: int) -> dict[str, Any]:
    return {"type": "invoice_line_item", "invoice_line_item": ident, **part}


def custom(**part: Any) -> dict[str, Any]:
    return {"type": "custom_line_item", "description": "Goodwill", "quantity": 1, **part}


SEATS = {
    "description": "Seats",
    "quantity": 3,
    "price_data": {"currency": "usd", "unit_amount": 10_000, "product_data": {"name": "Seat"}},
}
WORK = {"description": "Work", "amount": 50_000}


class TestOfTheInvoice:
    def test_by_quantity(self, stage: Stage) -> None:
        invoice, (seats, _) = opened(stage, SEATS, WORK)
        note = credit(stage, invoice, of_line(seats, quantity=2))
        assert (note.amount, note.subtotal, note.total) == (20_000, 20_000, 20_000)
        (line,) = note.lines.data
        assert (line.amount, line.quantity, line.invoice_line_item) == (20_000, 2, seats)
        assert (line.type, line.description) == ("invoice_line_item", "Seats")
        assert "what is left of line item" in refused(stage, invoice, of_line(seats, quantity=2))
        assert "combined" in refused(stage, invoice, of_line(seats, amount=1))
        assert credit(stage, invoice, of_line(seats, quantity=1)).amount == 10_000
        assert stage.read(invoice).amount_due == 50_000

    def test_is_previewed(self, stage: Stage) -> None:
        invoice, (seats, work) = opened(stage, SEATS, WORK)
        rows = [of_line(seats, quantity=2), of_line(work, amount=500)]
        sent: Any = {"invoice": invoice, "lines": rows}
        assert stage.v1.credit_notes.preview(sent).amount == 20_500
        lines = stage.v1.credit_notes.preview_lines.list(sent).data
        assert [line.amount for line in lines] == [20_000, 500]
        assert stage.read(invoice).amount_due == 80_000

    def test_by_amount(self, stage: Stage) -> None:
        invoice, (_, work) = opened(stage, SEATS, WORK)
        note = credit(stage, invoice, of_line(work, amount=30_000), amount=30_000)
        assert note.lines.data[0].quantity is None
        assert "combined" in refused(stage, invoice, of_line(work, quantity=1))
        twice = [of_line(work, amount=15_000), of_line(work, amount=5_001)]
        assert "what is left" in refused(stage, invoice, *twice)
        assert "sum of the lines" in refused(stage, invoice, of_line(work, amount=1), amount=2)
        stage.v1.credit_notes.void_credit_note(note.id)
        assert credit(stage, invoice, of_line(work, amount=50_000)).amount == 50_000

    def test_names_a_line_and_one_measure(self, stage: Stage) -> None:
        invoice, (seats, work) = opened(stage, SEATS, WORK)
        assert "No such invoice line" in refused(stage, invoice, of_line("il_1", amount=1))
        assert "exactly one" in refused(stage, invoice, of_line(work))
        assert "exactly one" in refused(stage, invoice, of_line(seats, amount=1, quantity=1))
        assert "greater" in refused(stage, invoice, of_line(work, amount=-1))
        wrong = of_line(work, amount=1, unit_amount=1)
        assert "only valid" in refused(stage, invoice, wrong)
        other, _ = opened(stage, WORK)
        assert "No such invoice line" in refused(stage, other, of_line(work, amount=1))

    def test_takes_its_tax_along_to_the_last_cent(self, stage: Stage) -> None:
        rate = stage.v1.tax_rates.create(
            {"display_name": "VAT", "inclusive": False, "percentage": 19}
        )
        invoice, (work,) = opened(stage, {"amount": 999, "tax_rates": [rate.id]})
        assert stage.read(invoice).total == 1_189
        notes = [credit(stage, invoice, of_line(work, amount=333)) for _ in range(3)]
        assert sum(note.amount for note in notes) == 1_189
        assert [note.total_excluding_tax for note in notes] == [333, 333, 333]
        assert notes[0].total_taxes is not None
        assert notes[0].total_taxes[0].tax_rate_details is not None
        assert notes[0].total_taxes[0].tax_rate_details.tax_rate == rate.id
        assert stage.read(invoice).status == "paid"

    def test_of_an_amount_only_splits_off_the_tax(self, stage: Stage) -> None:
        rate = stage.v1.tax_rates.create(
            {"display_name": "VAT", "inclusive": False, "percentage": 19}
        )
        invoice, _ = opened(stage, {"amount": 999, "tax_rates": [rate.id]})
        amounts = (500, 500, 189)
        notes = [
            stage.v1.credit_notes.create({"invoice": invoice, "amount": amount})
            for amount in amounts
        ]
        assert [note.amount for note in notes] == [500, 500, 189]
        assert sum(note.total_excluding_tax or 0 for note in notes) == 999
        assert (notes[0].total_excluding_tax, notes[0].subtotal) == (420, 420)


class TestCustom:
    def test_is_a_line_of_its_own(self, stage: Stage) -> None:
        invoice, (work,) = opened(stage, WORK)
        note = credit(stage, invoice, custom(unit_amount=700, quantity=2))
        (line,) = note.lines.data
        assert (line.amount, line.unit_amount, line.description) == (1_400, 700, "Goodwill")
        assert credit(stage, invoice, custom(unit_amount_decimal="0.5", quantity=3)).amount == 2
        assert credit(stage, invoice, custom(unit_amount=1), of_line(work, amount=5)).amount == 6

    def test_takes_rates(self, stage: Stage) -> None:
        rate = stage.v1.tax_rates.create(
            {"display_name": "VAT", "inclusive": False, "percentage": 20}
        )
        invoice, _ = opened(stage, WORK)
        note = credit(stage, invoice, custom(unit_amount=1_000, tax_rates=[rate.id]))
        assert (note.amount, note.subtotal, note.total_excluding_tax) == (1_200, 1_000, 1_000)

    def test_is_complete(self, stage: Stage) -> None:
        invoice, (work,) = opened(stage, WORK)
        assert "exactly one" in refused(stage, invoice, custom())
        both = custom(unit_amount=1, unit_amount_decimal="1")
        assert "exactly one" in refused(stage, invoice, both)
        assert "Missing" in refused(stage, invoice, {"type": "custom_line_item", "unit_amount": 1})
        mixed = custom(unit_amount=1, invoice_line_item=work)
        assert "only valid" in refused(stage, invoice, mixed)
        assert "tax rate" in refused(stage, invoice, custom(unit_amount=1, tax_rates=["txr_1"]))
        assert "Invalid" in refused(stage, invoice, {"type": "gift", "unit_amount": 1})
        assert "left to credit" in refused(stage, invoice, custom(unit_amount=50_001))

    def test_is_not_for_automatic_tax(self, stage: Stage) -> None:
        customer = stage.customer(address={"country": "DE", "postal_code": "10115"})
        invoice, (work,) = opened(
            stage, WORK, customer=customer.id, automatic_tax={"enabled": True}
        )
        assert "automatic tax" in refused(stage, invoice, custom(unit_amount=1))
        assert credit(stage, invoice, of_line(work, amount=1_000)).total_excluding_tax == 1_000


class TestCurrency:
    @pytest.mark.parametrize(("currency", "amount"), [("jpy", 501), ("kwd", 5_130)])
    def test_is_kept(self, stage: Stage, currency: str, amount: int) -> None:
        invoice, (line,) = opened(stage, {"amount": 90_000}, currency=currency)
        note = credit(stage, invoice, of_line(line, amount=amount))
        assert (note.currency, note.amount) == (currency, amount)

    def test_forbids_what_it_cannot_express(self, stage: Stage) -> None:
        invoice, (line,) = opened(stage, {"amount": 90_000}, currency="kwd")
        assert "divisible" in refused(stage, invoice, of_line(line, amount=5_131))
        assert "(0.010 KWD)" in refused(stage, invoice, of_line(line, amount=10), amount=20)
