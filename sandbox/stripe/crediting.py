"""Where the money of a credit note goes: off what is unpaid first, and the rest back."""

from sandbox.stripe.credit_note_object import issued_notes, rendered_note
from sandbox.stripe.currencies import stated, written
from sandbox.stripe.customers import set_balance
from sandbox.stripe.errors import Obj, missing, refuse
from sandbox.stripe.events import emit
from sandbox.stripe.invoice_object import changing
from sandbox.stripe.payments import adjust_default, mark_paid
from sandbox.stripe.refunding import (
    check_refundable,
    make_refund,
    refunds_of,
    succeeded_charges,
)
from sandbox.stripe.state import State, new_id

_BACK = ("refund_amount", "credit_amount", "out_of_band_amount")


def creditable(state: State, invoice: Obj) -> int:
    """Return how much of `invoice` can still be credited.

    Refunds made beside credit notes are taken off as well (docstring of the SDK's create).
    """
    credited: int = sum(note["amount"] for note in issued_notes(state, invoice))
    beside: int = sum(
        refund["amount"] - _linked(state, refund) for refund in refunds_of(state, invoice)
    )
    total: int = invoice["total"]
    return max(0, total - credited - beside)


def _linked(state: State, refund: Obj) -> int:
    """Return how much of `refund` credit notes account for."""
    return sum(
        int(link["amount_refunded"])
        for note in state.credit_notes.values()
        if note["status"] == "issued"
        for link in note["refunds"]
        if link["refund"] == refund["id"]
    )


def place(state: State, invoice: Obj, note: Obj, params: Obj) -> None:
    """Split the note's amount as `params` ask, refusing what does not come out; changes nothing.

    What is unpaid is lowered first; the rest must be refunded, credited or given back outside.
    """
    links = _links(state, invoice, params.get("refunds") or [])
    linked = sum(link["amount_refunded"] for link in links)
    most = creditable(state, invoice) + linked
    currency = invoice["currency"]
    if note["amount"] > most:
        refuse(
            f"The credit note's amount ({written(note['amount'], currency)}) can't be more than"
            f" what is left to credit on the invoice ({written(most, currency)}).",
            param="amount",
        )
    before = min(note["amount"], invoice["amount_remaining"]) if _is_open(invoice) else 0
    after = note["amount"] - before
    back = sum(_part(invoice, params, name) for name in _BACK) + linked
    if back != after:
        refuse(
            "The sum of credit amount, refund amount and out of band amount"
            f" ({written(back, currency)}) must equal the credit note's post payment amount"
            f" ({written(after, currency)}).",
            param="credit_amount",
        )
    if params.get("refund_amount"):
        check_refundable(state, charge_of(state, invoice), params["refund_amount"])
    if params.get("credit_amount"):
        state.customer(invoice["customer"])
    note |= {
        "pre_payment_amount": before,
        "post_payment_amount": after,
        "type": "mixed" if before and after else "pre_payment" if before else "post_payment",
        "out_of_band_amount": params.get("out_of_band_amount"),
        "refunds": links,
    }


def _part(invoice: Obj, params: Obj, name: str) -> int:
    amount = params.get(name) or 0
    if amount < 0:
        refuse(
            "This value must be greater than or equal to 0.",
            code="parameter_invalid_integer",
            param=name,
        )
    return stated(amount, invoice["currency"], name)


def _is_open(invoice: Obj) -> bool:
    return bool(invoice["status"] == "open")


def _links(state: State, invoice: Obj, rows: list[Obj]) -> list[Obj]:
    links: list[Obj] = []
    for number, row in enumerate(rows):
        param = f"refunds[{number}]"
        if row.get("type") == "payment_record_refund" or row.get("payment_record_refund"):
            refuse("This sandbox does not know refunds of payment records yet.", param=param)
        ident = row.get("refund") or ""
        refund = state.refunds.get(ident)
        if refund is None:
            missing("refund", ident, f"{param}[refund]", in_path=False)
        if refund not in refunds_of(state, invoice):
            refuse(
                "The refund must be of a payment of this invoice, and not have failed.",
                param=f"{param}[refund]",
            )
        here = sum(link["amount_refunded"] for link in links if link["refund"] == ident)
        left = refund["amount"] - _linked(state, refund) - here
        amount = row.get("amount_refunded")
        amount = left if amount is None else amount
        if not 0 < amount <= left:
            refuse(
                f"The refund has {written(left, invoice['currency'])} left that can be linked to"
                " a credit note.",
                param=f"{param}[amount_refunded]",
            )
        links.append(_link(ident, amount))
    return links


def _link(refund: str, amount: int) -> Obj:
    return {
        "amount_refunded": amount,
        "payment_record_refund": None,
        "refund": refund,
        "type": "refund",
    }


def charge_of(state: State, invoice: Obj) -> Obj:
    """Return the one charge that paid `invoice`.

    Several payments have to be refunded one by one and linked (`refunds`).
    """
    charges = succeeded_charges(state, invoice)
    if not charges:
        refuse("This invoice has no charge that can be refunded.", param="refund_amount")
    if len(charges) > 1:
        refuse(
            "This invoice has several payments. Refund them one by one and link the refunds with"
            " `refunds`.",
            param="refund_amount",
        )
    return charges[0]


def issue(state: State, invoice: Obj, note: Obj, params: Obj) -> None:
    """Let a placed note take effect: on the money first, then on the invoice."""
    if amount := params.get("refund_amount"):
        refund = make_refund(state, charge_of(state, invoice), amount)
        note["refunds"].append(_link(refund["id"], amount))
    if amount := params.get("credit_amount"):
        account = (invoice["customer"], invoice["currency"])
        note["customer_balance_transaction"] = new_id("cbtxn_1", 23)
        set_balance(state, *account, state.balances[account] - amount)
    state.credit_notes[note["id"]] = note
    emit(state, "credit_note.created", rendered_note(note))
    with changing(state, invoice) as happened:
        _lower(invoice, note["pre_payment_amount"])
        invoice["post_payment_credit_notes_amount"] += note["post_payment_amount"]
        if _is_open(invoice) and invoice["amount_remaining"] == 0:
            mark_paid(state, invoice)
            happened.append("invoice.paid")
    adjust_default(state, invoice)


def take_back(state: State, invoice: Obj, note: Obj) -> None:
    """Undo a pre-payment note: the invoice is due as it was before."""
    with changing(state, invoice):
        _lower(invoice, -note["pre_payment_amount"])
    adjust_default(state, invoice)


def _lower(invoice: Obj, amount: int) -> None:
    invoice["amount_due"] -= amount
    invoice["amount_remaining"] -= amount
    invoice["pre_payment_credit_notes_amount"] += amount
