"""The dunning ladder: which reminder of an invoice is due today, if any, and why not."""

from collections.abc import Iterator
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

from bot.aging import days_past_due
from bot.calendar import Calendar
from bot.money import Money
from bot.policy import DunningRules
from bot.value import Value

MANUAL: Final = "manual"
"""Step of a reminder that a person sent."""


class Channel(StrEnum):
    """Where a reminder goes."""

    SLACK = "slack"
    EMAIL = "email"
    OWNER = "owner"
    """A word to the deal's owner before the last step."""


class Sent(Value):
    """A reminder that was written down: it went out, is about to, or was given up for good."""

    step: str
    channel: Channel
    date: date
    waiting: bool = False
    """Not out yet."""
    skipped: bool = False
    """Given up."""


class Chase(Value):
    """What matters about an invoice when it is chased."""

    account_id: str
    due_date: date | None
    balance: Money
    is_open: bool
    processing: bool = False
    held: bool = False
    disputed: bool = False
    """A bank has some of it, or asks about it, until a dispute is decided."""
    small_remainder: bool = False
    """So little is left of it that policy leaves it alone."""
    promised_date: date | None = None
    snoozed_until: date | None = None
    do_not_chase: bool = False
    sent: tuple[Sent, ...] = ()


class Step(Value):
    """One rung of the ladder."""

    days: int
    """Past due."""
    number: int
    """1-based."""
    of: int
    """How many there are."""

    @property
    def name(self) -> str:
        """Return what its reminder is filed under, e.g. "+7"."""
        return f"+{self.days}"

    @property
    def is_last(self) -> bool:
        """Return whether a person takes over after it."""
        return self.number == self.of

    @property
    def words(self) -> str:
        """Return it as people read it, e.g. "second reminder"."""
        if self.is_last:
            return "last reminder"
        ordinals = ("first", "second", "third", "fourth", "fifth")
        known = self.number <= len(ordinals)
        return f"{ordinals[self.number - 1]} reminder" if known else f"reminder {self.number}"


class Advice(Value):
    """What to do about an invoice today."""

    slack: Step | None = None
    email: Step | None = None
    suppressed: str = ""
    """Why it is not chased, as a sentence."""
    warn_owner: bool = False
    """The last step is due on the next business day or now, and the deal's owner may not know."""

    @property
    def hand_over(self) -> bool:
        """Return whether the ladder is used up with this: it is a named person's then."""
        return self.slack is not None and self.slack.is_last


def advise(chase: Chase, rules: DunningRules, calendar: Calendar, today: date) -> Advice:
    """Return what is due today.

    After a gap only the latest step goes out. A step whose day is no business day moves to the
    next one and is never dropped. What is suppressed today is taken up where the ladder then is.
    """
    if reason := why_not(chase, rules, calendar, today):
        return Advice(suppressed=reason)
    if chase.due_date is None or not calendar.is_business_day(today):
        return Advice()
    days = schedule(chase.due_date, rules, calendar)
    slack, email = None, None
    if reached := sum(day <= today for day in days):
        step = Step(days=rules.steps[reached - 1], number=reached, of=len(days))
        slack = step if step.days > _furthest(chase, Channel.SLACK) else None
        wanted = step.days > _furthest(chase, Channel.EMAIL)
        email = step if wanted and may_email(chase, rules, today) else None
    return Advice(slack=slack, email=email, warn_owner=_warns(chase, days, calendar, today))


def why_not(chase: Chase, rules: DunningRules, calendar: Calendar, today: date) -> str:
    """Return why nobody is to be reminded of it at this moment, "" if nothing is in the way."""
    return next(_reasons(chase, rules, calendar, today), "")


def _reasons(chase: Chase, rules: DunningRules, calendar: Calendar, today: date) -> Iterator[str]:
    if not chase.is_open or chase.balance.minor <= 0:
        yield "Nothing is owed on this invoice."
    if chase.processing:
        yield "A payment is under way."
    if chase.disputed:
        yield "The customer's bank contests a payment of it: the dispute comes first."
    if chase.small_remainder:
        yield f"Only {chase.balance} is left, perhaps a bank's fee: that is left alone."
    if chase.held:
        yield "It is on hold."
    if chase.do_not_chase:
        yield "Somebody said not to chase it."
    if _listed(chase.account_id, rules.never_accounts):
        yield "The policy says never to chase this account."
    if chase.promised_date and not is_broken(chase.promised_date, calendar, today):
        yield f"Payment is promised for {chase.promised_date:%b} {chase.promised_date.day}."
    if chase.snoozed_until and today < chase.snoozed_until:
        yield f"It is snoozed until {chase.snoozed_until:%b} {chase.snoozed_until.day}."


def is_broken(promised_date: date, calendar: Calendar, today: date) -> bool:
    """Return whether the day of a promise is over; a weekend gives until its next business day."""
    return today > calendar.next_business_day(promised_date)


def may_email(chase: Chase, rules: DunningRules, today: date) -> bool:
    """Return whether policy and the gap between e-mails let the client be written to."""
    allowed = not rules.email_accounts or _listed(chase.account_id, rules.email_accounts)
    return rules.email_clients and allowed and not too_soon(chase, rules, today)


def too_soon(chase: Chase, rules: DunningRules, today: date) -> bool:
    """Return whether the last e-mail is nearer than the smallest gap; by hand counts as well."""
    last = last_mail(chase)
    return last is not None and (today - last).days < rules.smallest_gap_days


def last_mail(chase: Chase) -> date | None:
    """Return the day of the latest e-mail about it, those about to go included."""
    mails = (s.date for s in chase.sent if s.channel is Channel.EMAIL and not s.skipped)
    return max(mails, default=None)


def schedule(due_date: date, rules: DunningRules, calendar: Calendar) -> tuple[date, ...]:
    """Return the day of each step: business days that rise, so that no shift drops a step."""
    days: list[date] = []
    for step in rules.steps:
        day = calendar.next_business_day(due_date + timedelta(days=step))
        if days and day <= days[-1]:
            day = calendar.next_business_day(days[-1] + timedelta(days=1))
        days.append(day)
    return tuple(days)


def _warns(chase: Chase, days: tuple[date, ...], calendar: Calendar, today: date) -> bool:
    """Return whether the owner is to hear now of the last step; once, and not before day one."""
    told = any(sent.channel is Channel.OWNER for sent in chase.sent)
    if told or not days or days_past_due(chase.due_date, today) < 1:
        return False
    return days[-1] <= calendar.next_business_day(today + timedelta(days=1))


def _furthest(chase: Chase, channel: Channel) -> int:
    """Return the highest step sent by `channel`: what lies below is over, were it sent or not."""
    ladder = [s for s in chase.sent if s.channel is channel and s.step.startswith("+")]
    return max((int(sent.step) for sent in ladder), default=0)


def _listed(account_id: str, accounts: tuple[str, ...]) -> bool:
    """Return whether the account is in the list, in either form of its id."""
    return bool(account_id) and account_id[:15] in {listed[:15] for listed in accounts}
