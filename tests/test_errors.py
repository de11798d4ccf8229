import pytest

from bot.errors import Invalid, Trouble, VendorError


@pytest.mark.parametrize(
    ("trouble", "retryable"),
    [(Trouble.DOWN, True), (Trouble.UNKNOWN, True), (Trouble.REFUSED, False)],
)
def test_a_vendor_error_says_whether_repeating_may_help(
    trouble: Trouble, *, retryable: bool
) -> None:
    error = VendorError("Stripe", "No.", trouble=trouble, code="x", retry_after=2.0)
    assert error.retryable is retryable
    assert (str(error), error.vendor, error.code, error.retry_after) == ("No.", "Stripe", "x", 2.0)


def test_an_invalid_entry_names_its_field() -> None:
    error = Invalid("Write a date.", "send_date")
    assert (str(error), error.field) == ("Write a date.", "send_date")
    assert Invalid("Nothing was changed.").field == ""
