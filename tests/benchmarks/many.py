"""A ledger with many open invoices: which there are is worked out from their number alone.

Of ten open invoices four are the only one of their deal and six
are of two deals with three; beside them stand drafts that wait for their day, deals to be approved,
holds, reminders and invoices that others made, as many as a company of that size has.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import NamedTuple

TODAY = date(2026, 11, 23)
BEGAN = datetime(2026, 1, 5, 12, tzinfo=UTC)
CURRENCIES = ("USD",) * 12 + ("EUR",) * 4 + ("GBP",) * 2 + ("JPY", "CHF")
DEALS_IN_TEN = 6
DRAFT = 9
"""Number of the installment that waits for its day."""


class Owed(NamedTuple):
    """One open invoice, as both sides have it."""

    number: int
    deal: int
    item: int
    account: int
    currency: str
    total: int
    paid: int
    due: date

    @property
    def stripe_id(self) -> str:
        """Return its id at Stripe."""
        return f"in_{self.number:010d}"

    @property
    def invoice_id(self) -> str:
        """Return our id."""
        return f"inv_{self.number:032d}"


@dataclass(frozen=True)
class Many:
    """So many open invoices, and what stands beside them."""

    count: int

    @property
    def deals(self) -> int:
        """Return how many deals they are of."""
        return -(-self.count // 10) * DEALS_IN_TEN

    def open(self) -> Iterator[Owed]:
        """Yield the open invoices."""
        accounts = max(1, self.count // 8)
        for number in range(self.count):
            ten, place = divmod(number, 10)
            deal = ten * DEALS_IN_TEN + (place if place < 4 else 4 + (place - 4) // 3)
            spread = (number * 2_654_435_761) % 2**32
            total = 5_000 + spread % 4_000_000
            yield Owed(
                number=number,
                deal=deal,
                item=1 if place < 4 else (place - 4) % 3 + 1,
                account=(deal * 7919) % accounts,
                currency=CURRENCIES[deal % len(CURRENCIES)],
                total=total,
                paid=total // 4 if number % 25 == 0 else 0,
                due=TODAY + timedelta(days=45 - spread // 4096 % 150),
            )

    def drafts(self) -> Iterator[Owed]:
        """Yield the drafts that wait for their day: one for every twenty open invoices."""
        for one in self.open():
            if one.number % 20 == 0:
                number = one.number + 10**9
                yield one._replace(
                    number=number, item=DRAFT, paid=0, due=TODAY + timedelta(days=75)
                )


def account_name(account: int) -> str:
    """Return the name of a customer company."""
    return f"Customer {account:06d} Ltd"


def outside(many: Many) -> Iterator[Owed]:
    """Yield the open invoices that others made: one for every fifty of ours."""
    for one in many.open():
        if one.number % 50 == 0:
            yield one._replace(number=one.number + 2 * 10**9)
