"""Levers for what happens to an invoice afterwards: credited, refunded, disputed, revised."""

from sandbox.stripe import disputes, refunding
from sandbox.stripe.check import as_asked
from sandbox.stripe.credit_note_object import rendered_note
from sandbox.stripe.credit_notes import create_note
from sandbox.stripe.dispute_object import REASONS
from sandbox.stripe.errors import Obj, missing, refuse
from sandbox.stripe.finalizing import finalize_invoice, send_invoice
from sandbox.stripe.invoice_object import rendered
from sandbox.stripe.invoices import create_invoice, update_invoice
from sandbox.stripe.lines import add_lines, remove_lines
from sandbox.stripe.refunds import create_refund
from sandbox.stripe.state import State

_HOW = {
    "balance": "credit_amount",
    "refund": "refund_amount",
    "out_of_band": "out_of_band_amount",
}
_OURS = ("lines", "finalize", "send")


def credit(state: State, sent: Obj, ident: str) -> Obj:
    """Let a colleague issue a credit note; what is not off the unpaid goes back as `how` says."""
    invoice = state.invoice(ident)
    how = _HOW.get(sent.get("how", "balance"))
    if how is None:
        refuse(f"How is one of {', '.join(_HOW)}.", param="how")
    params = {key: value for key, value in sent.items() if key != "how"}
    unpaid = invoice["amount_remaining"] if invoice["status"] == "open" else 0
    back = int(sent.get("amount") or 0) - unpaid
    if back > 0:
        params[how] = back
    return create_note(state, as_asked({**params, "invoice": ident}, "CreditNoteCreateParams"))


def refund(state: State, sent: Obj, ident: str) -> Obj:
    """Let a colleague refund a payment of an invoice: the latest one that has enough left."""
    charges = refunding.succeeded_charges(state, state.invoice(ident))
    if not charges:
        refuse("This invoice has no charge that can be refunded.")
    wanted = sent.get("amount") or 1
    able = [charge for charge in charges if charge["amount"] - charge["amount_refunded"] >= wanted]
    charge = (able or charges)[-1]
    return create_refund(state, as_asked({**sent, "charge": charge["id"]}, "RefundCreateParams"))


def succeed_refund(state: State, _: Obj, ident: str) -> Obj:
    """Let a pending refund arrive now."""
    found = _refund(state, ident)
    if found["status"] != "pending":
        refuse(f"This refund is {found['status']}, not pending.")
    refunding.succeed(state, found)
    return found


def fail_refund(state: State, sent: Obj, ident: str) -> Obj:
    """Let a refund come back, even one that had succeeded, as banks do."""
    found = _refund(state, ident)
    if not refunding.counts(found):
        refuse(f"This refund is already {found['status']}.")
    refunding.fail(state, found, sent.get("reason") or "unknown")
    return found


def _refund(state: State, ident: str) -> Obj:
    return state.refunds.get(ident) or missing("refund", ident)


def dispute(state: State, sent: Obj, ident: str) -> Obj:
    """Let the customer's bank dispute the invoice's latest charge."""
    charges = refunding.succeeded_charges(state, state.invoice(ident))
    if not charges:
        refuse("This invoice has no charge that can be disputed.")
    reason, kind = sent.get("reason", "general"), sent.get("kind", "chargeback")
    if reason not in REASONS:
        refuse(f"Reasons are {', '.join(REASONS)}.", param="reason")
    if kind not in ("inquiry", "chargeback"):
        refuse("A dispute's kind is inquiry or chargeback.", param="kind")
    amount = sent.get("amount") or charges[-1]["amount"]
    return disputes.open_dispute(state, charges[-1], amount, reason, inquiry=kind == "inquiry")


def win_dispute(state: State, _: Obj, ident: str) -> Obj:
    """Let the bank decide for us."""
    found = _dispute(state, ident)
    disputes.win(state, found)
    return found


def lose_dispute(state: State, _: Obj, ident: str) -> Obj:
    """Let the bank decide for the customer."""
    found = _dispute(state, ident)
    disputes.lose(state, found)
    return found


def escalate_dispute(state: State, _: Obj, ident: str) -> Obj:
    """Let an inquiry become a chargeback."""
    found = _dispute(state, ident)
    disputes.escalate(state, found)
    return found


def _dispute(state: State, ident: str) -> Obj:
    charges = {charge["id"] for charge in refunding.succeeded_charges(state, state.invoice(ident))}
    found = [case for case in state.disputes.values() if case["charge"] in charges]
    return found[-1] if found else refuse("This invoice has no dispute.")


def revise(state: State, sent: Obj, ident: str) -> Obj:
    """Let a colleague press Edit invoice: `lines` take the place of all, the rest is edited."""
    lines = as_asked({"lines": sent.get("lines") or []}, "InvoiceAddLinesParams")
    edits = as_asked(
        {key: value for key, value in sent.items() if key not in _OURS}, "InvoiceUpdateParams"
    )
    source = {"from_invoice": {"action": "revision", "invoice": ident}}
    draft = create_invoice(state, as_asked(source, "InvoiceCreateParams"))["id"]
    if edits:
        update_invoice(state, edits, draft)
    if lines["lines"]:
        old = [{"id": line["id"], "behavior": "delete"} for line in state.lines[draft]]
        remove_lines(state, {"lines": old}, draft)
        add_lines(state, lines, draft)
    if sent.get("send"):
        return send_invoice(state, {}, draft)
    if sent.get("finalize"):
        return finalize_invoice(state, {}, draft)
    return rendered(state, state.invoice(draft))


def all_notes(state: State, _: Obj) -> list[Obj]:
    """Show every credit note, the oldest first."""
    return [rendered_note(note) for note in state.credit_notes.values()]


def all_refunds(state: State, _: Obj) -> list[Obj]:
    """Show every refund, the oldest first."""
    return list(state.refunds.values())


def all_disputes(state: State, _: Obj) -> list[Obj]:
    """Show every dispute, the oldest first."""
    return list(state.disputes.values())
