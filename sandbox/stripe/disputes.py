"""Disputes: a customer's bank takes the money back; the invoice still says paid.

An inquiry ("warning") only asks; a chargeback takes the amount and a fee off the account at
once, and a won one gives the amount back.
"""

from copy import deepcopy

from sandbox.stripe.check import merged
from sandbox.stripe.dispute_object import FEE, moved, new_dispute
from sandbox.stripe.errors import Obj, missing, refuse
from sandbox.stripe.events import difference, emit
from sandbox.stripe.paging import in_range, page
from sandbox.stripe.state import State

_WAITING = ("needs_response", "warning_needs_response")
_OVER = ("lost", "prevented", "warning_closed", "won")
_TRANSFERS = "customer_balance"


def open_dispute(state: State, charge: Obj, amount: int, reason: str, *, inquiry: bool) -> Obj:
    """Open a dispute over `amount` of `charge`, as the customer's bank does."""
    if not charge["paid"] or charge["payment_method_details"]["type"] == _TRANSFERS:
        refuse(f"Charge {charge['id']} can't be disputed: only cards and bank debits can.")
    if any(case["charge"] == charge["id"] for case in state.disputes.values()):
        refuse(f"Charge {charge['id']} has been disputed before.")
    if not 0 < amount <= charge["amount"]:
        refuse(f"A dispute is over 1 to {charge['amount']}.", param="amount")
    dispute = new_dispute(state, charge, amount, reason, inquiry=inquiry)
    state.disputes[dispute["id"]] = dispute
    charge["disputed"] = True
    emit(state, "charge.dispute.created", dispute)
    if not inquiry:
        _withdraw(state, dispute)
    return dispute


def escalate(state: State, dispute: Obj) -> None:
    """Let an inquiry become a chargeback."""
    if not dispute["status"].startswith("warning_") or dispute["status"] in _OVER:
        refuse("Only an open inquiry can become a chargeback.")
    _change(state, dispute, {"status": "needs_response", "is_charge_refundable": False})
    _withdraw(state, dispute)


def _withdraw(state: State, dispute: Obj) -> None:
    before = deepcopy(dispute)
    dispute["balance_transactions"].append(moved(state, dispute, -dispute["amount"], FEE))
    emit(state, "charge.dispute.funds_withdrawn", dispute, difference(before, dispute))


def win(state: State, dispute: Obj) -> None:
    """Decide for the account: an inquiry just ends, a chargeback's amount comes back."""
    require_undecided(dispute)
    if dispute["status"].startswith("warning_"):
        _close(state, dispute, "warning_closed")
        return
    _close(state, dispute, "won")
    before = deepcopy(dispute)
    dispute["balance_transactions"].append(moved(state, dispute, dispute["amount"], 0))
    emit(state, "charge.dispute.funds_reinstated", dispute, difference(before, dispute))


def lose(state: State, dispute: Obj) -> None:
    """Decide for the customer; an inquiry becomes a chargeback first."""
    require_undecided(dispute)
    if dispute["status"].startswith("warning_"):
        escalate(state, dispute)
    _close(state, dispute, "lost")


def require_undecided(dispute: Obj) -> None:
    """Refuse to touch a dispute that is over."""
    if dispute["status"] in _OVER:
        refuse(f"This dispute is already closed ({dispute['status']}).")


def _close(state: State, dispute: Obj, status: str) -> None:
    before = deepcopy(dispute)
    dispute["status"] = status
    dispute["is_charge_refundable"] = status != "lost"
    emit(state, "charge.dispute.closed", dispute, difference(before, dispute))


def _change(state: State, dispute: Obj, changes: Obj) -> None:
    before = deepcopy(dispute)
    dispute |= changes
    if previous := difference(before, dispute):
        emit(state, "charge.dispute.updated", dispute, previous)


def retrieve_dispute(state: State, _: Obj, ident: str) -> Obj:
    """Answer GET /v1/disputes/{id}."""
    return state.disputes.get(ident) or missing("dispute", ident)


def list_disputes(state: State, params: Obj) -> Obj:
    """Answer GET /v1/disputes."""

    def wanted(dispute: Obj) -> bool:
        same = all(
            params.get(name) in (None, dispute[name]) for name in ("charge", "payment_intent")
        )
        return same and in_range(dispute["created"], params.get("created"))

    return page(state.disputes.values(), params, "/v1/disputes", wanted)


def update_dispute(state: State, params: Obj, ident: str) -> Obj:
    """Answer POST /v1/disputes/{id}: evidence is submitted unless `submit` is false."""
    dispute = retrieve_dispute(state, params, ident)
    changes: Obj = {}
    if "metadata" in params:
        changes["metadata"] = merged(dispute["metadata"], params["metadata"])
    submits = params.get("submit", "evidence" in params)
    if "evidence" in params or submits:
        changes |= _evidence(state, dispute, params.get("evidence") or {}, submit=submits)
    _change(state, dispute, changes)
    return dispute


def _evidence(state: State, dispute: Obj, sent: Obj, *, submit: bool) -> Obj:
    if dispute["status"] not in _WAITING or dispute["evidence_details"]["due_by"] < state.now():
        refuse("This dispute can no longer be responded to.", param="evidence")
    evidence = {**dispute["evidence"], **sent}
    details = dict(dispute["evidence_details"])
    details["has_evidence"] = any(value for value in evidence.values())
    changes: Obj = {"evidence": evidence, "evidence_details": details}
    if submit:
        if not details["has_evidence"]:
            refuse("There is no evidence to submit.", param="evidence")
        details["submission_count"] += 1
        inquiry = dispute["status"].startswith("warning_")
        changes["status"] = "warning_under_review" if inquiry else "under_review"
    return changes


def close_dispute(state: State, _: Obj, ident: str) -> Obj:
    """Answer POST /v1/disputes/{id}/close: it is accepted, and thereby lost."""
    dispute = retrieve_dispute(state, {}, ident)
    if dispute["status"] != "needs_response":
        refuse(
            "You can only close a dispute that needs a response. This dispute is"
            f" {dispute['status']}."
        )
    _close(state, dispute, "lost")
    return dispute
