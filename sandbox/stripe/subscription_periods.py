"""Billing periods: where the anchor of a subscription puts their boundaries, in UTC.

The anchor sets the day of the month (or of the week); in a month without that day the boundary
is the month's last, and the day comes back afterwards: January 31, February 28, March 31
(docs.stripe.com/billing/subscriptions/billing-cycle).
"""

from calendar import monthrange
from datetime import UTC, datetime, timedelta
from itertools import count

from sandbox.stripe.errors import Obj

_MONTHS = {"month": 1, "year": 12}
_DAYS = {"day": 1, "week": 7}


def boundary(subscription: Obj, number: int) -> int:
    """Return the start of the period `number` counted from the anchor (0)."""
    config = subscription["billing_cycle_anchor_config"] or {}
    return shifted(
        subscription["billing_cycle_anchor"],
        recurring_of(subscription),
        number,
        config.get("day_of_month"),
    )


def recurring_of(subscription: Obj) -> Obj:
    """Return the interval all items of the subscription share."""
    recurring: Obj = subscription["items"]["data"][0]["price"]["recurring"]
    return recurring


def shifted(moment: int, recurring: Obj, number: int = 1, day: int | None = None) -> int:
    """Return `moment` moved by `number` intervals; `day` is the day of the month to keep."""
    at = datetime.fromtimestamp(moment, UTC)
    every = recurring["interval_count"] * number
    if recurring["interval"] in _DAYS:
        return int((at + timedelta(days=_DAYS[recurring["interval"]] * every)).timestamp())
    months = at.month - 1 + _MONTHS[recurring["interval"]] * every
    year, month = at.year + months // 12, months % 12 + 1
    last = monthrange(year, month)[1]
    return int(at.replace(year=year, month=month, day=min(day or at.day, last)).timestamp())


def next_boundary(subscription: Obj, moment: int) -> int:
    """Return the first boundary after `moment`."""
    return next(at for number in count() if (at := boundary(subscription, number)) > moment)


def is_boundary(subscription: Obj, moment: int) -> bool:
    """Whether a period starts at `moment`."""
    return next_boundary(subscription, moment - 1) == moment


def next_occurrence(config: Obj, now: int) -> int:
    """Return the first moment after `now` that is as `config` says.

    What is left out of the time of day is taken from `now`, the creation of the subscription.
    """
    present = datetime.fromtimestamp(now, UTC)
    clock = {"hour": present.hour, "minute": present.minute, "second": present.second}
    clock |= {part: config[part] for part in clock if config.get(part) is not None}
    hour, minute, second = clock.values()
    for number in count():
        months = present.month - 1 + number
        year, month = present.year + months // 12, months % 12 + 1
        if config.get("month") not in (None, month):
            continue
        day = min(config["day_of_month"], monthrange(year, month)[1])
        at = present.replace(year=year, month=month, day=day).replace(
            hour=hour, minute=minute, second=second
        )
        if at > present:
            return int(at.timestamp())
    raise AssertionError("the months go on for ever")
