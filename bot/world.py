"""The world a ledger belongs to: one Salesforce org and one Stripe account, for good.

A refreshed sandbox or a swapped key would make the ledger speak of deals and invoices that are not
there, and bill what was billed already.
"""

from bot.deps import Deps
from bot.errors import Conflict, Misconfigured
from bot.ledger import desk

CURSOR = "world"

FIXES = {
    "org": "Point SALESFORCE_URL to the first one (a refreshed sandbox counts as another org)",
    "account": "Put a key of the first one into STRIPE_API_KEY",
    "mode": "Put a key of the first kind into STRIPE_API_KEY",
}
NAMES = {"org": "Salesforce org", "account": "Stripe account", "mode": "Stripe mode"}


def pin(deps: Deps) -> None:
    """Remember the world at the first start, and refuse to work in another one later.

    What a vendor does not tell is not remembered.

    Raises:
        Misconfigured: naming what is different and how to mend it.
        VendorError: if it cannot be asked.

    """
    seen = {
        "org": deps.crm.org_id(),
        "account": deps.billing.account_id(),
        "mode": "live" if deps.billing.is_live() else "test",
    }
    try:
        _remember(deps, seen)
    except Conflict:  # another bot starts for the first time, too: it has remembered meanwhile
        _remember(deps, seen)


def _remember(deps: Deps, seen: dict[str, str]) -> None:
    with deps.ledger.transaction() as s:
        known = desk.cursor(s, CURSOR, lock=True) or {}
        for what, value in seen.items():
            if value and known.get(what, value) != value:
                raise Misconfigured(_refusal(what, known[what], value))
        told = {what: value for what, value in seen.items() if value}
        desk.set_cursor(s, CURSOR, {**known, **told})


def _refusal(what: str, first: str, now: str) -> str:
    return (
        f"This ledger belongs to the {NAMES[what]} {first}, and the settings lead to {now}. "
        f"{FIXES[what]}, or give DATABASE_URL a new, empty ledger."
    )
