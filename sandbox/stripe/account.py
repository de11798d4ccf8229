"""The account itself, as an owner's key sees it."""

from sandbox.stripe.errors import Obj
from sandbox.stripe.state import ACCOUNT, ACCOUNT_NAME, CURRENCY, State


def retrieve_account(_state: State, _: Obj) -> Obj:
    """Answer GET /v1/account."""
    return {
        "id": ACCOUNT,
        "object": "account",
        "business_profile": {"name": ACCOUNT_NAME, "url": None, "support_email": None},
        "business_type": "company",
        "capabilities": {"card_payments": "active", "transfers": "active"},
        "charges_enabled": True,
        "country": "US",
        "created": 1_700_000_000,
        "default_currency": CURRENCY,
        "details_submitted": True,
        "email": "billing@harbor-and-pine.example",
        "metadata": {},
        "payouts_enabled": True,
        "settings": {"dashboard": {"display_name": ACCOUNT_NAME, "timezone": "Etc/UTC"}},
        "type": "standard",
    }


def retrieve_balance(state: State, _: Obj) -> Obj:
    """Answer GET /v1/balance: what charges came to, less what went back."""
    sums: dict[str, int] = {CURRENCY: 0}
    for charge in state.charges.values():
        if charge["paid"]:
            left = charge["amount"] - charge["amount_refunded"]
            sums[charge["currency"]] = sums.get(charge["currency"], 0) + left
    for dispute in state.disputes.values():
        sums[dispute["currency"]] += sum(row["net"] for row in dispute["balance_transactions"])
    rows = [{"amount": amount, "currency": currency} for currency, amount in sums.items()]
    nothing = [{"amount": 0, "currency": currency} for currency in sums]
    return {"object": "balance", "available": rows, "livemode": False, "pending": nothing}
