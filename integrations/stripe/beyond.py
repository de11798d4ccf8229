"""What the key may do beyond need: tried by reading, and by changing what is not there."""

from collections.abc import Callable, Mapping, Sequence

import stripe

from bot.errors import VendorError
from bot.facts import Check
from integrations.stripe.errors import MISSING, translated

Probe = Callable[[stripe.StripeClient], object]

WRITING: Mapping[str, Probe] = {
    "Payouts": lambda client: client.v1.payouts.cancel("po_closedwon_probe"),
    "Transfers": lambda client: client.v1.transfers.update("tr_closedwon_probe", {}),
    "Top-ups": lambda client: client.v1.topups.cancel("tu_closedwon_probe"),
    "Webhook Endpoints": lambda client: client.v1.webhook_endpoints.delete("we_closedwon_probe"),
    "PaymentIntents": lambda client: client.v1.payment_intents.cancel("pi_closedwon_probe"),
    "Disputes": lambda client: client.v1.disputes.close("dp_closedwon_probe"),
}
"""What would move money, give a dispute up, or tell others of it: never needed."""
READING: Mapping[str, Probe] = {
    "Balance transactions": lambda client: client.v1.balance_transactions.list({"limit": 1}),
    "Payouts": lambda client: client.v1.payouts.list({"limit": 1}),
    "Transfers": lambda client: client.v1.transfers.list({"limit": 1}),
    "Top-ups": lambda client: client.v1.topups.list({"limit": 1}),
    "Webhook Endpoints": lambda client: client.v1.webhook_endpoints.list({"limit": 1}),
    "Setup Intents": lambda client: client.v1.setup_intents.list({"limit": 1}),
    "Files": lambda client: client.v1.files.list({"limit": 1}),
    "Issuing": lambda client: client.v1.issuing.cards.list({"limit": 1}),
}
"""What closedwon never looks at; what may be written may be read as well, and is named once."""


def beyond(client: stripe.StripeClient) -> Check:
    """Return the check of a restricted key; what Stripe does not answer is no sign of a right."""
    written = [name for name, probe in WRITING.items() if _may(client, probe)]
    rest = {name: probe for name, probe in READING.items() if name not in written}
    read = [name for name, probe in rest.items() if _may(client, probe)]
    if not written and not read:
        sentence = f"It may not write {', '.join(WRITING)}, nor read what is never looked at."
        return Check(name="Stripe key beyond", ok=True, sentence=sentence, fatal=False)
    rights = [f"{do} {', '.join(names)}" for do, names in _named(written, read)]
    words = ", ".join([*written, *read])
    return Check(
        name="Stripe key beyond",
        ok=False,
        sentence=f"The key may also {' and '.join(rights)}, which closedwon never does.",
        fix=f"In the Stripe Dashboard under Developers, API keys, Edit key, take away {words}"
        " (PaymentIntents and Disputes: leave them at read).",
        fatal=False,
    )


def _named(written: Sequence[str], read: Sequence[str]) -> list[tuple[str, Sequence[str]]]:
    return [(do, names) for do, names in (("write", written), ("read", read)) if names]


def _may(client: stripe.StripeClient, probe: Probe) -> bool:
    """Return whether Stripe did it, or looked for what is not there."""
    try:
        with translated():
            probe(client)
    except VendorError as error:
        return error.code == MISSING
    return True
