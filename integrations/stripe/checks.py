"""What `doctor` finds about the key and what it may do, and whose key it is."""

from collections.abc import Sequence

import stripe

from bot.errors import Trouble, VendorError
from bot.facts import Check
from integrations.stripe.beyond import Probe, beyond
from integrations.stripe.errors import AUTHENTICATION, MISSING, PERMISSION, translated

_FIX_KEY = "Create a restricted key in the Stripe Dashboard and put it into STRIPE_API_KEY."
_FIX_RIGHT = "In the Stripe Dashboard under Developers, API keys, Edit key, grant {}."

_READING: dict[str, Probe] = {
    "Customers": lambda client: client.v1.customers.list({"limit": 1}),
    "Invoices": lambda client: client.v1.invoices.list({"limit": 1}),
    "Events": lambda client: client.v1.events.list({"limit": 1}),
    "PaymentIntents": lambda client: client.v1.payment_intents.retrieve("pi_closedwon_probe"),
    "Charges and Refunds": lambda client: client.v1.refunds.list({"limit": 1}),
    "Disputes": lambda client: client.v1.disputes.list({"limit": 1}),
}
_WRITING: dict[str, Probe] = {
    "Customers": lambda client: client.v1.customers.update("cus_closedwon_probe", {}),
    "Invoices": lambda client: client.v1.invoices.void_invoice("in_closedwon_probe"),
    "Credit notes": lambda client: client.v1.credit_notes.void_credit_note("cn_closedwon_probe"),
    "Subscriptions": lambda client: client.v1.subscriptions.update("sub_closedwon_probe", {}),
    "Products": lambda client: client.v1.products.update("prod_closedwon_probe", {}),
}
"""Changes of things that are not there: who may not write is told so before Stripe looks."""


def check(client: stripe.StripeClient, key: str, *, is_live: bool) -> Sequence[Check]:
    """Return the checks; a key that is not accepted or a silent Stripe ends them."""
    probes = [(f"{name}: read", probe) for name, probe in _READING.items()]
    probes += [(f"{name}: write", probe) for name, probe in _WRITING.items()]
    rights = []
    for name, probe in probes:
        try:
            with translated():
                probe(client)
        except VendorError as error:
            if error.code == AUTHENTICATION or error.retryable:
                return [_unusable(error)]
            if error.code != MISSING:
                rights.append(_lacking(name, error))
                continue
        rights.append(_granted(name))
    return [_usable(is_live=is_live), *_restricted(client, key), *rights, *_notes()]


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


def _restricted(client: stripe.StripeClient, key: str) -> list[Check]:
    if key.startswith("rk_"):
        return [beyond(client)]
    sentence = "The key is a full secret key: it may do anything in the account."
    return [
        Check(name="Stripe key kind", ok=False, sentence=sentence, fix=_FIX_KEY, fatal=False),
    ]


def _granted(name: str) -> Check:
    return Check(name=f"Stripe {name}", ok=True, sentence="Granted.")


def _lacking(name: str, error: VendorError) -> Check:
    fix = _FIX_RIGHT.format(name) if error.code == PERMISSION else ""
    return Check(name=f"Stripe {name}", ok=False, sentence=str(error), fix=fix)


def _notes() -> list[Check]:
    return [
        Check(
            name="Stripe Payment Records: write",
            ok=True,
            sentence="Cannot be tried without writing: the key needs it to record payments that"
            " came in by bank transfer.",
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
