"""The rules that a policy is made of: which deals, how billed, how chased, on which days."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Self

from pydantic import Field, model_validator

from bot.money import Inexpressible, Money
from bot.payer import TaxMode
from bot.value import Value

MOST_CUSTOM_FIELDS = 3


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


class Roll(StrEnum):
    """Where a send date goes that is no business day; never into another month."""

    FOLLOWING = "following"
    PRECEDING = "preceding"
    NONE = "none"


class Proration(StrEnum):
    """What a retainer costs whose service ends within a period."""

    NONE = "none"
    """Only whole periods are billed; what is not whole is a finding."""
    BY_DAY = "by_day"


class GoOn(StrEnum):
    """What happens to the cards of deals that were too many."""

    PERSON = "person"
    """They wait until somebody says so."""
    PACE = "pace"
    """So many an hour as the limit allows are posted."""


class LimitRules(Value):
    """How much may happen within an hour or a day before people are asked. 0: no limit."""

    cards_per_hour: int = Field(default=60, ge=0)
    """Deals won within any one hour that become cards; with one more, no more cards are posted."""
    cards_go_on: GoOn = GoOn.PERSON
    invoices_per_hour: int = Field(default=0, ge=0)
    """Within the last 60 minutes."""
    invoices_per_day: int = Field(default=0, ge=0)
    """Since midnight in the billing time zone."""
    value_per_hour: Mapping[str, Decimal] = Field(default_factory=dict)
    """Currency -> whole units."""
    value_per_day: Mapping[str, Decimal] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _can_be_owed(self) -> Self:
        for name, values in (("hour", self.value_per_hour), ("day", self.value_per_day)):
            for currency, value in values.items():
                try:
                    above = Money.of(value, currency).minor > 0
                except (Inexpressible, ValueError) as error:
                    raise ValueError(f"value_per_{name}: {error}") from error
                if not above or currency != currency.upper():
                    raise ValueError(
                        f"value_per_{name}: {currency} must be a code like USD, above 0 or left out"
                    )
        return self

    @property
    def limits_invoices(self) -> bool:
        """Return whether there is any limit to what goes out."""
        counts = self.invoices_per_hour or self.invoices_per_day
        return bool(counts or self.value_per_hour or self.value_per_day)


class BillingRules(Value):
    """How plans are made and carried out."""

    roll: Roll = Roll.FOLLOWING
    heads_up_days: int = Field(default=2, ge=0, le=30)
    """Business days before an invoice goes out by itself at which people have notice; 0: none."""
    renewal_days: int = Field(default=30, ge=1, le=365)
    """Days before its end at which another term of a retainer is proposed."""
    proration: Proration = Proration.NONE
    """Of a retainer's last period, if its service ends within it."""
    small_remainder: Mapping[str, Decimal] = Field(default_factory=dict)
    """Currency -> the balance (whole units) up to which a part-paid invoice is left alone."""
    closed_through: date | None = None
    """Invoices issued up to this day are corrected by credit notes only."""
    corrections_need: int = Field(default=2, ge=1, le=2)
    """How many people it takes to reduce a receivable by hand."""
    tax: TaxMode = TaxMode.NONE
    tax_rates: tuple[str, ...] = ()
    """Ids of Stripe tax rates, for tax = "rates"."""
    footer: str = ""
    """Of every invoice whose deal has none of its own."""
    custom_fields: Mapping[str, str] = Field(default_factory=dict)
    """Name on the invoice -> path of a Salesforce field from the opportunity; at most three."""

    @model_validator(mode="after")
    def _fits(self) -> Self:
        if (self.tax is TaxMode.RATES) != bool(self.tax_rates):
            raise ValueError('tax_rates go with tax = "rates", and only with it')
        if len(self.custom_fields) > MOST_CUSTOM_FIELDS:
            raise ValueError("an invoice has room for three custom fields beside the PO number")
        return self
