"""The credit note as Stripe's API shows it, and what was credited of an invoice so far."""

from copy import deepcopy

from sandbox.stripe.errors import Obj
from sandbox.stripe.state import ACCOUNT, State, new_id
from sandbox.stripe.tax import aggregated

SHOWN_LINES = 10
PDFS = "https://pay.stripe.test/credit_notes"


def blank_line(kind: str, description: str | None) -> Obj:
    """Return a credit note line that takes back nothing yet."""
    return {
        "id": new_id("cnli_1", 23),
        "object": "credit_note_line_item",
        "amount": 0,
        "description": description,
        "discount_amount": 0,
        "discount_amounts": [],
        "invoice_line_item": None,
        "livemode": False,
        "metadata": {},
        "pretax_credit_amounts": [],
        "quantity": None,
        "tax_rates": [],
        "taxes": [],
        "type": kind,
        "unit_amount": None,
        "unit_amount_decimal": None,
    }


def new_note(state: State, invoice: Obj, lines: list[Obj]) -> Obj:
    """Return an unsaved credit note of `lines`, its totals counted, its money not placed yet."""
    ident = new_id("cn_1", 23)
    taxes = aggregated(lines)
    exclusive = sum(tax["amount"] for tax in taxes if tax["tax_behavior"] == "exclusive")
    inclusive = sum(tax["amount"] for tax in taxes if tax["tax_behavior"] == "inclusive")
    subtotal = sum(line["amount"] for line in lines)
    discount = sum(line["discount_amount"] for line in lines)
    total = subtotal - discount + exclusive
    return {
        "id": ident,
        "object": "credit_note",
        "amount": total,
        "amount_shipping": 0,
        "created": state.now(),
        "currency": invoice["currency"],
        "customer": invoice["customer"],
        "customer_account": None,
        "customer_balance_transaction": None,
        "discount_amount": discount,
        "discount_amounts": [off for line in lines for off in line["discount_amounts"]],
        "effective_at": state.now(),
        "invoice": invoice["id"],
        "lines": {
            "object": "list",
            "data": lines,
            "has_more": False,
            "url": f"/v1/credit_notes/{ident}/lines",
        },
        "livemode": False,
        "memo": None,
        "metadata": {},
        "number": f"{invoice['number']}-CN-{len(notes_of(state, invoice)) + 1:02}",
        "out_of_band_amount": None,
        "pdf": f"{PDFS}/{ACCOUNT}/{ident}/pdf",
        "post_payment_amount": 0,
        "pre_payment_amount": 0,
        "pretax_credit_amounts": [],
        "reason": None,
        "refunds": [],
        "shipping_cost": None,
        "status": "issued",
        "subtotal": subtotal,
        "subtotal_excluding_tax": subtotal - inclusive,
        "total": total,
        "total_excluding_tax": total - exclusive - inclusive,
        "total_taxes": taxes,
        "type": "post_payment",
        "voided_at": None,
    }


def rendered_note(note: Obj) -> Obj:
    """Return `note` as the API shows it: only the first page of its lines stands in it."""
    shown = deepcopy(note)
    shown["lines"]["has_more"] = len(note["lines"]["data"]) > SHOWN_LINES
    shown["lines"]["data"] = shown["lines"]["data"][:SHOWN_LINES]
    return shown


def notes_of(state: State, invoice: Obj) -> list[Obj]:
    """Return all credit notes of `invoice`, oldest first, the voided ones included."""
    return [note for note in state.credit_notes.values() if note["invoice"] == invoice["id"]]


def issued_notes(state: State, invoice: Obj) -> list[Obj]:
    """Return the credit notes of `invoice` that still count."""
    return [note for note in notes_of(state, invoice) if note["status"] == "issued"]
