"""Stripe in our own verbs. What changes something takes a key, and may be repeated with it."""

from collections.abc import Collection, Iterator, Sequence
from datetime import date, datetime
from typing import Protocol

from bot import facts
from bot.plan import PlanLine


class Customers(Protocol):
    """Who is billed."""

    def find_customers(self, account_id: str, email: str) -> Sequence[facts.Customer]:
        """Return customers that may be this account's: by our metadata, then by e-mail."""
        ...

    def customer(self, customer_id: str) -> facts.Customer:
        """Return one customer with its credit balances.

        Raises:
            NotFound: if it was deleted or never existed.

        """
        ...

    def create_customer(self, order: facts.CustomerOrder, *, key: str) -> facts.Customer:
        """Make a customer, with its tax id."""
        ...

    def update_customer(
        self, customer_id: str, order: facts.CustomerOrder, *, key: str
    ) -> facts.Customer:
        """Bring name, address, e-mail, tax id and language of a customer up to date."""
        ...


class Invoices(Protocol):
    """Invoices, as they are made and sent."""

    def draft(self, order: facts.InvoiceOrder, *, key: str) -> str:
        """Make a draft invoice without lines (a revision has those of the old one).

        Returns:
            Its Stripe id.

        """
        ...

    def add_lines(self, stripe_id: str, lines: facts.InvoiceLines, *, key: str) -> facts.Snapshot:
        """Put the lines on a draft, beside those it has; return it as it stands."""
        ...

    def replace_lines(
        self, stripe_id: str, lines: facts.InvoiceLines, *, key: str
    ) -> facts.Snapshot:
        """Put the lines on a draft in place of those it has; return it as it stands."""
        ...

    def send(self, stripe_id: str, *, key: str) -> facts.Snapshot:
        """Finalize and e-mail a draft, or e-mail an open invoice again."""
        ...

    def schedule(
        self, stripe_id: str, finalizes_on: date, due_date: date, *, key: str
    ) -> facts.Snapshot:
        """Have a draft finalize by itself on a day, due on another; return it as it stands."""
        ...

    def unschedule(self, stripe_id: str, *, key: str) -> facts.Snapshot:
        """Have Stripe do nothing by itself with an invoice; return it as it stands."""
        ...

    def discard(self, stripe_id: str) -> None:
        """Delete a draft that must not go out; one that is gone already is fine.

        Raises:
            VendorError: REFUSED, if it is a draft no more.

        """
        ...

    def note(self, stripe_id: str, notes: dict[str, str], *, key: str) -> None:
        """Write `notes` into the invoice's metadata ("" removes one)."""
        ...

    def preview(
        self, customer: facts.CustomerOrder, order: facts.InvoiceOrder, lines: Sequence[PlanLine]
    ) -> facts.TaxPreview:
        """Return what tax such an invoice would bear; makes nothing.

        The customer is looked up by `order.customer_id` if there is one, else taken as described.
        """
        ...


class Corrections(Protocol):
    """What is done about invoices that are out, and the money that comes in for them."""

    def void(self, stripe_id: str, *, key: str) -> facts.Snapshot:
        """Void an open invoice; return it as it stands."""
        ...

    def write_off(self, stripe_id: str, *, key: str) -> facts.Snapshot:
        """Mark an open invoice as uncollectible: it can still be paid."""
        ...

    def credit(self, order: facts.CreditOrder, *, key: str) -> facts.BackFact:
        """Make a credit note."""
        ...

    def record_payment(self, order: facts.PaymentOrder, *, key: str) -> facts.Snapshot:
        """Report money that came in outside Stripe, in part or in full."""
        ...

    def back_of(self, stripe_id: str) -> Sequence[facts.BackFact]:
        """Return the invoice's credit notes, refunds and disputes, oldest first."""
        ...

    def taken_back(self, since: datetime, known: Collection[str]) -> Sequence[str]:
        """Return the invoices of which something was taken back since `since`.

        That is: by credit notes, refunds and disputes whose ids are not in `known`.
        """
        ...


class Subscriptions(Protocol):
    """Retainers."""

    def subscribe(self, order: facts.SubscriptionOrder, *, key: str) -> facts.SubscriptionFact:
        """Make a subscription that begins to bill on `order.starts_on`."""
        ...

    def subscription(self, stripe_id: str) -> facts.SubscriptionFact:
        """Return the subscription as it is now.

        Raises:
            NotFound: if there is none.

        """
        ...

    def find_subscription(
        self, customer_id: str, subscription_id: str
    ) -> facts.SubscriptionFact | None:
        """Return the customer's subscription that carries our id, ended ones included."""
        ...

    def subscriptions(self) -> Iterator[facts.SubscriptionFact]:
        """Yield every subscription that has not ended and carries an id of ours."""
        ...

    def invoices_of(self, stripe_id: str) -> Sequence[facts.Snapshot]:
        """Return every invoice that a subscription ever made, oldest first, drafts included."""
        ...

    def change_subscription(
        self, stripe_id: str, order: facts.SubscriptionOrder, *, key: str
    ) -> facts.SubscriptionFact:
        """Have the next period, and those after it, billed as ordered, without proration.

        That is: lines, terms, tax and what is printed. When it bills stays as it is.
        """
        ...

    def pause_subscription(self, stripe_id: str, *, key: str) -> facts.SubscriptionFact:
        """Keep the invoices of coming periods as drafts."""
        ...

    def resume_subscription(self, stripe_id: str, *, key: str) -> facts.SubscriptionFact:
        """Let the invoices of coming periods go out again; drafts kept so far stay drafts."""
        ...

    def end_subscription(
        self, stripe_id: str, ends_on: date | None, *, key: str
    ) -> facts.SubscriptionFact:
        """Bill no period that begins on `ends_on` or later; None: end it now."""
        ...

    def note_subscription(self, stripe_id: str, notes: dict[str, str], *, key: str) -> None:
        """Write `notes` into the subscription's metadata ("" removes one), ended or not."""
        ...


class Billing(Customers, Invoices, Corrections, Subscriptions, Protocol):
    """Stripe."""

    def snapshot(self, stripe_id: str) -> facts.Snapshot:
        """Return the invoice as it is now, with its payments and what was taken back.

        Raises:
            NotFound: if there is none (a deleted draft).

        """
        ...

    def find_invoice(
        self, customer_id: str, invoice_id: str, since: datetime
    ) -> facts.Snapshot | None:
        """Return the customer's invoice made since `since` that carries our id."""
        ...

    def open_invoices(self, customer_id: str = "") -> Iterator[facts.Snapshot]:
        """Yield every open invoice, of one customer if named; payments are not looked up."""
        ...

    def drafts(self) -> Iterator[facts.Snapshot]:
        """Yield every draft that carries an id of ours, or that a subscription of ours made."""
        ...

    def events(self, since: datetime) -> facts.EventPage:
        """Return what happened to invoices and subscriptions since `since`, oldest first."""
        ...

    def was_e_mailed(self, stripe_id: str, since: datetime) -> bool:
        """Return whether the invoice was e-mailed to the customer since `since`."""
        ...

    def checks(self) -> Sequence[facts.Check]:
        """Return what `doctor` finds about the key and its permissions."""
        ...

    def is_live(self) -> bool:
        """Return whether real money moves."""
        ...

    def account_id(self) -> str:
        """Return the id of the account, "" if the key may not read it."""
        ...
