"""Policy: who may do what, how many must agree, and the rules of one company."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from itertools import pairwise
from typing import Self

from pydantic import Field, model_validator

from bot.actions import DEFAULT_MAY, OWNER, Action, only
from bot.errors import NotAllowed
from bot.money import Inexpressible, Money
from bot.value import Value

__all__ = [
    "DEFAULT_MAY",
    "OWNER",
    "Action",
    "CalendarRules",
    "DealRules",
    "DunningRules",
    "Policy",
    "SkipRule",
    "Tier",
]


class Tier(Value):
    """How many approvers an amount needs."""

    currency: str = Field(pattern="^[A-Z]{3}$")
    up_to: Decimal | None = Field(default=None, gt=0)
    """Inclusive, in whole units; None: no upper limit."""
    approvers: int = Field(default=1, ge=1, le=10)
    who: tuple[str, ...] = ()
    """Groups that count for this tier; () = those who may approve."""

    @model_validator(mode="after")
    def _limit_can_be_owed(self) -> Self:
        try:
            Money.of(self.up_to or Decimal(0), self.currency)
        except Inexpressible as error:
            raise ValueError(f"up_to is no amount in this currency: {error}") from error
        return self


class SkipRule(Value):
    """Deals whose `field` has one of `values` make no card."""

    field: str = Field(min_length=1)
    values: tuple[str, ...] = Field(min_length=1)


class DealRules(Value):
    """Which deals become cards, and which fields say how to bill them."""

    won_since: date | None = None
    """Cut-over: deals won before this day (billing time zone) are left alone; None: first start."""
    record_types: tuple[str, ...] = ()
    """Developer names; () = all."""
    only: tuple[SkipRule, ...] = ()
    """A deal must match every one of these."""
    skip: tuple[SkipRule, ...] = ()
    settle_minutes: int = Field(default=5, ge=0, le=24 * 60)
    """How long a won deal must be quiet before it becomes a card."""
    bill_to_roles: tuple[str, ...] = (
        "Billing",
        "Billing Contact",
        "Accounts Payable",
        "Bill To",
        "Finance",
    )
    """Contact roles that receive invoices, in this order; then the primary contact."""
    default_net_days: int = Field(default=30, ge=0, le=365)
    fields: Mapping[str, str] = Field(default_factory=dict)
    """Our name of a field -> its API name in this org; the package's names by default."""


class DunningRules(Value):
    """When and how overdue invoices are chased."""

    steps: tuple[int, ...] = (3, 7, 14)
    """Days past due, rising."""
    email_clients: bool = False
    """Whether a step also has Stripe e-mail the client."""
    email_accounts: tuple[str, ...] = ()
    """If e-mail is on: only these account ids; () = all."""
    never_accounts: tuple[str, ...] = ()
    smallest_gap_days: int = Field(default=2, ge=0)
    """Between two e-mails about one invoice, those sent by hand counted."""
    hand_to: str = ""
    """Slack user id of who takes over after the last step."""

    @model_validator(mode="after")
    def _rising(self) -> Self:
        if list(self.steps) != sorted(set(self.steps)) or any(day < 1 for day in self.steps):
            raise ValueError("steps must be days past due that rise, e.g. [3, 7, 14]")
        return self


class CalendarRules(Value):
    """Which days are business days."""

    country: str = "US"
    subdivision: str = ""


class Policy(Value):
    """The rules of one company."""

    version: str = ""
    """Noted with each decision."""
    people: Mapping[str, tuple[str, ...]]
    """Group names of this file -> Slack user groups (@handle or S…) and user ids (U…)."""
    fallback: str = "finance"
    """Whom to turn to when a deal's owner has no active Slack account."""
    may: Mapping[Action, tuple[str, ...]] = Field(default_factory=dict)
    tiers: tuple[Tier, ...] = ()
    deals: DealRules = DealRules()
    dunning: DunningRules = DunningRules()
    calendar: CalendarRules = CalendarRules()
    approval_reminder_hours: int = Field(default=24, ge=1)
    escalate_to: str = ""
    """The group to turn to when an approval still waits after three reminders; "": nobody else."""
    share_channels: tuple[str, ...] = ()
    """Where answers of /invoice may be shared."""

    @model_validator(mode="after")
    def _names_exist(self) -> Self:
        if OWNER in self.people:
            raise ValueError(f'"{OWNER}" stands for the deal\'s owner: name the group otherwise')
        if empty := sorted(name for name, members in self.people.items() if not members):
            raise ValueError(f"[people] has nobody in {', '.join(empty)}")
        used = {name for tier in self.tiers for name in tier.who}
        used |= {name for action in Action for name in self.who_may(action)}
        turned_to = {self.fallback, self.escalate_to} - {""}
        if unknown := sorted(((used - {OWNER}) | turned_to) - set(self.people)):
            raise ValueError(f"[people] has no {', '.join(unknown)}")
        return self

    @model_validator(mode="after")
    def _tiers_rise(self) -> Self:
        for currency in {tier.currency for tier in self.tiers}:
            mine = sorted(self._tiers_of(currency), key=_limit)
            for lower, higher in pairwise(mine):
                if _limit(lower) == _limit(higher):
                    raise ValueError(f"two [[tiers]] for {currency} have the same up_to")
                if lower.approvers > higher.approvers:
                    raise ValueError(f"[[tiers]] for {currency} ask fewer to approve more")
        return self

    def _tiers_of(self, currency: str) -> list[Tier]:
        return [tier for tier in self.tiers if tier.currency == currency]

    def who_may(self, action: Action) -> tuple[str, ...]:
        """Return the names of the groups that may do it; `OWNER` may be among them."""
        return self.may.get(action, DEFAULT_MAY[action])

    def tier_for(self, amount: Money) -> Tier:
        """Return how many approvers `amount` needs.

        An amount that no tier of its currency covers, and a currency without tiers, count as the
        highest: as many approvers as the strictest tier of all.
        """
        for tier in sorted(self._tiers_of(amount.currency), key=_limit):
            if amount.amount <= _limit(tier):
                return tier
        if not self.tiers:
            return Tier(currency=amount.currency)
        strictest = max(self.tiers, key=lambda tier: (tier.approvers, _limit(tier)))
        return strictest.model_copy(update={"currency": amount.currency, "up_to": None})

    def limit_below(self, tier: Tier) -> Money | None:
        """Return the highest limit of the tiers below, None if `tier` is the lowest."""
        limits = [t.up_to for t in self._tiers_of(tier.currency) if t.up_to is not None]
        below = [limit for limit in limits if limit < _limit(tier)]
        return Money.of(max(below), tier.currency) if below else None

    def check(
        self,
        action: Action,
        user_id: str,
        members: Mapping[str, frozenset[str]],
        *,
        is_owner: bool,
        among: tuple[str, ...] = (),
    ) -> str:
        """Return the group through which `user_id` may do it.

        `members` gives the Slack user ids of each group of [people]; `among` narrows the groups
        (those of a tier).

        Raises:
            NotAllowed: naming who may.

        """
        groups = among or self.who_may(action)
        for name in groups:
            if name == OWNER and is_owner:
                return OWNER
            if user_id in members.get(name, frozenset()):
                return name
        raise NotAllowed(f"Nothing was changed: {only(groups, action)}.")


def _limit(tier: Tier) -> Decimal:
    return Decimal("Infinity") if tier.up_to is None else tier.up_to
