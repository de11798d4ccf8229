"""Line items of a draft: adding, changing and removing them, and what they come to."""

from sandbox.stripe.check import merged
from sandbox.stripe.errors import Obj, missing, refuse
from sandbox.stripe.invoice_object import changing, rendered
from sandbox.stripe.line_item import line_item
from sandbox.stripe.paging import page
from sandbox.stripe.state import State

MOST_LINES = 250


def add_lines(state: State, params: Obj, ident: str) -> Obj:
    """Answer POST /v1/invoices/{id}/add_lines."""
    invoice = _draft(state, ident)
    lines = state.lines[ident]
    if len(lines) + len(params["lines"]) > MOST_LINES:
        refuse(f"An invoice can have at most {MOST_LINES} line items.", param="lines")
    built = [
        line_item(state, invoice, row, f"lines[{number}]")
        for number, row in enumerate(params["lines"])
    ]
    return _changed(state, invoice, params, [*lines, *built])


def update_lines(state: State, params: Obj, ident: str) -> Obj:
    """Answer POST /v1/invoices/{id}/update_lines."""
    invoice = _draft(state, ident)
    lines = {line["id"]: line for line in state.lines[ident]}
    for number, row in enumerate(params["lines"]):
        if row["id"] not in lines:
            missing("line item", row["id"], f"lines[{number}][id]", in_path=False)
        changed = line_item(state, invoice, row, f"lines[{number}]", lines[row["id"]])
        lines[row["id"]] = changed
    return _changed(state, invoice, params, list(lines.values()))


def remove_lines(state: State, params: Obj, ident: str) -> Obj:
    """Answer POST /v1/invoices/{id}/remove_lines."""
    invoice = _draft(state, ident)
    gone = [row["id"] for row in params["lines"]]
    known_ids = {line["id"] for line in state.lines[ident]}
    for number, line in enumerate(gone):
        if line not in known_ids:
            missing("line item", line, f"lines[{number}][id]", in_path=False)
    left = [line for line in state.lines[ident] if line["id"] not in gone]
    return _changed(state, invoice, params, left)


def list_lines(state: State, params: Obj, ident: str) -> Obj:
    """Answer GET /v1/invoices/{id}/lines, in the invoice's own order."""
    state.invoice(ident)
    url = f"/v1/invoices/{ident}/lines"
    return page(state.lines[ident], params, url, newest_first=False)


def recount(state: State, invoice: Obj) -> None:
    """Bring a draft's totals up to its lines; an exclusive tax comes on top."""
    lines = state.lines[invoice["id"]]
    taxes = [tax for line in lines for tax in line["taxes"]]
    exclusive = sum(tax["amount"] for tax in taxes if tax["tax_behavior"] == "exclusive")
    inclusive = sum(tax["amount"] for tax in taxes if tax["tax_behavior"] == "inclusive")
    subtotal = sum(line["amount"] for line in lines)
    total = subtotal + exclusive
    due = max(0, total)
    invoice |= {
        "subtotal": subtotal,
        "subtotal_excluding_tax": subtotal - inclusive,
        "total": total,
        "total_excluding_tax": subtotal - inclusive,
        "total_taxes": taxes,
        "amount_due": due,
        "amount_remaining": due,
    }


def _draft(state: State, ident: str) -> Obj:
    invoice = state.invoice(ident)
    if invoice["status"] != "draft":
        refuse(
            "Finalized invoices can't be updated in this way.",
            code="invoice_not_editable",
        )
    return invoice


def _changed(state: State, invoice: Obj, params: Obj, lines: list[Obj]) -> Obj:
    metadata = merged(invoice["metadata"], params.get("invoice_metadata", {}))
    with changing(state, invoice):
        state.lines[invoice["id"]] = lines
        invoice["metadata"] = metadata
        recount(state, invoice)
    return rendered(state, invoice)
