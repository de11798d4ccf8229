"""Which currencies Stripe takes, in what units, and the least it charges."""

from decimal import ROUND_HALF_UP, Decimal

from sandbox.stripe.errors import refuse

_CODES = """
usd aed afn all amd ang aoa ars aud awg azn bam bbd bdt bgn bhd bif bmd bnd bob brl bsd bwp byn
bzd cad cdf chf clp cny cop crc cve czk djf dkk dop dzd egp etb eur fjd fkp gbp gel gip gmd gnf
gtq gyd hkd hnl htg huf idr ils inr isk jmd jod jpy kes kgs khr kmf krw kwd kyd kzt lak lbp lkr
lrd lsl mad mdl mga mkd mmk mnt mop mur mvr mwk mxn myr mzn nad ngn nio nok npr nzd omr pab pen
pgk php pkr pln pyg qar ron rsd rub rwf sar sbd scr sek sgd shp sle sos srd std szl thb tjs tnd
top try ttd twd tzs uah ugx uyu uzs vnd vuv wst xaf xcd xcg xof xpf yer zar zmw
"""
SUPPORTED = frozenset(_CODES.split())
THREE_DECIMAL = frozenset({"bhd", "jod", "kwd", "omr", "tnd"})
_WHOLE = "bif clp djf gnf jpy kmf krw mga pyg rwf vnd vuv xaf xof xpf"
ZERO_DECIMAL = frozenset(_WHOLE.split())
WHOLE_HUNDREDS = frozenset({"isk", "ugx"})
"""Written with two decimals that must be zero."""

MINIMUM = {
    "usd": 50,
    "aed": 200,
    "aud": 50,
    "bgn": 100,
    "brl": 50,
    "cad": 50,
    "chf": 50,
    "czk": 1500,
    "dkk": 250,
    "eur": 50,
    "gbp": 30,
    "hkd": 400,
    "huf": 17500,
    "inr": 50,
    "jpy": 50,
    "mxn": 1000,
    "myr": 200,
    "nok": 300,
    "nzd": 50,
    "pln": 200,
    "ron": 200,
    "sek": 300,
    "sgd": 50,
    "thb": 1000,
}
"""The least that can be charged, in minor units; currencies not listed have no floor here."""

LARGEST = 999_999_999_999


def known(currency: str, param: str = "currency") -> str:
    """Return `currency` in Stripe's spelling, refusing one Stripe does not take."""
    if currency.lower() not in SUPPORTED:
        listed = ", ".join(sorted(SUPPORTED))
        refuse(
            f"Invalid currency: {currency}. Stripe currently supports these currencies: {listed}",
            param=param,
        )
    return currency.lower()


def step(currency: str) -> int:
    """Return what every amount in `currency` must be divisible by."""
    if currency in WHOLE_HUNDREDS:
        return 100
    return 10 if currency in THREE_DECIMAL else 1


def stated(amount: int, currency: str, param: str) -> int:
    """Return an `amount` somebody wrote, refusing what the currency cannot express."""
    if abs(amount) > LARGEST:
        refuse(f"Amount must be no more than {LARGEST}", code="amount_too_large", param=param)
    if amount % step(currency):
        refuse(
            f"Invalid amount: amounts in {currency.upper()} must be divisible by {step(currency)}.",
            param=param,
        )
    return amount


def rounded(amount: Decimal, currency: str) -> int:
    """Return a computed `amount` in whole steps of `currency`, halves away from zero."""
    size = step(currency)
    return int((amount / size).quantize(Decimal(1), ROUND_HALF_UP)) * size


def written(amount: int, currency: str) -> str:
    """Return `amount` as Stripe's messages write it: "$10.00", "1,000 JPY"."""
    digits = 0 if currency in ZERO_DECIMAL else 3 if currency in THREE_DECIMAL else 2
    number = f"{Decimal(amount).scaleb(-digits):,.{digits}f}"
    return f"${number}" if currency == "usd" else f"{number} {currency.upper()}"
