"""All that the local Stripe knows, and who is acting on it just now."""

import contextlib
import secrets
import string
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from sandbox.changes import Changes
from sandbox.clock import WorldClock
from sandbox.stripe.errors import Obj, missing

API_VERSION = "2026-10-28.endive"
ACCOUNT = "acct_1SandboxOfClosedwon"
ACCOUNT_NAME = "Harbor & Pine Software"
CURRENCY = "usd"
"""The account's default currency."""

TAX_BEHAVIORS = ("exclusive", "inclusive", "inferred_by_currency", None)
"""What the account may say of prices that do not say so themselves."""

_LETTERS = string.ascii_letters + string.digits


@dataclass
class Settings:
    """What an owner sets in the Dashboard."""

    email_finalized: bool = True
    """Whether Stripe itself e-mails an invoice it finalizes automatically."""
    enforce_limits: bool = False
    permissions: dict[str, str] | None = None
    """What the restricted key may do: resource to "read" or "write"; None is everything."""
    tax_behavior: str | None = "exclusive"
    """Whether tax is in prices that do not say so themselves; None when nobody decided."""
    tax_fails: bool = False
    """Whether Stripe's tax service is out of order."""


@dataclass(frozen=True)
class Taxing:
    """How a line is to be taxed, which Stripe does not show on it."""

    rates: tuple[str, ...] | None = None
    """Ids of the tax rates chosen for it; None takes the invoice's default ones."""
    behavior: str | None = None
    """Its price's tax behavior."""
    stated: bool = False
    """Whether somebody stated the tax amounts: then they stay."""


class State:
    """The objects in the shapes Stripe answers with; each table keeps the order of creation."""

    def __init__(self, clock: WorldClock, changes: Changes | None = None) -> None:
        """Begin empty, living by `clock`; whoever shows it hears of it by `changes`."""
        self._clock = clock
        self.changes = changes or Changes()
        self._moment: int | None = None
        self.settings = Settings()
        self.request: Obj = {"id": None, "idempotency_key": None}
        self.customers: dict[str, Obj] = {}
        self.invoices: dict[str, Obj] = {}
        self.lines: dict[str, list[Obj]] = defaultdict(list)
        """The line items of each invoice."""
        self.taxing: dict[str, Taxing] = {}
        """How each line item is taxed, by its id; one that is not here, by default."""
        self.tax_rates: dict[str, Obj] = {}
        self.tax_ids: dict[str, Obj] = {}
        self.payments: dict[str, Obj] = {}
        """Invoice payments: what links an invoice to a payment intent or record."""
        self._paying: dict[str, list[Obj]] = defaultdict(list)
        self.intents: dict[str, Obj] = {}
        self.charges: dict[str, Obj] = {}
        self.records: dict[str, Obj] = {}
        self.products: dict[str, Obj] = {}
        self.prices: dict[str, Obj] = {}
        self.subscriptions: dict[str, Obj] = {}
        self.days_until_due: dict[str, int] = {}
        """Of a subscription's invoice: its due date is counted from its finalization."""
        self.overdue: set[str] = set()
        """The invoices of subscriptions whose due date passed without payment."""
        self.refunds: dict[str, Obj] = {}
        self.disputes: dict[str, Obj] = {}
        self.credit_notes: dict[str, Obj] = {}
        self.balances: dict[tuple[str, str], int] = defaultdict(int)
        """(customer, currency) to what the customer owes; a credit is negative."""
        self.off_stripe: dict[str, int] = defaultdict(int)
        """How much of an invoice was paid outside of Stripe."""
        self.events: list[Obj] = []
        self.outbox: list[Obj] = []

    def now(self) -> int:
        """Return the present in Unix seconds."""
        return self._clock.timestamp() if self._moment is None else self._moment

    @contextlib.contextmanager
    def at(self, moment: int) -> Iterator[None]:
        """Let `moment` be the present, for what happened before anyone looked."""
        self._moment = moment
        try:
            yield
        finally:
            self._moment = None

    @contextlib.contextmanager
    def asked_by(self, request: str | None, key: str | None) -> Iterator[None]:
        """Attribute what happens to an API request; outside of this, a person did it."""
        self.request = {"id": request, "idempotency_key": key}
        try:
            yield
        finally:
            self.request = {"id": None, "idempotency_key": None}

    def customer(self, ident: str, param: str = "customer", *, in_path: bool = False) -> Obj:
        """Return the customer, refusing one that never was or is deleted."""
        found = self.customers.get(ident)
        if found is None or found.get("deleted"):
            missing("customer", ident, param, in_path=in_path)
        return found

    def invoice(self, ident: str, param: str = "invoice", *, in_path: bool = True) -> Obj:
        """Return the invoice as it is kept (see `invoice_object.rendered` for its shape)."""
        found = self.invoices.get(ident)
        if found is None:
            missing("invoice", ident, param, in_path=in_path)
        return found

    def subscription(self, ident: str, param: str = "id", *, in_path: bool = True) -> Obj:
        """Return the subscription, refusing one that never was; a canceled one is still there."""
        found = self.subscriptions.get(ident)
        if found is None:
            missing("subscription", ident, param, in_path=in_path)
        return found

    def payments_of(self, invoice: str) -> list[Obj]:
        """Return the invoice's payments, oldest first."""
        return self._paying[invoice]

    def add_payment(self, payment: Obj) -> None:
        """Keep a new invoice payment."""
        self.payments[payment["id"]] = payment
        self._paying[payment["invoice"]].append(payment)


def new_id(prefix: str, length: int = 24) -> str:
    """Return a fresh identifier; random, so that a restarted sandbox never repeats one."""
    return f"{prefix}_" + "".join(secrets.choice(_LETTERS) for _ in range(length))


def new_prefix() -> str:
    """Return a fresh invoice prefix for a customer."""
    return "".join(secrets.choice(string.ascii_uppercase + string.digits) for _ in range(8))
