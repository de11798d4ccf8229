from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.due import Discount, Due
from bot.terms import parse_terms


def due(days: int = 0, *, eom: bool = False, off: str = "", within: int = 0) -> Due:
    discount = Discount(percent=Decimal(off), days=within) if off else None
    return Due(net_days=days, end_of_month=eom, discount=discount)


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("Net 30", 30),
        ("net30", 30),
        ("N30", 30),
        ("NET-45", 45),
        ("n/60", 60),
        ("Net - 30", 30),
        ("net-30 days", 30),
        (" Net  15  days. ", 15),
        ("30 days", 30),
        ("30-day", 30),
        ("14 days net", 14),
        ("within 30 days", 30),
        ("Payable within 30 days of the invoice date", 30),
        ("Due in 10 days", 10),
        ("Payment within 14 days", 14),
        ("Net 30 from date of invoice", 30),
        ("Due net 30", 30),
        ("Net 0", 0),
        ("Due on receipt", 0),
        ("upon receipt", 0),
        ("Payment due on receipt", 0),
        ("Immediately.", 0),
        ("Net 365", 365),
        ("30 Tage netto", 30),
        ("netto 14 Tage", 14),
        ("Zahlbar innerhalb von 30 Tagen", 30),
        ("Sofort fällig", 0),
        ("30 jours net", 30),
        ("À réception de facture", 0),
    ],
)
def test_terms_are_understood_as_people_write_them(text: str, days: int) -> None:
    assert parse_terms(text) == Due(net_days=days)


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("EOM", 0),
        ("end of month", 0),
        ("Due end of month", 0),
        ("net EOM", 0),
        ("30 days EOM", 30),
        ("net 30 EOM", 30),
        ("N30 EOM", 30),
        ("EOM + 30", 30),
        ("EOM+30 days", 30),
        ("30 days from end of month", 30),
        ("net 60 days after the end of the month", 60),
    ],
)
def test_days_count_from_the_end_of_the_month_where_it_is_said(text: str, days: int) -> None:
    assert parse_terms(text) == due(days, eom=True)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2/10 net 30", due(30, off="2", within=10)),
        ("2/10, n/30", due(30, off="2", within=10)),
        ("2% 10 net 30", due(30, off="2", within=10)),
        ("2%/10 days, net 30 days", due(30, off="2", within=10)),
        ("1.5%/15, n/45", due(45, off="1.5", within=15)),
        ("2/10 net 30 EOM", due(30, eom=True, off="2", within=10)),
        ("3/20 EOM", due(eom=True, off="3", within=20)),
        ("2% Skonto 10 Tage, 30 Tage netto", due(30, off="2", within=10)),
        ("1,5 % Skonto innerhalb von 7 Tagen, netto 14 Tage", due(14, off="1.5", within=7)),
    ],
)
def test_a_discount_is_understood(text: str, expected: Due) -> None:
    assert parse_terms(text) == expected


@pytest.mark.parametrize("text", ["Due Dec 1, 2026", "by December 1 2026", "on dec. 1, 2026"])
def test_a_day_is_understood_with_its_month_by_name(text: str) -> None:
    assert parse_terms(text) == Due(on=date(2026, 12, 1))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Net",
        "Net 366",
        "Net 1000",
        "30",
        "quarterly",
        "Net -5",
        "COD",
        "prepaid",
        "30 jours fin de mois",
        "due 12/1/2026",
        "due Foo 1, 2026",
        "due Feb 30, 2026",
        "0/10 net 30",
        "2/31 net 30",
        "2/400 EOM",
        "2/10 whenever",
        "10 MFI",
    ],
)
def test_terms_are_never_guessed(text: str) -> None:
    assert parse_terms(text) is None


@given(st.text(max_size=40))
def test_no_text_is_too_odd_to_be_read(text: str) -> None:
    found = parse_terms(text)
    assert found is None or 0 <= found.net_days <= 365


DAYS = st.integers(0, 365)
PERCENT = st.integers(1, 9999).map(lambda hundredths: Decimal(hundredths).scaleb(-2))
PLAIN = st.one_of(
    st.builds(Due, net_days=DAYS, end_of_month=st.booleans()),
    st.builds(Due, on=st.dates(date(1900, 1, 1), date(9999, 12, 31))),
)


@given(PLAIN, PERCENT, DAYS, st.booleans())
def test_what_is_said_is_understood(plain: Due, percent: Decimal, days: int, less: bool) -> None:  # noqa: FBT001 - drawn
    within = days if plain.on or plain.end_of_month else min(days, plain.net_days)
    discount = Discount(percent=percent, days=within) if less else None
    said = plain.model_copy(update={"discount": discount})
    assert parse_terms(str(said)) == said
