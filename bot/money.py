"""Money: an exact amount in the minor units of one currency, as Stripe counts them."""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from fractions import Fraction
from functools import total_ordering
from typing import Self

from babel.numbers import format_currency, get_currency_symbol
from pydantic import ConfigDict, field_validator

from bot.currency import CODE_LENGTH, digits, shown_digits, smallest_step
from bot.errors import Invalid
from bot.value import Value

MOST_DIGITS = 15
"""Powers of ten that no sum of money reaches, and no column of the ledger holds."""


class Inexpressible(Invalid):
    """The amount has no exact counterpart at Stripe in this currency."""


@total_ordering
class Money(Value):
    """An amount in minor units of `currency` (ISO 4217, upper case). Never a float."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    minor: int
    currency: str

    @field_validator("currency")
    @classmethod
    def _is_a_code(cls, code: str) -> str:
        if len(code) != CODE_LENGTH or not code.isascii() or not code.isalpha():
            raise ValueError(f"{code!r} is not a currency code")
        return code.upper()

    @classmethod
    def of(cls, amount: Decimal, currency: str) -> Self:
        """Return `amount` (in whole units, e.g. 12.50) exactly.

        Raises:
            Inexpressible: if Stripe cannot express it, e.g. 10.5 JPY or 5.124 KWD.

        """
        currency = currency.upper()
        step = smallest_step(currency)
        minor = _exactly(amount, 10 ** digits(currency))
        if minor is None or minor % step:
            unit = cls(minor=step, currency=currency)
            said = amount if abs(amount.adjusted()) > MOST_DIGITS else f"{amount:f}"
            raise Inexpressible(
                f"{said} {currency} cannot be invoiced: the smallest step is {unit}."
            )
        return cls(minor=minor, currency=currency)

    @classmethod
    def zero(cls, currency: str) -> Self:
        """Return nothing, in `currency`."""
        return cls(minor=0, currency=currency)

    @classmethod
    def total(cls, amounts: Iterable["Money"], currency: str) -> "Money":
        """Return the sum of `amounts`, zero in `currency` if there are none."""
        nothing = cls.zero(currency)
        minor = sum(nothing._same(amount).minor for amount in amounts)  # noqa: SLF001 - of a sibling
        return cls(minor=minor, currency=nothing.currency)

    @property
    def amount(self) -> Decimal:
        """Return it in whole units, e.g. Decimal("12.50")."""
        return Decimal(self.minor).scaleb(-digits(self.currency))

    def __add__(self, other: "Money") -> "Money":
        return Money(minor=self.minor + self._same(other).minor, currency=self.currency)

    def __sub__(self, other: "Money") -> "Money":
        return Money(minor=self.minor - self._same(other).minor, currency=self.currency)

    def __neg__(self) -> "Money":
        return Money(minor=-self.minor, currency=self.currency)

    def __lt__(self, other: "Money") -> bool:
        return self.minor < self._same(other).minor

    def __bool__(self) -> bool:
        return self.minor != 0

    def split(self, weights: Sequence[int]) -> tuple["Money", ...]:
        """Return parts in proportion to `weights` that add up to this amount exactly.

        Each part is a multiple of the currency's smallest step; the last one that has
        a share absorbs what rounding leaves over.

        Raises:
            Invalid: if there are no weights, or they are negative, or all zero.

        """
        if not weights or min(weights) < 0 or not sum(weights):
            raise Invalid("An amount needs at least one positive share to be split by.")
        step = smallest_step(self.currency)
        steps = abs(self.minor) // step
        sign = -1 if self.minor < 0 else 1
        parts = [steps * weight // sum(weights) * step * sign for weight in weights]
        last = max(place for place, weight in enumerate(weights) if weight)
        parts[last] += self.minor - sum(parts)
        return tuple(Money(minor=part, currency=self.currency) for part in parts)

    def part(self, top: int, bottom: int) -> "Money":
        """Return it times `top` / `bottom`, to the nearest step of the currency, halves to even."""
        step = smallest_step(self.currency)
        steps = Fraction(self.minor * top, bottom * step)
        return Money(minor=round(steps) * step, currency=self.currency)

    def scaled(self, part: "Money", whole: "Money") -> "Money":
        """Return it times `part` / `whole`, to the nearest step of the currency (halves up)."""
        step = smallest_step(self.currency)
        top = self.minor * self._same(part).minor
        bottom = self._same(whole).minor * step
        return Money(minor=(2 * top + bottom) // (2 * bottom) * step, currency=self.currency)

    def __str__(self) -> str:
        """Return it as people write it: $48,000.00, ¥1,200, KWD 5.120."""
        places = shown_digits(self.currency)
        pattern = "¤#,##0" + ("." + "0" * places if places else "")
        if get_currency_symbol(self.currency, locale="en_US") == self.currency:
            pattern = pattern.replace("¤", "¤ ")  # a code needs a space that a sign does not
        return format_currency(
            self.amount, self.currency, pattern, locale="en_US", currency_digits=False
        )

    def _same(self, other: "Money") -> "Money":
        if other.currency != self.currency:
            raise ValueError(f"{self.currency} and {other.currency} do not add up")
        return other


def spelled(amount: Decimal, currency: str) -> str:
    """Return `amount` (whole units) as people write it, also one finer than money can be."""
    try:
        return str(Money.of(amount, currency))
    except Inexpressible:
        return f"{amount.normalize():f} {currency}"


def _exactly(amount: Decimal, factor: int) -> int | None:
    """Return `amount` times `factor`, None if that is no whole number; nothing is rounded."""
    if not amount.is_finite() or (amount and abs(amount.adjusted()) > MOST_DIGITS):
        return None
    numerator, denominator = amount.as_integer_ratio()
    minor, rest = divmod(numerator * factor, denominator)
    return None if rest else minor
