"""Credit notes: what a finalized invoice is lowered by, and how the customer gets it back."""

from sandbox.stripe.check import merged
from sandbox.stripe.credit_note_lines import credit_lines, lump
from sandbox.stripe.credit_note_object import new_note, rendered_note
from sandbox.stripe.crediting import issue, place, take_back
from sandbox.stripe.currencies import stated, written
from sandbox.stripe.errors import Obj, missing, parameter_missing, refuse
from sandbox.stripe.events import difference, emit
from sandbox.stripe.paging import in_range, page
from sandbox.stripe.sending import deliver_note
from sandbox.stripe.state import State

_LONGEST_MEMO = 5000


def create_note(state: State, params: Obj) -> Obj:
    """Answer POST /v1/credit_notes; the customer is e-mailed unless `email_type` is none."""
    invoice, note = _drafted(state, params)
    issue(state, invoice, note, params)
    if params.get("email_type") != "none":
        deliver_note(state, invoice, note)
    return rendered_note(note)


def preview_note(state: State, params: Obj) -> Obj:
    """Answer GET /v1/credit_notes/preview: what create would make, with nothing changed."""
    return rendered_note(_drafted(state, params)[1])


def list_preview_lines(state: State, params: Obj) -> Obj:
    """Answer GET /v1/credit_notes/preview/lines."""
    lines = _drafted(state, params)[1]["lines"]
    return page(lines["data"], params, "/v1/credit_notes/preview/lines", newest_first=False)


def _drafted(state: State, params: Obj) -> tuple[Obj, Obj]:
    invoice = state.invoice(params["invoice"], in_path=False)
    if invoice["status"] not in ("open", "paid"):
        refuse(
            "You can only create credit notes for open or paid invoices. This invoice is"
            f" {invoice['status']}.",
            param="invoice",
        )
    note = new_note(state, invoice, _lines(state, invoice, params))
    asked = params.get("amount")
    if asked is not None and asked != note["amount"]:
        refuse(
            f"The amount ({written(asked, invoice['currency'])}) must equal the sum of the lines"
            f" ({written(note['amount'], invoice['currency'])}).",
            param="amount",
        )
    _check_memo(params)
    place(state, invoice, note, params)
    note |= {name: params.get(name) for name in ("memo", "reason")}
    note["metadata"] = merged({}, params.get("metadata"))
    note["effective_at"] = params.get("effective_at") or note["effective_at"]
    return invoice, note


def _check_memo(params: Obj) -> None:
    if len(params.get("memo") or "") > _LONGEST_MEMO:
        refuse(f"Invalid string: must be at most {_LONGEST_MEMO} characters", param="memo")


def _lines(state: State, invoice: Obj, params: Obj) -> list[Obj]:
    if params.get("shipping_cost") is not None:
        refuse("This sandbox does not know `shipping_cost` yet.", param="shipping_cost")
    if params.get("lines"):
        return credit_lines(state, invoice, params["lines"])
    amount = params.get("amount")
    if amount is None:
        parameter_missing("amount")
    if amount <= 0:
        refuse(
            "This value must be greater than or equal to 1.",
            code="parameter_invalid_integer",
            param="amount",
        )
    return [lump(state, invoice, stated(amount, invoice["currency"], "amount"))]


def retrieve_note(state: State, _: Obj, ident: str) -> Obj:
    """Answer GET /v1/credit_notes/{id}."""
    return rendered_note(_note(state, ident))


def _note(state: State, ident: str) -> Obj:
    return state.credit_notes.get(ident) or missing("credit note", ident)


def update_note(state: State, params: Obj, ident: str) -> Obj:
    """Answer POST /v1/credit_notes/{id}: its memo and metadata."""
    note = _note(state, ident)
    _check_memo(params)
    metadata = merged(note["metadata"], params.get("metadata", {}))
    before = rendered_note(note)
    note["metadata"] = metadata
    if "memo" in params:
        note["memo"] = params["memo"]
    after = rendered_note(note)
    if previous := difference(before, after):
        emit(state, "credit_note.updated", after, previous)
    return after


def list_notes(state: State, params: Obj) -> Obj:
    """Answer GET /v1/credit_notes."""
    if params.get("invoice"):
        state.invoice(params["invoice"], in_path=False)

    def wanted(note: Obj) -> bool:
        same = all(params.get(name) in (None, note[name]) for name in ("invoice", "customer"))
        return same and in_range(note["created"], params.get("created"))

    found = page(state.credit_notes.values(), params, "/v1/credit_notes", wanted)
    found["data"] = [rendered_note(note) for note in found["data"]]
    return found


def list_note_lines(state: State, params: Obj, ident: str) -> Obj:
    """Answer GET /v1/credit_notes/{id}/lines, in the note's own order."""
    lines = _note(state, ident)["lines"]
    return page(lines["data"], params, lines["url"], newest_first=False)


def void_note(state: State, _: Obj, ident: str) -> Obj:
    """Answer POST /v1/credit_notes/{id}/void.

    Only a pre-payment note can be taken back, and only while its invoice is open: nothing has
    been given back yet (docs.stripe.com/invoicing/dashboard/credit-notes, "Void a credit note").
    """
    note = _note(state, ident)
    invoice = state.invoice(note["invoice"])
    if note["status"] != "issued":
        refuse("This credit note is already void.")
    if note["type"] != "pre_payment" or invoice["status"] != "open":
        refuse("You can only void pre-payment credit notes of open invoices.")
    note |= {"status": "void", "voided_at": state.now()}
    emit(state, "credit_note.voided", rendered_note(note))
    take_back(state, invoice, note)
    return rendered_note(note)
