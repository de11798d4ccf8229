"""How Stripe counts each currency: its minor unit and the smallest step it accepts.

Source: docs.stripe.com/currencies, "Zero-decimal currencies" and "Special cases". Stripe's table
differs from ISO 4217 and from CLDR (MGA, ISK, UGX, RSD, …), so neither is used for money.
"""

ZERO_DECIMAL = frozenset(
    "BIF CLP DJF GNF JPY KMF KRW MGA PYG RWF VND VUV XAF XOF XPF".split()  # noqa: SIM905 - as Stripe lists them
)
THREE_DECIMAL = frozenset({"BHD", "JOD", "KWD", "OMR", "TND"})
WHOLE_UNITS_AS_HUNDREDTHS = frozenset({"ISK", "UGX"})
"""Sent as hundredths, but only whole units are accepted."""

CODE_LENGTH = 3


def digits(currency: str) -> int:
    """Return how many decimal digits one unit of `currency` has at Stripe: 0, 2 or 3."""
    if currency in ZERO_DECIMAL:
        return 0
    return 3 if currency in THREE_DECIMAL else 2


def smallest_step(currency: str) -> int:
    """Return the smallest difference Stripe accepts, in minor units: 1, 10 or 100."""
    if currency in WHOLE_UNITS_AS_HUNDREDTHS:
        return 100
    return 10 if currency in THREE_DECIMAL else 1


def shown_digits(currency: str) -> int:
    """Return how many decimal digits people write: none for ISK and UGX."""
    return 0 if currency in WHOLE_UNITS_AS_HUNDREDTHS else digits(currency)
