import pytest

from bot.currency import digits, shown_digits, smallest_step


@pytest.mark.parametrize(
    ("currency", "minor_digits", "step", "shown"),
    [
        ("USD", 2, 1, 2),
        ("JPY", 0, 1, 0),
        ("MGA", 0, 1, 0),  # ISO 4217 says 2
        ("KWD", 3, 10, 3),
        ("ISK", 2, 100, 0),  # ISO 4217 says 0
        ("UGX", 2, 100, 0),
        ("RSD", 2, 1, 2),
    ],
)
def test_a_currency_is_counted_as_stripe_counts_it(
    currency: str, minor_digits: int, step: int, shown: int
) -> None:
    assert (digits(currency), smallest_step(currency), shown_digits(currency)) == (
        minor_digits,
        step,
        shown,
    )
