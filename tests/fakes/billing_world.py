"""What the Stripe in memory holds, and how a call is carried out, once per key."""

import itertools
import threading
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from typing import TypeVar, cast
from zoneinfo import ZoneInfo

from bot.clock import Clock, date_in
from bot.errors import NotFound, Trouble, VendorError
from bot.facts import (
    BackFact,
    BillingEvent,
    Customer,
    CustomerOrder,
    InvoiceLines,
    InvoiceOrder,
    Snapshot,
    SubscriptionFact,
    SubscriptionOrder,
)
from bot.money import Money
from bot.status import InvoiceStatus
from bot.value import digest
from tests.fakes.clock import FixedClock

_R = TypeVar("_R")
NEW_YORK = ZoneInfo("America/New_York")


def refusal(words: str, code: str = "invalid_request") -> VendorError:
    """Return a refusal as the real adapter raises it."""
    return VendorError("Stripe", words, trouble=Trouble.REFUSED, code=code)


def bare(invoice: Snapshot) -> Snapshot:
    """Return `invoice` as a list shows it: payments and what was taken back are not looked up."""
    return invoice.model_copy(update={"payments": (), "processing": False, "back": None})


class BillingWorld:
    """Customers, invoices, subscriptions, events, e-mails and the answers kept under keys."""

    def __init__(
        self, clock: Clock | None = None, *, is_live: bool = False, zone: ZoneInfo = NEW_YORK
    ) -> None:
        self.clock = clock or FixedClock()
        self.zone = zone
        self.live = is_live
        self.account = "acct_fake"
        """"": the key may not read it."""
        self.mails_by_itself = False
        """Whether Stripe e-mails what it finalizes by itself."""
        self.tax_percent = Decimal(0)
        """Of automatic tax."""
        self.tax_rates: dict[str, Decimal] = {}
        """Percent of each rate there is, by id."""
        self.untaxable: set[str] = set()
        """Customers (ids, or names where there is none yet) whose tax location is invalid."""
        self.customers: dict[str, Customer] = {}
        self.customer_orders: dict[str, CustomerOrder] = {}
        """As each customer of ours was ordered last."""
        self.invoices: dict[str, Snapshot] = {}
        self.orders: dict[str, InvoiceOrder] = {}
        self.lines: dict[str, InvoiceLines] = {}
        self.subs: dict[str, SubscriptionFact] = {}
        self.sub_orders: dict[str, SubscriptionOrder] = {}
        """As they bill now: `change_subscription` changes lines, terms and texts."""
        self.happened: list[BillingEvent] = []
        self.mails: list[tuple[str, str]] = []
        self.charges: dict[str, list[Money]] = {}
        """Invoice -> what is left to refund of each payment through Stripe, oldest first."""
        """(invoice, address) of every e-mail."""
        self.calls: list[tuple[str, str]] = []
        """(method, what it was about) of every call, repetitions included."""
        self.finalize_at: dict[str, datetime] = {}
        """When each draft finalizes by itself."""
        self.adjusted: dict[str, str] = {}
        """What each adjustment of ours made, by its id."""
        self.marks: dict[str, dict[str, str]] = {}
        """What is noted on what each adjustment of ours made."""
        self.dated: set[str] = set()
        """Drafts of subscriptions whose due date was set, and is counted no more."""
        self._turns: dict[str, int] = {}
        """How many periods each subscription has billed."""
        self._moment: datetime | None = None
        self._kept: dict[str, tuple[str, object]] = {}
        self._failures: list[tuple[VendorError, bool]] = []
        self._key = ""
        self._numbers = itertools.count(1)
        self._lock = threading.RLock()

    # --- levers

    def fail_next(self, error: VendorError, *, after: bool = False) -> None:
        """Make the next call fail: before its effect, or `after` it (as a time-out does).

        An error with the code "server_error" is kept under the call's key, as Stripe keeps it.
        """
        self._failures.append((error, after))

    def forget_keys(self) -> None:
        """Let a day pass, after which Stripe may have pruned its keys."""
        self._kept.clear()

    def add_customer(
        self, name: str, email: str, *, account_id: str = "", credit: Money | None = None
    ) -> str:
        """Let a customer exist; return its id."""
        ident = f"cus_{next(self._numbers)}"
        credits_ = () if credit is None else (credit,)
        self.customers[ident] = Customer(
            id=ident, name=name, email=email, account_id=account_id, credit=credits_
        )
        return ident

    def drop_customer(self, customer_id: str) -> None:
        """Delete a customer in the Dashboard."""
        del self.customers[customer_id]

    def catch_up(self) -> None:
        """Let what is due by now happen by itself (`billing_time`)."""

    # --- inside

    def _now(self) -> datetime:
        """Return the present, or the moment in the past that is being lived through."""
        return self._moment or self.clock.now()

    def _today(self) -> date:
        return date_in(self.zone, self._now())

    def _do(
        self,
        method: str,
        about: str,
        effect: Callable[[], _R],
        key: str = "",
        sent: object = None,
    ) -> _R:
        """Carry a call out once per key, failing where a test said so."""
        with self._lock:
            self.catch_up()
            self.calls.append((method, about))
            failure, after = self._failures.pop(0) if self._failures else (None, False)
            if failure and not after:
                raise failure
            if key not in self._kept:
                self._key = key
                result: object = effect()
                if failure and failure.code == "server_error":
                    result = failure
                if key:
                    self._kept[key] = (digest([method, sent]), result)
            else:
                request, result = self._kept[key]
                if request != digest([method, sent]):
                    raise refusal("This key was used for something else.", "idempotency_error")
            if failure or isinstance(result, VendorError):
                raise failure or cast("VendorError", result)
            return cast("_R", result)

    def _tell(self, stripe_id: str, kind: str, *, by_api: bool = False) -> None:
        of = self.subs.get(stripe_id)
        self.happened.append(
            BillingEvent(
                id=f"evt_{next(self._numbers)}",
                type=kind,
                stripe_id=stripe_id,
                of_subscription=kind.startswith("customer.subscription."),
                subscription_id=of.subscription_id if of else "",
                deal_id=of.deal_id if of else "",
                at=self._now(),
                by_api=by_api,
                key=self._key if by_api else "",
            )
        )

    def _change(
        self, stripe_id: str, kind: str, *, by_api: bool = False, **changes: object
    ) -> Snapshot:
        changed = self._invoice(stripe_id).model_copy(update=changes)
        self.invoices[stripe_id] = changed
        self._tell(stripe_id, kind, by_api=by_api)
        return changed

    def _customer(self, customer_id: str) -> Customer:
        if customer_id not in self.customers:
            raise NotFound(f"There is no customer {customer_id} at Stripe (any more).")
        return self.customers[customer_id]

    def _billed(self, customer_id: str) -> Customer:
        """Return the customer of an order, who must be there and have an address."""
        if customer_id not in self.customers:
            raise refusal(f"No such customer: '{customer_id}'", "resource_missing")
        if not self.customers[customer_id].email:
            raise refusal("Missing email: the customer must have one to be sent an invoice.")
        return self.customers[customer_id]

    def _credit(self, customer_id: str, amount: Money) -> None:
        """Put `amount` (negative: take it) on the customer's balance."""
        customer = self.customers[customer_id]
        has = {credit.currency: credit for credit in customer.credit}
        has[amount.currency] = has.get(amount.currency, Money.zero(amount.currency)) + amount
        left = tuple(credit for credit in has.values() if credit)
        self.customers[customer_id] = customer.model_copy(update={"credit": left})

    def _invoice(self, stripe_id: str) -> Snapshot:
        if stripe_id not in self.invoices:
            raise refusal(f"No such invoice: '{stripe_id}'", "resource_missing")
        return self.invoices[stripe_id]

    def _draft(self, stripe_id: str) -> Snapshot:
        invoice = self._invoice(stripe_id)
        if invoice.status is not None:
            raise refusal("Only a draft can be changed.", "invoice_not_editable")
        return invoice

    def _open(self, stripe_id: str) -> Snapshot:
        invoice = self._invoice(stripe_id)
        if invoice.status not in (InvoiceStatus.OPEN, InvoiceStatus.UNCOLLECTIBLE):
            raise refusal(f"This invoice is {invoice.status or 'a draft'}, not open.")
        return invoice

    def _taken_back(self, stripe_id: str, fact: BackFact, kind: str, *, by_api: bool) -> None:
        """Note `fact` on the invoice, in place of what it said before."""
        others = (back for back in self._invoice(stripe_id).back or () if back.id != fact.id)
        back = tuple(sorted((*others, fact), key=lambda one: one.at))
        self._change(stripe_id, kind, by_api=by_api, back=back)
