"""When an invoice is due, counted from the day it is issued."""

import calendar
from datetime import date, timedelta
from decimal import Decimal

from bot.value import Value

DEFAULT_NET_DAYS = 30


class Discount(Value):
    """What the client may keep back for paying early: shown, never applied."""

    percent: Decimal
    days: int


class Due(Value):
    """When an invoice is due: so many days after its issue date, or on a fixed date."""

    net_days: int = DEFAULT_NET_DAYS
    on: date | None = None
    end_of_month: bool = False
    """The days count from the end of the month in which it is issued ("30 days EOM")."""
    discount: Discount | None = None

    def date_for(self, issue_date: date) -> date:
        """Return the due date of an invoice issued on `issue_date`, never before that day."""
        if self.on is not None:
            return max(self.on, issue_date)
        start = _end_of_month(issue_date) if self.end_of_month else issue_date
        return start + timedelta(days=self.net_days)

    def __str__(self) -> str:
        """Return it as people say it: "Net 30", "due on receipt", "2/10 net 30"."""
        if self.on is not None:
            said = f"due {self.on:%b} {self.on.day}, {self.on.year}"
        elif self.end_of_month:
            said = f"{self.net_days} days EOM" if self.net_days else "end of month"
        else:
            said = f"Net {self.net_days}" if self.net_days else "due on receipt"
        if self.discount is None:
            return said
        percent = f"{self.discount.percent.normalize():f}"
        return f"{percent}/{self.discount.days} {said[:1].lower()}{said[1:]}"


def _end_of_month(day: date) -> date:
    return day.replace(day=calendar.monthrange(day.year, day.month)[1])
