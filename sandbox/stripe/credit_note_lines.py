"""The lines of a credit note: what of the invoice's own lines they take back, and with what tax."""

from decimal import Decimal

from sandbox.stripe.check import merged
from sandbox.stripe.credit_note_object import blank_line, issued_notes
from sandbox.stripe.currencies import rounded, stated
from sandbox.stripe.errors import Obj, missing, parameter_missing, refuse
from sandbox.stripe.state import State
from sandbox.stripe.tax import taxes_on
from sandbox.stripe.tax_rates import usable_rates

_FOR_CUSTOM = ("description", "unit_amount", "unit_amount_decimal", "tax_rates")
_FOR_INVOICE_LINE = ("amount", "invoice_line_item")
_MOST_TAXES = 20


def credit_lines(state: State, invoice: Obj, rows: list[Obj]) -> list[Obj]:
    """Return the credit note lines that `rows` describe, refusing more than a line has left."""
    built: list[Obj] = []
    for number, row in enumerate(rows):
        param = f"lines[{number}]"
        _check_kind(invoice, row, param)
        if row["type"] == "custom_line_item":
            line = _custom(state, invoice, row, param)
        else:
            line = _of_invoice(state, invoice, row, built, param)
        line["metadata"] = merged({}, row.get("metadata"))
        built.append(line)
    return built


def lump(state: State, invoice: Obj, amount: int) -> Obj:
    """Return the one line of a note that was given as an amount only, its tax included.

    Tax goes back in proportion (docs.stripe.com/tax/invoicing/refunds).
    """
    line = blank_line("custom_line_item", f"Credit on invoice {invoice['number']}")
    if invoice["total"] > 0:
        already = sum(note["amount"] for note in issued_notes(state, invoice))
        whole = {"amount": invoice["total"], "currency": invoice["currency"]}
        line["taxes"] = [_tax(tax, whole, already, amount) for tax in invoice["total_taxes"]]
    added = [tax["amount"] for tax in line["taxes"] if tax["tax_behavior"] == "exclusive"]
    net = amount - sum(added)
    return line | {"amount": net, "quantity": 1, "unit_amount": net}


def _check_kind(invoice: Obj, row: Obj, param: str) -> None:
    custom = row["type"] == "custom_line_item"
    for name in _FOR_INVOICE_LINE if custom else _FOR_CUSTOM:
        if row.get(name) is not None:
            kind = "invoice_line_item" if custom else "custom_line_item"
            refuse(f"`{name}` is only valid when `type` is `{kind}`.", param=f"{param}[{name}]")
    automatic = invoice["automatic_tax"]["enabled"]
    if custom and automatic:
        refuse(
            "`custom_line_item` is not valid when the invoice has automatic tax enabled.",
            param=f"{param}[type]",
        )
    taxes = row.get("tax_amounts") or []
    if taxes and (automatic or row.get("tax_rates")):
        refuse(
            "`tax_amounts` is not valid with `tax_rates` or with automatic tax.",
            param=f"{param}[tax_amounts]",
        )
    if len(taxes) > _MOST_TAXES:
        refuse(f"You can pass up to {_MOST_TAXES} tax amounts.", param=f"{param}[tax_amounts]")


def _custom(state: State, invoice: Obj, row: Obj, param: str) -> Obj:
    for name in ("description", "quantity"):
        if row.get(name) is None:
            parameter_missing(f"{param}[{name}]")
    given = [name for name in ("unit_amount", "unit_amount_decimal") if row.get(name) is not None]
    if len(given) != 1:
        refuse(
            "You must specify exactly one of `unit_amount` or `unit_amount_decimal`.",
            param=f"{param}[unit_amount]",
        )
    rates = usable_rates(state, row.get("tax_rates"), f"{param}[tax_rates]")
    currency, unit = invoice["currency"], Decimal(row[given[0]])
    if given[0] == "unit_amount":
        stated(row["unit_amount"], currency, f"{param}[unit_amount]")
    line = blank_line("custom_line_item", row["description"])
    amount = _positive(rounded(unit * row["quantity"], currency), f"{param}[unit_amount]")
    taxed = {"amount": amount, "currency": currency}
    taxes = taxes_on(taxed, rates, ["standard_rated"] * len(rates))
    if row.get("tax_amounts"):
        sources = [tax for known in state.lines[invoice["id"]] for tax in known["taxes"]]
        taxes = [_stated_tax(sources, tax, param) for tax in row["tax_amounts"]]
    return line | {
        "amount": amount,
        "quantity": row["quantity"],
        "unit_amount": int(unit) if unit == int(unit) else None,
        "unit_amount_decimal": f"{unit:f}",
        "tax_rates": rates,
        "taxes": taxes,
    }


def _of_invoice(state: State, invoice: Obj, row: Obj, built: list[Obj], param: str) -> Obj:
    ident = row.get("invoice_line_item") or parameter_missing(f"{param}[invoice_line_item]")
    source = next((line for line in state.lines[invoice["id"]] if line["id"] == ident), None)
    if source is None:
        missing("invoice line item", ident, f"{param}[invoice_line_item]", in_path=False)
    given = [name for name in ("amount", "quantity") if row.get(name) is not None]
    if len(given) != 1:
        refuse("You must specify exactly one of `amount` or `quantity`.", param=f"{param}[amount]")
    before = _credited(state, invoice, ident, built)
    if any((line["quantity"] is None) == (given[0] == "quantity") for line in before):
        refuse(
            "This line item was credited before by the other of `amount` and `quantity`; they"
            " can't be combined on one line item.",
            param=f"{param}[{given[0]}]",
        )
    amount = _amount(invoice, source, row, before, param)
    line = blank_line("invoice_line_item", source["description"])
    line |= {"invoice_line_item": ident, "amount": amount, "quantity": row.get("quantity")}
    already = sum(credited["amount"] for credited in before)
    line["discount_amounts"] = [
        {**off, "amount": _share(off["amount"], source, already, amount)}
        for off in source["discount_amounts"]
    ]
    line["discount_amount"] = sum(off["amount"] for off in line["discount_amounts"])
    if row.get("tax_amounts"):
        line["taxes"] = [_stated_tax(source["taxes"], tax, param) for tax in row["tax_amounts"]]
    else:
        line["taxes"] = [_tax(tax, source, already, amount) for tax in source["taxes"]]
    return line


def _amount(invoice: Obj, source: Obj, row: Obj, before: list[Obj], param: str) -> int:
    """Return what is taken back of the line, before exclusive tax."""
    already = sum(line["amount"] for line in before)
    if row.get("amount") is not None:
        amount: int = stated(row["amount"], invoice["currency"], f"{param}[amount]")
        if _positive(amount, f"{param}[amount]") > source["amount"] - already:
            _refuse_line(source, f"{param}[amount]")
        return amount
    whole = Decimal(source["quantity_decimal"])
    gone = sum(line["quantity"] for line in before)
    after = gone + _positive(row["quantity"], f"{param}[quantity]")
    if after > whole or source["amount"] <= 0:
        _refuse_line(source, f"{param}[quantity]")
    # Counted from the start of the line, so that crediting piece by piece ends at its amount.
    upto = rounded(source["amount"] * after / whole, invoice["currency"])
    return int(upto - already)


def _refuse_line(source: Obj, param: str) -> None:
    refuse(f"You can't credit more than what is left of line item {source['id']}.", param=param)


def _credited(state: State, invoice: Obj, ident: str, built: list[Obj]) -> list[Obj]:
    """Return what was credited of one invoice line before, this note's earlier lines included."""
    earlier = [line for note in issued_notes(state, invoice) for line in note["lines"]["data"]]
    return [line for line in [*earlier, *built] if line["invoice_line_item"] == ident]


def _share(whole: int, source: Obj, before: int, amount: int) -> int:
    """Return the part of `whole` that goes with `amount` of the line `source`."""
    # Counted from the start of the line as well, so that the pieces make up the whole.
    after, earlier = (
        rounded(Decimal(whole * part) / source["amount"], source["currency"])
        for part in (before + amount, before)
    )
    return after - earlier


def _tax(tax: Obj, source: Obj, before: int, amount: int) -> Obj:
    shares = {
        name: _share(tax[name] or 0, source, before, amount)
        for name in ("amount", "taxable_amount")
    }
    return {**tax, **shares}


def _stated_tax(taxes: list[Obj], sent: Obj, param: str) -> Obj:
    for tax in taxes:
        if (tax["tax_rate_details"] or {}).get("tax_rate") == sent["tax_rate"]:
            return {**tax, "amount": sent["amount"], "taxable_amount": sent["taxable_amount"]}
    return missing("tax rate", sent["tax_rate"], f"{param}[tax_amounts]", in_path=False)


def _positive(value: int, param: str) -> int:
    if value <= 0:
        refuse(
            "This value must be greater than or equal to 1.",
            code="parameter_invalid_integer",
            param=param,
        )
    return value
