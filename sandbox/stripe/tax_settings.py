"""The account's settings of Stripe Tax, as GET /v1/tax/settings shows them."""

from sandbox.stripe.errors import Obj
from sandbox.stripe.state import State


def retrieve_tax_settings(state: State, _: Obj) -> Obj:
    """Answer GET /v1/tax/settings."""
    return {
        "object": "tax.settings",
        "defaults": {
            "provider": "stripe",
            "tax_behavior": state.settings.tax_behavior,
            "tax_code": "txcd_10000000",
        },
        "head_office": {
            "address": {
                "city": "Portland",
                "country": "US",
                "line1": "1 Harbor Way",
                "line2": None,
                "postal_code": "97201",
                "state": "OR",
            }
        },
        "livemode": False,
        "status": "active",
        "status_details": {"active": {}},
    }
