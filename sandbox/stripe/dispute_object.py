"""The dispute as Stripe's API shows it, and what it takes off and gives back to the account."""

from sandbox.stripe.errors import Obj
from sandbox.stripe.state import State, new_id

DAY = 86_400
ANSWER_WITHIN = 7 * DAY
FEE = 1500
"""Taken with the disputed amount; kept even when the dispute is won."""

REASONS = (
    *("bank_cannot_process", "check_returned", "credit_not_processed", "customer_initiated"),
    *("debit_not_authorized", "duplicate", "fraudulent", "general", "incorrect_account_details"),
    *("insufficient_funds", "noncompliant", "product_not_received", "product_unacceptable"),
    *("subscription_canceled", "unrecognized"),
)
EVIDENCE = (
    *("access_activity_log", "appeal", "billing_address", "cancellation_policy"),
    *("cancellation_policy_disclosure", "cancellation_rebuttal", "customer_communication"),
    *("customer_email_address", "customer_name", "customer_purchase_ip", "customer_signature"),
    *("duplicate_charge_documentation", "duplicate_charge_explanation", "duplicate_charge_id"),
    *("product_description", "receipt", "refund_policy", "refund_policy_disclosure"),
    *("refund_refusal_explanation", "service_date", "service_documentation"),
    *("shipping_address", "shipping_carrier", "shipping_date", "shipping_documentation"),
    *("shipping_tracking_number", "uncategorized_file", "uncategorized_text"),
)


def new_dispute(state: State, charge: Obj, amount: int, reason: str, *, inquiry: bool) -> Obj:
    """Return a dispute over `amount` of `charge`, no money moved yet."""
    card = charge["payment_method_details"]["type"] == "card"
    kind = "inquiry" if inquiry else "chargeback"
    details = {"brand": "visa", "case_type": kind, "network": "visa", "network_reason_code": "10"}
    return {
        "id": new_id("dp_1" if card else "du_1", 23),
        "object": "dispute",
        "amount": amount,
        "balance_transactions": [],
        "charge": charge["id"],
        "created": state.now(),
        "currency": charge["currency"],
        "enhanced_eligibility_types": [],
        "evidence": {**dict.fromkeys(EVIDENCE), "enhanced_evidence": {}},
        "evidence_details": {
            "due_by": state.now() + ANSWER_WITHIN,
            "enhanced_eligibility": {},
            "has_evidence": False,
            "past_due": False,
            "submission_count": 0,
            "submission_method": "manual",
        },
        "intended_submission_method": None,
        "is_charge_refundable": inquiry,
        "livemode": False,
        "metadata": {},
        "network_reason_code": None,
        "payment_intent": charge["payment_intent"],
        "payment_method_details": {"type": "card", "card": details} if card else None,
        "reason": reason,
        "status": "warning_needs_response" if inquiry else "needs_response",
    }


def moved(state: State, dispute: Obj, amount: int, fee: int) -> Obj:
    """Return the balance transaction of a withdrawal (negative) or reinstatement."""
    back = amount > 0
    words = "Chargeback reversal" if back else "Chargeback withdrawal"
    category = "dispute_reversal" if back else "dispute"
    fees = {"amount": fee, "application": None, "currency": dispute["currency"]}
    return {
        "id": new_id("txn_1", 23),
        "object": "balance_transaction",
        "amount": amount,
        "available_on": state.now(),
        "balance_type": "payments",
        "created": state.now(),
        "currency": dispute["currency"],
        "description": f"{words} for {dispute['charge']}",
        "exchange_rate": None,
        "fee": fee,
        "fee_details": [{**fees, "description": "Dispute fee", "type": "stripe_fee"}]
        if fee
        else [],
        "net": amount - fee,
        "reporting_category": category,
        "source": dispute["id"],
        "status": "available",
        "type": "adjustment",
    }
