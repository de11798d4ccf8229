import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.deal import Address
from bot.places import coded, country_code, has_zip, state_code


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("United States", "US"),
        ("United States of America", "US"),
        ("USA", "US"),
        ("U.S.A.", "US"),
        ("u.s.", "US"),
        ("us", "US"),
        ("UK", "GB"),
        ("Great Britain", "GB"),
        ("The Netherlands", "NL"),
        ("Deutschland", "DE"),
        ("Germany", "DE"),
        ("Österreich", "AT"),
        ("Osterreich", "AT"),
        ("Schweiz", "CH"),
        ("España", "ES"),
        ("Czech Republic", "CZ"),
        ("Czechia", "CZ"),
        ("South Korea", "KR"),
        ("Türkiye", "TR"),
        ("Côte d’Ivoire", "CI"),
        ("Bosnia and Herzegovina", "BA"),
        ("Georgia", "GE"),
        ("", ""),
        ("European Union", ""),
        ("Untied States", ""),
    ],
)
def test_countries_are_known_as_people_write_them(written: str, code: str) -> None:
    assert country_code(written) == code


@pytest.mark.parametrize(
    ("country", "written", "code"),
    [
        ("US", "Illinois", "IL"),
        ("US", "il", "IL"),
        ("US", "Washington D.C.", "DC"),
        ("US", "washington", "WA"),
        ("CA", "Québec", "QC"),
        ("CA", "BC", "BC"),
        ("DE", "Bayern", ""),
        ("US", "Ontario", ""),
    ],
)
def test_states_have_codes_where_tax_goes_by_them(country: str, written: str, code: str) -> None:
    assert state_code(country, written) == code


def test_an_address_keeps_what_is_not_recognized() -> None:
    wild = Address(street="1 Main", city="X", state="Bayern", country="Bavaria")
    assert coded(wild) == wild
    german = coded(wild.model_copy(update={"country": "Deutschland"}))
    assert (german.country, german.state) == ("DE", "Bayern")
    assert coded(Address(state="Texas", country="USA")) == Address(state="TX", country="US")


@given(st.text(), st.text())
def test_any_text_is_an_address(country: str, state: str) -> None:
    once = coded(Address(country=country, state=state))
    assert coded(once) == once


@pytest.mark.parametrize(
    ("written", "is_one"),
    [("62701", True), ("62701-1234", True), (" 62701 ", True), ("6270", False), ("", False)],
)
def test_a_zip_has_five_digits(written: str, is_one: bool) -> None:  # noqa: FBT001 - a parameter
    assert has_zip(Address(postal_code=written)) is is_one
