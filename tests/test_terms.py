import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.due import Due
from bot.terms import parse_terms


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("Net 30", 30),
        ("net30", 30),
        ("NET-45", 45),
        ("n/60", 60),
        ("Net - 30", 30),
        (" Net  15  days. ", 15),
        ("30 days", 30),
        ("14 days net", 14),
        ("Net 0", 0),
        ("Due on receipt", 0),
        ("upon receipt", 0),
        ("Immediately.", 0),
        ("Net 365", 365),
    ],
)
def test_terms_are_understood_as_people_write_them(text: str, days: int) -> None:
    assert parse_terms(text) == Due(net_days=days)


@pytest.mark.parametrize(
    "text",
    ["", "Net", "2/10 net 30", "Net 366", "Net 1000", "Net 30 EOM", "30", "quarterly", "Net -5"],
)
def test_terms_are_never_guessed(text: str) -> None:
    assert parse_terms(text) is None


@given(st.text(max_size=40))
def test_no_text_is_too_odd_to_be_read(text: str) -> None:
    due = parse_terms(text)
    assert due is None or 0 <= due.net_days <= 365
