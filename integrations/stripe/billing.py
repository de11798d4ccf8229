"""The core's `Billing` port, kept by Stripe."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

import stripe

from bot import facts
from bot.clock import Clock, SystemClock
from bot.settings import Settings
from integrations.stripe import checks, customers, events, invoices, reading
from integrations.stripe.client import make_client
from integrations.stripe.translate import snapshot_of

_SYSTEM = SystemClock()


def connect(settings: Settings, *, clock: Clock = _SYSTEM) -> "StripeBilling":
    """Return the billing port for the account of `settings`; nothing is sent yet."""
    return StripeBilling(make_client(settings), settings, clock)


class StripeBilling:
    """`bot.ports.Billing` over Stripe's API; safe to share between threads."""

    def __init__(self, client: stripe.StripeClient, settings: Settings, clock: Clock) -> None:
        """Speak through `client`; dates are those of the billing time zone."""
        self._client = client
        self._settings = settings
        self._clock = clock

    @property
    def _zone(self) -> ZoneInfo:
        return self._settings.billing_timezone

    def find_customers(self, account_id: str, email: str) -> Sequence[facts.Customer]:
        """Return customers that may be this account's: by our metadata, then by e-mail."""
        return customers.find(self._client, account_id, email)

    def customer(self, customer_id: str) -> facts.Customer:
        """Return one customer with its credit balances.

        Raises:
            NotFound: if it was deleted or never existed.

        """
        return customers.read(self._client, customer_id)

    def create_customer(self, order: facts.CustomerOrder, *, key: str) -> facts.Customer:
        """Make a customer."""
        return customers.create(self._client, order, key)

    def draft(self, order: facts.InvoiceOrder, *, key: str) -> str:
        """Make a draft invoice without lines; return its Stripe id."""
        return invoices.draft(self._client, order, key, self._zone)

    def add_lines(self, stripe_id: str, lines: facts.InvoiceLines, *, key: str) -> facts.Snapshot:
        """Put the lines on a draft; return it as it stands."""
        invoice = invoices.add_lines(self._client, stripe_id, lines.lines, key)
        return snapshot_of(invoice, self._zone)

    def send(self, stripe_id: str, *, key: str) -> facts.Snapshot:
        """Finalize and e-mail a draft, or e-mail an open invoice again."""
        return snapshot_of(invoices.send(self._client, stripe_id, key), self._zone, sent=True)

    def discard(self, stripe_id: str) -> None:
        """Delete a draft that must not go out; one that is gone already is fine."""
        invoices.discard(self._client, stripe_id)

    def note(self, stripe_id: str, notes: dict[str, str], *, key: str) -> None:
        """Write `notes` into the invoice's metadata ("" removes one)."""
        invoices.note(self._client, stripe_id, notes, key)

    def snapshot(self, stripe_id: str) -> facts.Snapshot:
        """Return the invoice as it is now.

        Raises:
            NotFound: if there is none (a deleted draft).

        """
        return reading.snapshot(self._client, stripe_id, self._zone)

    def find_invoice(
        self, customer_id: str, invoice_id: str, since: datetime
    ) -> facts.Snapshot | None:
        """Return the customer's invoice made since `since` that carries our id."""
        return reading.find(self._client, customer_id, invoice_id, since, self._zone)

    def open_invoices(self, customer_id: str = "") -> Iterator[facts.Snapshot]:
        """Yield every open invoice, of one customer if named; payments are not looked up."""
        return reading.open_invoices(self._client, customer_id, self._zone)

    def drafts(self) -> Iterator[facts.Snapshot]:
        """Yield every draft that carries an id of ours."""
        return reading.drafts(self._client, self._zone)

    def events(self, since: datetime) -> facts.EventPage:
        """Return what happened to invoices since `since`, oldest first."""
        return events.read(self._client, since, self._clock.now())

    def checks(self) -> Sequence[facts.Check]:
        """Return what `doctor` finds about the key and its permissions."""
        key = self._settings.stripe_api_key.get_secret_value()
        return checks.check(self._client, key, is_live=self.is_live())

    def is_live(self) -> bool:
        """Return whether real money moves."""
        return self._settings.stripe_is_live

    def account_id(self) -> str:
        """Return the id of the account, "" if the key may not read it."""
        return checks.account_id(self._client)
