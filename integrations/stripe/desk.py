"""What every part of the billing port needs: the client, the billing time zone and the clock."""

import threading
from zoneinfo import ZoneInfo

import stripe

from bot.clock import Clock
from bot.facts import Snapshot
from bot.settings import Settings
from integrations.stripe import invoices
from integrations.stripe.translate import snapshot_of

_MOST_KNOWN = 10_000


class Desk:
    """Safe to share between threads."""

    def __init__(self, client: stripe.StripeClient, settings: Settings, clock: Clock) -> None:
        """Speak through `client`; dates are those of the billing time zone."""
        self._client = client
        self._settings = settings
        self._clock = clock
        self._taxed: dict[str, bool] = {}
        self._lock = threading.Lock()

    @property
    def _zone(self) -> ZoneInfo:
        return self._settings.billing_timezone

    def _shown(self, invoice: stripe.Invoice, *, sent: bool | None = None) -> Snapshot:
        return snapshot_of(invoice, self._zone, sent=sent)

    def _remember_tax(self, stripe_id: str, *, taxed: bool) -> None:
        with self._lock:
            if len(self._taxed) >= _MOST_KNOWN:
                self._taxed.clear()
            self._taxed[stripe_id] = taxed

    def _is_taxed(self, stripe_id: str) -> bool:
        """Return whether Stripe works out the tax; asked only of drafts not made just now."""
        known = self._taxed.get(stripe_id)
        if known is None:
            known = invoices.is_taxed(self._client, stripe_id)
            self._remember_tax(stripe_id, taxed=known)
        return known
