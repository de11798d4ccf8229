"""What `doctor` finds about the key and what it may do, and whose key it is."""

from collections.abc import Callable, Sequence

import stripe

from bot.errors import Trouble, VendorError
from bot.facts import Check
from integrations.stripe.errors import AUTHENTICATION, MISSING, PERMISSION, translated

_NO_SUCH_INTENT = "pi_closedwon_probe"
_FIX_KEY = "Create a restricted key in the Stripe Dashboard and put it into STRIPE_API_KEY."
_FIX_RIGHT = "In the Stripe Dashboard under Developers, API keys, Edit key, grant {}: read."


def check(client: stripe.StripeClient, key: str, *, is_live: bool) -> Sequence[Check]:
    """Return the checks; a key that is not accepted or a silent Stripe ends them."""
    probes: dict[str, Callable[[], object]] = {
        "Customers": lambda: client.v1.customers.list({"limit": 1}),
        "Invoices": lambda: client.v1.invoices.list({"limit": 1}),
        "Events": lambda: client.v1.events.list({"limit": 1}),
        "PaymentIntents": lambda: client.v1.payment_intents.retrieve(_NO_SUCH_INTENT),
    }
    rights = []
    for name, probe in probes.items():
        try:
            with translated():
                probe()
        except VendorError as error:
            if error.code == AUTHENTICATION or error.retryable:
                return [_unusable(error)]
            if error.code != MISSING:
                rights.append(_lacking(name, error))
                continue
        rights.append(_granted(name))
    return [_usable(is_live=is_live), *_restricted(key), *rights, *_notes()]


def account_id(client: stripe.StripeClient) -> str:
    """Return the id of the account, "" if the key may not read it."""
    try:
        with translated():
            return client.v1.accounts.retrieve_current().id
    except VendorError as error:
        if error.code == PERMISSION:
            return ""
        raise


def _unusable(error: VendorError) -> Check:
    is_down = error.trouble is not Trouble.REFUSED
    fix = "Try again; see status.stripe.com." if is_down else _FIX_KEY
    return Check(name="Stripe key", ok=False, sentence=str(error), fix=fix, fatal=not is_down)


def _usable(*, is_live: bool) -> Check:
    mode = "live: real invoices go out" if is_live else "test: nothing is e-mailed or charged"
    return Check(name="Stripe key", ok=True, sentence=f"The key works and is {mode}.")


def _restricted(key: str) -> list[Check]:
    if key.startswith("rk_"):
        return []
    sentence = "The key is a full secret key: it may do anything in the account."
    return [
        Check(name="Stripe key kind", ok=False, sentence=sentence, fix=_FIX_KEY, fatal=False),
    ]


def _granted(name: str) -> Check:
    return Check(name=f"Stripe {name}: read", ok=True, sentence="Granted.")


def _lacking(name: str, error: VendorError) -> Check:
    fix = _FIX_RIGHT.format(name) if error.code == PERMISSION else ""
    return Check(name=f"Stripe {name}: read", ok=False, sentence=str(error), fix=fix)


def _notes() -> list[Check]:
    return [
        Check(
            name="Stripe write permissions",
            ok=True,
            sentence="Cannot be tried without writing: the key needs Customers: write and"
            " Invoices: write.",
            fatal=False,
        ),
        Check(
            name="Stripe reminders",
            ok=True,
            sentence="Cannot be read: make sure that in the Dashboard under Settings, Billing,"
            " Invoices the reminders for unpaid invoices are off, or customers are reminded"
            " twice.",
            fatal=False,
        ),
    ]
