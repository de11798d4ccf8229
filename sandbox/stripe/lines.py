"""Line items of a draft: adding, changing and removing them, and what they come to."""

from sandbox.stripe.check import merged
from sandbox.stripe.errors import Obj, missing, refuse
from sandbox.stripe.invoice_object import changing, rendered
from sandbox.stripe.line_item import line_item, taxing
from sandbox.stripe.paging import page
from sandbox.stripe.state import State, Taxing
from sandbox.stripe.subscription_lines import require_own, require_removable
from sandbox.stripe.tax import aggregated, assess, payer_of, require_taxable

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
    taxed = {
        line["id"]: taxing(state, row, f"lines[{number}]")
        for number, (line, row) in enumerate(zip(built, params["lines"], strict=True))
    }
    return _changed(state, invoice, params, [*lines, *built], taxed)


def update_lines(state: State, params: Obj, ident: str) -> Obj:
    """Answer POST /v1/invoices/{id}/update_lines."""
    invoice = _draft(state, ident)
    lines = {line["id"]: line for line in state.lines[ident]}
    taxed: dict[str, Taxing] = {}
    for number, row in enumerate(params["lines"]):
        if row["id"] not in lines:
            missing("line item", row["id"], f"lines[{number}][id]", in_path=False)
        require_own(lines[row["id"]], row, f"lines[{number}]")
        changed = line_item(state, invoice, row, f"lines[{number}]", lines[row["id"]])
        lines[row["id"]] = changed
        before = state.taxing.get(row["id"], Taxing())
        taxed[row["id"]] = taxing(state, row, f"lines[{number}]", before)
    return _changed(state, invoice, params, list(lines.values()), taxed)


def remove_lines(state: State, params: Obj, ident: str) -> Obj:
    """Answer POST /v1/invoices/{id}/remove_lines."""
    invoice = _draft(state, ident)
    gone = [row["id"] for row in params["lines"]]
    known = {line["id"]: line for line in state.lines[ident]}
    for number, line in enumerate(gone):
        if line not in known:
            missing("line item", line, f"lines[{number}][id]", in_path=False)
        require_removable(known[line], f"lines[{number}][id]")
        if params["lines"][number]["behavior"] == "unassign":
            refuse(
                "This sandbox does not know invoice items that wait for an invoice: use `delete`.",
                param=f"lines[{number}][behavior]",
            )
    left = [line for line in state.lines[ident] if line["id"] not in gone]
    return _changed(state, invoice, params, left, {})


def list_lines(state: State, params: Obj, ident: str) -> Obj:
    """Answer GET /v1/invoices/{id}/lines, in the invoice's own order."""
    state.invoice(ident)
    url = f"/v1/invoices/{ident}/lines"
    return page(state.lines[ident], params, url, newest_first=False)


def recount(state: State, invoice: Obj) -> None:
    """Bring a draft's taxes and totals up to its lines."""
    lines = state.lines[invoice["id"]]
    assess(state, invoice, lines, payer_of(state, invoice))
    invoice |= totals(lines)


def totals(lines: list[Obj]) -> Obj:
    """Return what `lines` come to; an exclusive tax comes on top."""
    taxes = aggregated(lines)
    exclusive = sum(tax["amount"] for tax in taxes if tax["tax_behavior"] == "exclusive")
    inclusive = sum(tax["amount"] for tax in taxes if tax["tax_behavior"] == "inclusive")
    subtotal = sum(line["amount"] for line in lines)
    total = subtotal + exclusive
    due = max(0, total)
    return {
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


def _changed(
    state: State, invoice: Obj, params: Obj, lines: list[Obj], taxed: dict[str, Taxing]
) -> Obj:
    metadata = merged(invoice["metadata"], params.get("invoice_metadata", {}))
    require_taxable(state, invoice, lines, taxed)
    with changing(state, invoice):
        state.lines[invoice["id"]] = lines
        state.taxing |= taxed
        invoice["metadata"] = metadata
        recount(state, invoice)
    return rendered(state, invoice)
