"""What the Stripe in memory holds, and the levers for what customers and colleagues do."""

import itertools
import threading
from collections.abc import Callable
from typing import TypeVar, cast

from bot.clock import Clock
from bot.errors import NotFound, Trouble, VendorError
from bot.facts import BillingEvent, Customer, InvoiceLines, InvoiceOrder, PaymentFact, Snapshot
from bot.money import Money
from bot.status import InvoiceStatus
from bot.value import digest
from tests.fakes.clock import FixedClock

_R = TypeVar("_R")


def refusal(words: str, code: str = "invalid_request") -> VendorError:
    """Return a refusal as the real adapter raises it."""
    return VendorError("Stripe", words, trouble=Trouble.REFUSED, code=code)


def bare(invoice: Snapshot) -> Snapshot:
    """Return `invoice` as a list shows it: payments are not looked up."""
    return invoice.model_copy(update={"payments": (), "processing": False})


class BillingWorld:
    """Customers, invoices, events, e-mails and the answers kept under keys."""

    def __init__(self, clock: Clock | None = None, *, is_live: bool = False) -> None:
        self.clock = clock or FixedClock()
        self.live = is_live
        self.account = "acct_fake"
        """"": the key may not read it."""
        self.customers: dict[str, Customer] = {}
        self.invoices: dict[str, Snapshot] = {}
        self.orders: dict[str, InvoiceOrder] = {}
        self.lines: dict[str, InvoiceLines] = {}
        self.happened: list[BillingEvent] = []
        self.mails: list[tuple[str, str]] = []
        """(invoice, address) of every e-mail."""
        self.calls: list[tuple[str, str]] = []
        """(method, what it was about) of every call, repetitions included."""
        self._kept: dict[str, tuple[str, object]] = {}
        self._failures: list[tuple[VendorError, bool]] = []
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

    def pay(self, stripe_id: str, amount: Money | None = None, *, kind: str = "card") -> None:
        """Let money arrive: all that is left, or `amount`; too much becomes credit."""
        invoice = self._open(stripe_id)
        amount = amount or invoice.balance
        applied, now = min(amount, invoice.balance), self.clock.now()
        ident = f"inpay_{next(self._numbers)}"
        fact = PaymentFact(id=ident, amount=applied, kind=kind, paid_at=now)
        left = invoice.balance - applied
        self._change(
            stripe_id,
            "invoice_payment.paid",
            paid=invoice.paid + applied,
            balance=left,
            overpaid=invoice.overpaid + (amount - applied),
            payments=(*invoice.payments, fact),
            processing=False,
        )
        if not left:
            self._change(stripe_id, "invoice.paid", status=InvoiceStatus.PAID, paid_at=now)

    def process(self, stripe_id: str) -> None:
        """Let a bank debit be under way; `pay` settles it."""
        self._open(stripe_id)
        self.invoices[stripe_id] = self.invoices[stripe_id].model_copy(update={"processing": True})

    def void(self, stripe_id: str) -> None:
        """Void the invoice in the Dashboard."""
        self._open(stripe_id)
        self._change(stripe_id, "invoice.voided", status=InvoiceStatus.VOID)

    def write_off(self, stripe_id: str) -> None:
        """Mark the invoice as uncollectible in the Dashboard."""
        self._open(stripe_id)
        status = InvoiceStatus.UNCOLLECTIBLE
        self._change(stripe_id, "invoice.marked_uncollectible", status=status)

    # --- inside

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
            self.calls.append((method, about))
            failure, after = self._failures.pop(0) if self._failures else (None, False)
            if failure and not after:
                raise failure
            if key not in self._kept:
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
        ident = f"evt_{next(self._numbers)}"
        self.happened.append(
            BillingEvent(
                id=ident, type=kind, stripe_id=stripe_id, at=self.clock.now(), by_api=by_api
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
        assert invoice.status in (InvoiceStatus.OPEN, InvoiceStatus.UNCOLLECTIBLE)
        return invoice

    def _blank(self, order: InvoiceOrder) -> Snapshot:
        customer = self.customers[order.customer_id]
        nothing = Money.zero(order.currency)
        return Snapshot(
            stripe_id=f"in_{next(self._numbers)}",
            invoice_id=order.invoice_id,
            deal_id=order.deal_id,
            status=None,
            customer_id=customer.id,
            customer_name=customer.name,
            customer_email=customer.email,
            currency=order.currency,
            total=nothing,
            due=nothing,
            paid=nothing,
            balance=nothing,
            overpaid=nothing,
            due_date=order.due_date,
            created_at=self.clock.now(),
            notes={
                "closedwon_invoice_id": order.invoice_id,
                "closedwon_deal_id": order.deal_id,
                "sf_opportunity_id": order.deal_id,
                **order.notes,
            },
        )

    def _finalize(self, draft: Snapshot) -> None:
        """Open a draft; the customer's credit lowers what is due, perhaps to nothing."""
        customer, now = self.customers[draft.customer_id], self.clock.now()
        nothing = Money.zero(draft.currency)
        credit = next((c for c in customer.credit if c.currency == draft.currency), nothing)
        due = max(draft.total - credit, nothing)
        number = f"INV-{next(self._numbers):04}"
        self._change(
            draft.stripe_id,
            "invoice.finalized",
            by_api=True,
            status=InvoiceStatus.OPEN,
            number=number,
            url=f"https://invoice.stripe.test/i/{number}",
            due=due,
            balance=due,
            finalized_at=now,
        )
        if not due:
            paid = {"status": InvoiceStatus.PAID, "paid_at": now}
            self._change(draft.stripe_id, "invoice.paid", by_api=True, **paid)
        left = max(credit - draft.total, nothing)
        rest = tuple(c for c in customer.credit if c.currency != draft.currency)
        credits_ = (*rest, left) if left else rest
        self.customers[customer.id] = customer.model_copy(update={"credit": credits_})
