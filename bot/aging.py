"""Aging: how late receivables are, by due date, each currency by itself."""

from collections.abc import Iterable
from datetime import date
from itertools import groupby
from operator import attrgetter

from bot.money import Money
from bot.value import Value

LAST_DAYS = (0, 30, 60, 90)
"""The last day past due of each bucket but the last: Current, 1-30, 31-60, 61-90, 90+."""


class Receivable(Value):
    """Something owed."""

    balance: Money
    due_date: date | None
    """None: never late."""


class CurrencyAging(Value):
    """What is owed in one currency."""

    currency: str
    buckets: tuple[Money, ...]
    """Current, 1-30, 31-60, 61-90 and more than 90 days past due."""

    @property
    def outstanding(self) -> Money:
        """Return all that is owed."""
        return Money.total(self.buckets, self.currency)

    @property
    def overdue(self) -> Money:
        """Return what is owed and past due."""
        return Money.total(self.buckets[1:], self.currency)


class AgingReport(Value):
    """What was owed on one day."""

    as_of: date
    currencies: tuple[CurrencyAging, ...]
    """By currency code."""


def days_past_due(due_date: date | None, today: date) -> int:
    """Return how many days ago it was due; zero or less: it is not late."""
    return 0 if due_date is None else (today - due_date).days


def bucket(days: int) -> int:
    """Return the number of the bucket for so many days past due, 0 = current."""
    return sum(days > last for last in LAST_DAYS)


def age(receivables: Iterable[Receivable], today: date) -> AgingReport:
    """Return the report of `receivables` as of `today`."""
    by_currency = sorted(receivables, key=lambda owed: owed.balance.currency)
    groups = groupby(by_currency, key=attrgetter("balance.currency"))
    currencies = tuple(_age_one(currency, owed, today) for currency, owed in groups)
    return AgingReport(as_of=today, currencies=currencies)


def _age_one(currency: str, receivables: Iterable[Receivable], today: date) -> CurrencyAging:
    buckets = [Money.zero(currency)] * (len(LAST_DAYS) + 1)
    for owed in receivables:
        buckets[bucket(days_past_due(owed.due_date, today))] += owed.balance
    return CurrencyAging(currency=currency, buckets=tuple(buckets))
