"""The core's `Billing` port, kept by Stripe."""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime

from bot import facts
from bot.clock import Clock, SystemClock
from bot.settings import Settings
from bot.turnstile import ALONE, Share
from integrations.stripe import checks, customers, events, reading
from integrations.stripe.billing_invoices import StripeInvoices
from integrations.stripe.billing_others import StripeCorrections, StripeSubscriptions
from integrations.stripe.client import make_client

_SYSTEM = SystemClock()


def connect(
    settings: Settings,
    *,
    clock: Clock = _SYSTEM,
    share: Callable[[], Share] = lambda: ALONE,
    may_call: Callable[[], None] = lambda: None,
) -> "StripeBilling":
    """Return the billing port for the account of `settings`; nothing is sent yet.

    Only our `share` of its limits is used; `may_call`, asked right before each call, may raise
    `VendorError` instead.
    """
    return StripeBilling(make_client(settings, share, may_call), settings, clock)


class StripeBilling(StripeInvoices, StripeCorrections, StripeSubscriptions):
    """`bot.ports.Billing` over Stripe's API; safe to share between threads."""

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
        """Make a customer, with its tax id."""
        return customers.create(self._client, order, key)

    def update_customer(
        self, customer_id: str, order: facts.CustomerOrder, *, key: str
    ) -> facts.Customer:
        """Bring name, address, e-mail, tax id and language of a customer up to date."""
        return customers.update(self._client, customer_id, order, key)

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
        """Yield every draft that carries an id of ours, or that a subscription of ours made."""
        return reading.drafts(self._client, self._zone)

    def events(self, since: datetime) -> facts.EventPage:
        """Return what happened to invoices and subscriptions since `since`, oldest first."""
        return events.read(self._client, since, self._clock.now())

    def was_e_mailed(self, stripe_id: str, since: datetime) -> bool:
        """Return whether the invoice was e-mailed to the customer since `since`."""
        return events.was_e_mailed(self._client, stripe_id, since, self._clock.now())

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
