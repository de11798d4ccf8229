"""Where a customer is for Stripe Tax, and what this account collects there.

The shipping address counts first, then the billing address; a customer in the US needs a
five-digit ZIP code, one in Canada a province or a postal code, anybody else a country
(docs.stripe.com/tax/customer-locations, docs.stripe.com/tax/invoicing). The table is small and
fixed: standard rates for a service, at one place of each state.
"""

import re
from dataclasses import dataclass
from decimal import Decimal

from sandbox.stripe.errors import Obj

_CODES = """
AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS
BT BV BW BY BZ CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE
EG EH ER ES ET FI FJ FK FM FO FR GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM
HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE JM JO JP KE KG KH KI KM KN KP KR KW KY KZ LA LB LC
LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO MP MQ MR MS MT MU MV MW MX MY MZ NA
NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW PY QA RE RO RS RU RW
SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG TH TJ TK TL TM TN TO
TR TT TV TW TZ UA UG UM US UY UZ VA VC VE VG VI VN VU WF WS XK YE YT ZA ZM ZW
"""
_COUNTRIES = frozenset(_CODES.split())
_PERCENTS = """
AT:20 BE:21 BG:20 CY:19 CZ:21 DE:19 DK:25 EE:24 ES:21 FI:25.5 FR:20 GR:24 HR:25 HU:27 IE:23 IT:22
LT:21 LU:17 LV:21 MT:18 NL:21 PL:23 PT:23 RO:21 SE:25 SI:22 SK:23 AE:5 CH:8.1 GB:20 NO:25 SA:15
"""
_VAT = dict(pair.split(":") for pair in _PERCENTS.split())
EUROPEAN_UNION = frozenset(_VAT) - {"AE", "CH", "GB", "NO", "SA"}
_OTHERS = {
    "AU": ("10", "gst", "GST"),
    "JP": ("10", "jct", "JCT"),
    "NZ": ("15", "gst", "GST"),
    "SG": ("9", "gst", "GST"),
}
_WITHOUT_TAX = frozenset({"HK", "KW", "QA"})
"""Countries that have no such tax at all."""

# The first three digits of the ZIP codes -> state, what is collected (None: this account is not
# registered there), or why there is nothing to collect.
_STATES = (
    (100, 149, "NY", "8.875", "standard_rated"),
    (150, 196, "PA", "6", "standard_rated"),
    (600, 629, "IL", None, "not_collecting"),
    (750, 799, "TX", "8.25", "standard_rated"),
    (900, 961, "CA", "0", "product_exempt"),
    (970, 979, "OR", "0", "not_subject_to_tax"),
    (980, 994, "WA", "10.35", "standard_rated"),
)
_FIRST_ZIP = 5
"""There is no ZIP code below 005."""
_ZIP = re.compile(r"(\d{3})\d{2}(-\d{4})?")
_PROVINCES = {
    "AB": [("5", "gst", "GST")],
    "BC": [("5", "gst", "GST"), ("7", "pst", "PST")],
    "ON": [("13", "hst", "HST")],
    "QC": [("5", "gst", "GST"), ("9.975", "qst", "QST")],
}
_POSTAL = {"G": "QC", "H": "QC", "J": "QC", **dict.fromkeys("KLMNP", "ON"), "T": "AB", "V": "BC"}
_CANADIAN = re.compile(r"[A-Z]\d[A-Z] ?\d[A-Z]\d")
_WRITTEN = "AB BC MB NB NL NS NT NU ON PE QC SK YT"
_PROVINCE_CODES = frozenset(_WRITTEN.split())


@dataclass(frozen=True)
class Levy:
    """One tax of a place."""

    country: str
    state: str | None
    percent: Decimal
    kind: str | None
    """Stripe's tax type, e.g. "vat"; None where nothing is levied."""
    name: str
    reason: str
    """Stripe's taxability reason."""


def located(customer: Obj) -> Obj | None:
    """Return the address that decides on the tax of `customer`, None when it is not enough."""
    shipping = (customer.get("shipping") or {}).get("address") or {}
    billing = customer.get("address") or {}
    place = next((sent for sent in (shipping, billing) if any(sent.values())), {})
    return place if levies(place) else None


def levies(place: Obj) -> list[Levy]:
    """Return what is levied at the address `place`; nothing when it is not precise enough."""
    country = (place.get("country") or "").upper()
    postal = (place.get("postal_code") or "").strip().upper()
    if country not in _COUNTRIES:
        return []
    if country == "US":
        return _united_states(postal)
    if country == "CA":
        return _canada((place.get("state") or "").upper(), postal)
    if country in _VAT:
        return [_levy(country, None, _VAT[country], "vat", "VAT")]
    if country in _OTHERS:
        return [_levy(country, None, *_OTHERS[country])]
    reason = "not_subject_to_tax" if country in _WITHOUT_TAX else "not_collecting"
    return [Levy(country, None, Decimal(0), None, "Tax", reason)]


def _united_states(postal: str) -> list[Levy]:
    found = _ZIP.fullmatch(postal)
    if found is None or int(found[1]) < _FIRST_ZIP:
        return []
    area = int(found[1])
    for first, last, state, percent, reason in _STATES:
        if first <= area <= last:
            return [Levy("US", state, Decimal(percent or 0), "sales_tax", "Sales Tax", reason)]
    return [Levy("US", None, Decimal(0), "sales_tax", "Sales Tax", "not_collecting")]


def _canada(province: str, postal: str) -> list[Levy]:
    if province not in _PROVINCE_CODES:
        if not _CANADIAN.fullmatch(postal):
            return []
        province = _POSTAL.get(postal[0], "")
    taxes = _PROVINCES.get(province, [("5", "gst", "GST")])
    return [_levy("CA", province or None, *tax) for tax in taxes]


def _levy(country: str, state: str | None, percent: str, kind: str, name: str) -> Levy:
    return Levy(country, state, Decimal(percent), kind, name, "standard_rated")
