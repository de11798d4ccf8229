from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from bot.currency import THREE_DECIMAL, WHOLE_UNITS_AS_HUNDREDTHS, ZERO_DECIMAL, smallest_step
from bot.errors import Invalid
from bot.money import Inexpressible, Money

CODES = (
    "AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BIF BMD BND BOB BRL BSD BWP BYN "
    "BZD CAD CDF CHF CLP CNY COP CRC CVE CZK DJF DKK DOP DZD EGP ETB EUR FJD FKP GBP GEL GIP "
    "GMD GNF GTQ GYD HKD HNL HTG HUF IDR ILS INR ISK JMD JPY KES KGS KHR KMF KRW KYD KZT LAK "
    "LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR "
    "NZD PAB PEN PGK PHP PKR PLN PYG QAR RON RSD RUB RWF SAR SBD SCR SEK SGD SHP SLE SOS SRD "
    "STD SZL THB TJS TOP TRY TTD TWD TZS UAH UGX USD UYU UZS VND VUV WST XAF XCD XOF XPF YER "
    "ZAR ZMW BHD JOD KWD OMR TND"
)
"""Every currency Stripe presents prices in."""
STRIPE = CODES.split()
currencies = st.sampled_from(STRIPE)
minors = st.integers(min_value=-(10**15), max_value=10**15)


@st.composite
def moneys(draw: st.DrawFn) -> Money:
    """Any amount Stripe can express."""
    currency = draw(currencies)
    steps = draw(st.integers(min_value=-(10**12), max_value=10**12))
    return Money(minor=steps * smallest_step(currency), currency=currency)


def test_every_special_currency_is_one_of_stripes() -> None:
    assert set(STRIPE) >= ZERO_DECIMAL | THREE_DECIMAL | WHOLE_UNITS_AS_HUNDREDTHS


class TestOf:
    @given(moneys())
    def test_gives_back_what_amount_says(self, money: Money) -> None:
        assert Money.of(money.amount, money.currency) == money

    @given(moneys(), st.integers(min_value=1, max_value=30))
    def test_does_not_mind_trailing_zeros(self, money: Money, zeros: int) -> None:
        amount = Decimal(f"{money.amount:.4f}{'0' * zeros}")
        assert Money.of(amount, money.currency) == money

    @given(moneys(), st.data())
    def test_refuses_what_lies_between_two_steps(self, money: Money, data: st.DataObject) -> None:
        step = smallest_step(money.currency)
        parts = data.draw(st.integers(min_value=1, max_value=step * 10_000 - 1))
        between = Money(minor=1, currency=money.currency).amount * parts / 10_000
        with pytest.raises(Inexpressible):
            Money.of(money.amount + between, money.currency)

    @pytest.mark.parametrize(
        ("amount", "currency", "sentence"),
        [
            ("10.5", "JPY", "10.5 JPY cannot be invoiced: the smallest step is ¥1."),
            ("5.124", "KWD", "5.124 KWD cannot be invoiced: the smallest step is KWD 0.010."),
            ("99.50", "ISK", "99.50 ISK cannot be invoiced: the smallest step is ISK 1."),
            ("0.01", "UGX", "0.01 UGX cannot be invoiced: the smallest step is UGX 1."),
            ("1.005", "USD", "1.005 USD cannot be invoiced: the smallest step is $0.01."),
            ("NaN", "USD", "NaN USD cannot be invoiced: the smallest step is $0.01."),
            ("-Infinity", "USD", "-Infinity USD cannot be invoiced: the smallest step is $0.01."),
            ("1E+40", "USD", "1E+40 USD cannot be invoiced: the smallest step is $0.01."),
            ("1E-40", "USD", "1E-40 USD cannot be invoiced: the smallest step is $0.01."),
        ],
    )
    def test_says_why_it_refuses(self, amount: str, currency: str, sentence: str) -> None:
        with pytest.raises(Inexpressible) as refusal:
            Money.of(Decimal(amount), currency)
        assert str(refusal.value) == sentence

    def test_never_rounds_away_what_lies_beyond_the_precision_of_decimals(self) -> None:
        with pytest.raises(Inexpressible):
            Money.of(Decimal("1." + "0" * 40 + "1"), "USD")

    @pytest.mark.parametrize("nothing", ["0", "-0", "0.000", "0E-90", "0E+90"])
    def test_takes_every_way_to_write_nothing(self, nothing: str) -> None:
        assert Money.of(Decimal(nothing), "usd") == Money.zero("USD")


class TestMoney:
    @pytest.mark.parametrize("code", ["", "US", "USDX", "U5D", "ÄÖÜ", "US "])
    def test_refuses_what_is_no_currency_code(self, code: str) -> None:
        with pytest.raises(ValidationError):
            Money(minor=1, currency=code)

    def test_refuses_floats(self) -> None:
        with pytest.raises(ValidationError):
            Money.model_validate({"minor": 1.0, "currency": "USD"})

    @given(minors, minors, currencies)
    def test_adds_and_subtracts_exactly(self, one: int, other: int, currency: str) -> None:
        a, b = Money(minor=one, currency=currency), Money(minor=other, currency=currency)
        assert (a + b).minor == one + other
        assert (a - b) + b == a
        assert a + -a == Money.zero(currency)
        assert bool(a) == (one != 0)

    @given(minors, minors, currencies)
    def test_is_ordered_by_amount(self, one: int, other: int, currency: str) -> None:
        a, b = Money(minor=one, currency=currency), Money(minor=other, currency=currency)
        assert [a < b, a <= b, a > b, a >= b] == [
            one < other,
            one <= other,
            one > other,
            one >= other,
        ]

    def test_does_not_mix_currencies(self) -> None:
        dollars, euros = Money(minor=1, currency="USD"), Money(minor=1, currency="EUR")
        with pytest.raises(ValueError, match="USD and EUR do not add up"):
            dollars + euros
        with pytest.raises(ValueError, match="USD and EUR"):
            dollars - euros
        with pytest.raises(ValueError, match="USD and EUR"):
            assert dollars < euros
        assert dollars != euros

    @given(st.lists(minors), currencies)
    def test_totals(self, amounts: list[int], currency: str) -> None:
        total = Money.total((Money(minor=m, currency=currency) for m in amounts), currency)
        assert total == Money(minor=sum(amounts), currency=currency)

    @given(moneys())
    def test_travels_as_json(self, money: Money) -> None:
        assert Money.from_json(money.to_json()) == money


class TestSplit:
    @given(moneys(), st.lists(st.integers(min_value=0, max_value=1000), min_size=1, max_size=30))
    def test_loses_nothing_and_keeps_to_the_steps(self, money: Money, weights: list[int]) -> None:
        if not sum(weights):
            weights[0] = 1
        parts = money.split(weights)
        assert Money.total(parts, money.currency) == money
        assert len(parts) == len(weights)
        assert all(part.minor % smallest_step(money.currency) == 0 for part in parts)
        assert not any(part for part, weight in zip(parts, weights, strict=True) if not weight)
        assert all(part.minor * money.minor >= 0 for part in parts)

    @given(moneys(), st.integers(min_value=1, max_value=40))
    def test_makes_equal_shares_that_differ_by_what_cannot_be_shared(
        self, money: Money, count: int
    ) -> None:
        *shares, last = money.split([1] * count)
        assert len(set(shares)) <= 1
        for share in shares[:1]:
            assert abs(last.minor - share.minor) < count * smallest_step(money.currency)

    def test_gives_the_remainder_to_the_last_that_has_a_share(self) -> None:
        parts = Money(minor=101, currency="USD").split([1, 1, 0])
        assert [part.minor for part in parts] == [50, 51, 0]

    @pytest.mark.parametrize("weights", [[], [0, 0], [2, -1]])
    def test_refuses_shares_of_nothing(self, weights: list[int]) -> None:
        with pytest.raises(Invalid):
            Money(minor=100, currency="USD").split(weights)


class TestShown:
    @pytest.mark.parametrize(
        ("minor", "currency", "shown"),
        [
            (4_800_000, "USD", "$48,000.00"),
            (-5, "USD", "-$0.05"),
            (0, "EUR", "€0.00"),
            (1200, "JPY", "¥1,200"),
            (5120, "KWD", "KWD 5.120"),
            (120_000, "ISK", "ISK 1,200"),
            (120_000_00, "CHF", "CHF 120,000.00"),
            (500_000, "UGX", "UGX 5,000"),
            (15_000, "MGA", "MGA 15,000"),
        ],
    )
    def test_reads_as_people_write_it(self, minor: int, currency: str, shown: str) -> None:
        text = str(Money(minor=minor, currency=currency))
        assert text.replace("\N{NO-BREAK SPACE}", " ") == shown

    @given(moneys())
    def test_shows_every_digit_that_counts(self, money: Money) -> None:
        digits = "".join(char for char in str(money) if char.isdigit() or char == ".")
        assert Decimal(digits) == abs(money.amount)
