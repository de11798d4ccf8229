"""The outside in our own verbs: what Salesforce, Stripe and Slack have to be able to do for us.

Every method may raise `VendorError`: DOWN (repeat later), UNKNOWN (no answer: repeat with the same
key) or REFUSED (a person has to change something first). Keys make repeating safe.
"""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, Protocol

from bot import facts
from bot.courtesy import Courtesy
from bot.deal import Deal
from bot.ledger import Session
from bot.outcome import Outcome
from bot.watching import DeadWork


class Crm(Protocol):
    """Salesforce."""

    def changed_deals(
        self, since: datetime | None, won_since: datetime, known: Collection[str]
    ) -> facts.DealPage:
        """Return deals that changed since `since` and are won (since `won_since`) or known."""
        ...

    def deal(self, deal_id: str) -> Deal:
        """Return the deal as it is now, deleted ones included.

        Raises:
            NotFound: if Salesforce does not show it.

        """
        ...

    def write_back(
        self,
        deals: Sequence[facts.DealStatus],
        invoices: Sequence[facts.InvoiceRecord],
        events: Sequence[facts.EventRecord],
    ) -> Sequence[facts.Written]:
        """Write what is given, in batches; return what became of each record."""
        ...

    def won_deals(self, since: datetime) -> Iterator[Deal]:
        """Yield every deal won since `since`, for the sweep."""
        ...

    def differing(self, deals: Sequence[facts.DealStatus]) -> Mapping[str, str]:
        """Return which of these deals show something else: id -> what, in words.

        Fields that the org lacks are left out, and so are deals that it does not show.
        """
        ...

    def busy(self) -> bool:
        """Return whether so many of the day's calls are used that looking should be rarer."""
        ...

    def org_id(self) -> str:
        """Return the id of the org, "" if it does not tell."""
        ...

    def checks(self) -> Sequence[facts.Check]:
        """Return what `doctor` finds about the connection, the fields and the rights."""
        ...

    def is_sandbox(self) -> bool:
        """Return whether the org is a sandbox."""
        ...


class Billing(Protocol):
    """Stripe."""

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
        """Make a customer."""
        ...

    def draft(self, order: facts.InvoiceOrder, *, key: str) -> str:
        """Make a draft invoice without lines; return its Stripe id."""
        ...

    def add_lines(self, stripe_id: str, lines: facts.InvoiceLines, *, key: str) -> facts.Snapshot:
        """Put the lines on a draft; return it as it stands."""
        ...

    def send(self, stripe_id: str, *, key: str) -> facts.Snapshot:
        """Finalize and e-mail a draft, or e-mail an open invoice again."""
        ...

    def discard(self, stripe_id: str) -> None:
        """Delete a draft that must not go out; one that is gone already is fine."""
        ...

    def note(self, stripe_id: str, notes: dict[str, str], *, key: str) -> None:
        """Write `notes` into the invoice's metadata ("" removes one)."""
        ...

    def snapshot(self, stripe_id: str) -> facts.Snapshot:
        """Return the invoice as it is now.

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
        """Yield every draft that carries an id of ours."""
        ...

    def events(self, since: datetime) -> facts.EventPage:
        """Return what happened to invoices since `since`, oldest first."""
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


class Messenger(Protocol):
    """Slack, speaking."""

    def post(
        self, channel: str, message: facts.Message, *, key: str, thread: str = ""
    ) -> facts.Place:
        """Post once, in `thread` (a ts) if given; `key` names the message for good."""
        ...

    def update(self, place: facts.Place, message: facts.Message) -> None:
        """Replace what a message shows.

        Raises:
            NotFound: if the message or its channel is gone.

        """
        ...

    def direct(self, user_id: str, message: facts.Message, *, key: str) -> facts.Place:
        """Post a direct message once."""
        ...

    def whisper(self, channel: str, user_id: str, message: facts.Message) -> None:
        """Show something to one person only, in a channel."""
        ...

    def share(self, place: facts.Place, file: facts.Attachment) -> None:
        """Share a file in the thread of a message."""
        ...

    def link(self, place: facts.Place) -> str:
        """Return the address of a message."""
        ...

    def checks(self) -> Sequence[facts.Check]:
        """Return what `doctor` finds about tokens, scopes and channels."""
        ...


class Directory(Protocol):
    """Who is who in Slack; answers come from a short-lived cache."""

    def members(self, group: str) -> frozenset[str]:
        """Return the user ids of a user group, named by id or handle; a user id is itself."""
        ...

    def belongs(self, user_id: str, group: str) -> bool:
        """Return whether an active person is one of the `members`: cheap, however many they are."""
        ...

    def person(self, user_id: str) -> facts.Person:
        """Return who this is; raise `NotFound` if nobody in this workspace is."""
        ...

    def by_email(self, email: str) -> facts.Person | None:
        """Return the active person with this e-mail address (any case)."""
        ...


class Engine(Protocol):
    """The durable engine, as workflows and edges use it."""

    courtesy: Courtesy

    def enqueue(
        self,
        s: Session,
        workflow: str,
        *args: str,
        id: str,  # noqa: A002 - it is the workflow's id
        urgency: facts.Urgency = facts.Urgency.PERSON,
        channel: str = "",
    ) -> None:
        """Start `workflow` if and only if the transaction of `s` commits.

        A second start with the same `id` does nothing. `channel` keeps one conversation in order
        and within Slack's pace.
        """
        ...

    def durably(self, step: Callable[..., Any], *args: Any) -> Outcome:  # noqa: ANN401 - any step, its own arguments
        """Run one step of a workflow: checkpointed, repeated while the vendor is down."""
        ...

    def wake(self, workflow_id: str) -> None:
        """Retry now what waits for a vendor."""
        ...

    def dead(self) -> Sequence[DeadWork]:
        """Return the workflows that cannot go on: errors of ours, not refusals of a vendor."""
        ...

    def forget(self, before: datetime) -> int:
        """Delete what finished before `before`; return how many."""
        ...
