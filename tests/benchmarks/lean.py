"""Stripe and Salesforce as they would list many invoices, one at a time and at no cost of theirs.

What these make is what the adapters make of a vendor's answers: values of ours. Nothing is kept.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.deal import Deal
from bot.facts import Attachment, DealStatus, Message, Place, Snapshot, SubscriptionFact
from bot.money import Money
from bot.status import InvoiceStatus
from tests.benchmarks.many import BEGAN, Many, Owed, account_name, outside
from tests.fakes.billing import FakeBilling
from tests.fakes.clock import FixedClock
from tests.fakes.crm import FakeCrm
from tests.fakes.deals import a_deal, deal_id
from tests.fakes.slack import FakeMessenger


class LeanBilling(FakeBilling):
    """A Stripe that shows just what the ledger has."""

    def __init__(self, many: Many) -> None:
        super().__init__(FixedClock())
        self._many = many

    def open_invoices(self, customer_id: str = "") -> Iterator[Snapshot]:
        del customer_id
        for one in self._many.open():
            yield _snapshot(one, InvoiceStatus.OPEN, ours=True)
        for one in outside(self._many):
            yield _snapshot(one, InvoiceStatus.OPEN, ours=False)

    def drafts(self) -> Iterator[Snapshot]:
        for one in self._many.drafts():
            yield _snapshot(one, None, ours=True)

    def subscriptions(self) -> Iterator[SubscriptionFact]:
        return iter(())

    def taken_back(self, since: datetime, known: Collection[str]) -> Sequence[str]:
        del since, known
        return ()


def _snapshot(one: Owed, status: InvoiceStatus | None, *, ours: bool) -> Snapshot:
    sends = one.due - timedelta(days=30) if status is None else None
    return Snapshot(
        stripe_id=one.stripe_id,
        invoice_id=one.invoice_id if ours else "",
        deal_id=deal_id(one.deal) if ours else "",
        status=status,
        customer_id=f"cus_{one.account:06d}",
        customer_name=account_name(one.account),
        number="" if status is None else f"A-{one.number:07d}" if ours else f"B-{one.number}",
        currency=one.currency,
        net=_money(one, one.total),
        total=_money(one, one.total),
        due=_money(one, one.total),
        paid=_money(one, one.paid),
        balance=_money(one, one.total - one.paid),
        overpaid=_money(one, 0),
        due_date=one.due,
        created_at=BEGAN,
        finalizes_on=sends,
        advances=sends is not None,
        url=f"https://invoice.stripe.com/i/acct_1/{one.stripe_id}",
    )


def _money(one: Owed, minor: int) -> Money:
    return Money(minor=minor, currency=one.currency)


class LeanCrm(FakeCrm):
    """A Salesforce that shows just what was written to it."""

    def __init__(self, many: Many) -> None:
        super().__init__(FixedClock())
        self._many = many

    def won_deals(self, since: datetime) -> Iterator[Deal]:
        del since
        pattern = a_deal(won_at=BEGAN, modified_at=BEGAN)
        for number in range(self._many.deals):
            yield pattern.model_copy(update={"id": deal_id(number), "name": f"Project {number}"})

    def differing(self, deals: Sequence[DealStatus]) -> Mapping[str, str]:
        del deals
        return {}


@dataclass
class LeanMessenger(FakeMessenger):
    """A Slack that only counts what it is given."""

    characters: int = 0

    def post(self, channel: str, message: Message, *, key: str, thread: str = "") -> Place:
        self.characters += len(str(message.blocks))
        del key, thread
        return Place(channel=channel, ts="1.1")

    def share(self, place: Place, file: Attachment) -> None:
        del place
        self.characters += len(file.content)
