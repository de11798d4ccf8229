"""Places as people write them in Salesforce, as the codes that a tax office knows them by."""

import re
import unicodedata
from functools import cache

from babel import Locale

from bot.deal import Address

LANGUAGES = ("en", "de", "fr", "es", "it", "nl", "pt")
"""Of the names of countries; where two mean the same, the first one counts."""
NO_COUNTRIES = frozenset({"EU", "EZ", "QO", "UN", "XA", "XB", "ZZ"})
ALSO = {
    "usa": "US",
    "america": "US",
    "united states of america": "US",
    "uk": "GB",
    "great britain": "GB",
    "england": "GB",
    "scotland": "GB",
    "wales": "GB",
    "northern ireland": "GB",
    "holland": "NL",
    "czech republic": "CZ",
    "korea": "KR",
    "republic of korea": "KR",
    "republic of ireland": "IE",
    "uae": "AE",
    "hong kong": "HK",
    "macau": "MO",
    "russian federation": "RU",
    "viet nam": "VN",
    "peoples republic of china": "CN",
}
"""Spellings that no list of names has."""
STATES = {
    "US": "AL Alabama|AK Alaska|AZ Arizona|AR Arkansas|CA California|CO Colorado|CT Connecticut|"
    "DE Delaware|DC District of Columbia|DC Washington DC|FL Florida|GA Georgia|HI Hawaii|ID Idaho|"
    "IL Illinois|IN Indiana|IA Iowa|KS Kansas|KY Kentucky|LA Louisiana|ME Maine|MD Maryland|"
    "MA Massachusetts|MI Michigan|MN Minnesota|MS Mississippi|MO Missouri|MT Montana|NE Nebraska|"
    "NV Nevada|NH New Hampshire|NJ New Jersey|NM New Mexico|NY New York|NC North Carolina|"
    "ND North Dakota|OH Ohio|OK Oklahoma|OR Oregon|PA Pennsylvania|PR Puerto Rico|RI Rhode Island|"
    "SC South Carolina|SD South Dakota|TN Tennessee|TX Texas|UT Utah|VT Vermont|VA Virginia|"
    "WA Washington|WV West Virginia|WI Wisconsin|WY Wyoming",
    "CA": "AB Alberta|BC British Columbia|MB Manitoba|NB New Brunswick|"
    "NL Newfoundland and Labrador|NS Nova Scotia|NT Northwest Territories|NU Nunavut|ON Ontario|"
    "PE Prince Edward Island|QC Quebec|SK Saskatchewan|YT Yukon",
}
ZIP = re.compile(r"\d{5}(-?\d{4})?")


def coded(address: Address) -> Address:
    """Return `address` with codes for country and state; what is not recognized stays as it is."""
    country = country_code(address.country)
    state = state_code(country, address.state) if country else ""
    known = {"country": country or address.country, "state": state or address.state}
    return address.model_copy(update=known)


def country_code(written: str) -> str:
    """Return the ISO code of a country, "" if it is not recognized."""
    names, plain = _countries(), _plain(written)
    code = plain.upper()
    return code if code in names.values() else names.get(plain, "")


def state_code(country: str, written: str) -> str:
    """Return the code of a state of the US or a province of Canada, "" for all others."""
    names, plain = _states(country), _plain(written)
    code = plain.upper()
    return code if code in names.values() else names.get(plain, "")


def has_zip(address: Address) -> bool:
    """Return whether there is a ZIP code, which is what tax in the US goes by."""
    return ZIP.fullmatch(address.postal_code.strip()) is not None


def _plain(written: str) -> str:
    """Return a name without what people write now one way, now another."""
    bare = unicodedata.normalize("NFKD", written.casefold())
    kept = "".join(c for c in bare if not unicodedata.combining(c) and c not in ".'’,()")  # noqa: RUF001 - meant
    return re.sub(r"^(the|die|le|la|les) ", "", " ".join(kept.replace("&", " and ").split()))


@cache
def _countries() -> dict[str, str]:
    """Return plain names of countries: name -> code."""
    names = dict(ALSO)
    for language in LANGUAGES:
        for code, name in Locale(language).territories.items():
            if len(code) == 2 and code.isalpha() and code not in NO_COUNTRIES:  # noqa: PLR2004 - ISO
                names.setdefault(_plain(name), code)
    return names


@cache
def _states(country: str) -> dict[str, str]:
    parts = (part.partition(" ") for part in STATES.get(country, "").split("|") if part)
    return {_plain(name): code for code, _, name in parts}
