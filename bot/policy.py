"""Policy: who may do what, how many must agree, and the rules of one company."""

from collections.abc import Mapping
from decimal import Decimal
from itertools import pairwise
from typing import Self

from pydantic import Field, model_validator

from bot.actions import DEFAULT_MAY, OWNER, Action, only
from bot.errors import NotAllowed
from bot.money import Inexpressible, Money
from bot.rules import (
    BillingRules,
    CalendarRules,
    DealRules,
    DunningRules,
    LimitRules,
    Roll,
    SkipRule,
)
from bot.value import Value

__all__ = [
    "DEFAULT_MAY",
    "OWNER",
    "Action",
    "BillingRules",
    "CalendarRules",
    "DealRules",
    "DunningRules",
    "LimitRules",
    "Policy",
    "Roll",
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
    billing: BillingRules = BillingRules()
    limits: LimitRules = LimitRules()
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
