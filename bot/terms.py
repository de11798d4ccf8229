"""Payment terms as people write them; what is not sure to mean one thing is not understood."""

import re
from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal

from bot.due import Discount, Due

LONGEST_NET = 365
_ALL = Decimal(100)

_ON_RECEIPT = frozenset(
    {
        "due on receipt",
        "on receipt",
        "upon receipt",
        "due upon receipt",
        "payable on receipt",
        "payable upon receipt",
        "payment on receipt",
        "payment due on receipt",
        "due on receipt of invoice",
        "upon receipt of invoice",
        "immediate",
        "immediately",
        "due immediately",
        "payable immediately",
        "immediate payment",
        "sofort",
        "sofort fällig",
        "sofort zahlbar",
        "zahlbar sofort",
        "fällig sofort",
        "à réception",
        "à réception de facture",
        "paiement à réception",
    }
)
_END_OF_MONTH = frozenset(
    {
        "eom",
        "net eom",
        "due eom",
        "end of month",
        "end of the month",
        "due end of month",
        "due end of the month",
        "due at end of month",
        "due at the end of the month",
        "at the end of the month",
        "by end of month",
        "zum monatsende",
        "monatsende",
    }
)
_GAP = r"(?: |[/-]| ?[/-] )?"
_PAY = r"(?:(?:payment )?due |payable |payment )?"
_DAYS = r"(?P<days>\d{1,3})"
_FROM = r"(?: (?:from|of|after) (?:the )?(?:date of (?:the )?invoice|invoice(?: date)?))?"
_AFTER = r"(?:eom|(?:from |after )?(?:the )?end of (?:the )?month)"
_NET = [
    re.compile(pattern)
    for pattern in (
        rf"{_PAY}(?:net|n){_GAP}{_DAYS}(?:[ -]?days?)?{_FROM}",
        rf"{_PAY}(?:within |in )?{_DAYS}[ -]?days?(?: net)?{_FROM}",
        rf"(?:zahlbar |fällig )?(?:innerhalb von |innert |in |binnen )?{_DAYS} tagen?(?: netto)?",
        rf"{_DAYS} tage(?: netto| rein netto)?",
        rf"netto {_DAYS}(?: tage)?",
        rf"{_DAYS} jours(?: nets?)?(?: date de facture)?",
    )
]
_NET_AFTER = [
    re.compile(pattern)
    for pattern in (
        rf"(?:due )?(?:(?:net|n){_GAP})?{_DAYS}(?:[ -]?days?)?(?: net)?,? {_AFTER}",
        rf"(?:net )?(?:eom|end of month) ?\+ ?{_DAYS}(?: ?days?)?",
    )
]
_ON = re.compile(r"(?:due |payable )?(?:on |by )?([a-z]{3,9})\.? (\d{1,2}),? (\d{4})")
_DISCOUNT = re.compile(
    r"(?P<percent>\d{1,2}(?:\.\d{1,4})?)(?: ?(?:%|percent|pct)(?: ?/ ?| )?| ?/ ?)"
    r"(?P<within>\d{1,3})(?: ?days?)?(?: ?[,;] ?| )(?P<rest>.+)"
)
_SKONTO = re.compile(
    r"(?P<percent>\d{1,2}(?:[.,]\d{1,4})?) ?% skonto (?:innerhalb von |in |binnen )?"
    r"(?P<within>\d{1,3}) tagen?(?: ?[,;] ?| )(?P<rest>.+)"
)


def parse_terms(text: str) -> Due | None:
    """Return what `text` means, e.g. "Net 30", "2/10 net 30", "30 days EOM"; None: not understood.

    Terms that say how an invoice is due say it again as such: `parse_terms(str(due)) == due`.
    """
    said = " ".join(text.casefold().split()).rstrip(".")
    return _discounted(said) or _plain(said)


def _discounted(said: str) -> Due | None:
    found = _DISCOUNT.fullmatch(said) or _SKONTO.fullmatch(said)
    due = _plain(found["rest"]) if found else None
    if found is None or due is None:
        return None
    percent, days = Decimal(found["percent"].replace(",", ".")), int(found["within"])
    if not 0 < percent < _ALL or days > LONGEST_NET:
        return None
    if days > due.net_days and not due.end_of_month and due.on is None:
        return None  # whoever pays in time would always keep it
    return due.model_copy(update={"discount": Discount(percent=percent, days=days)})


def _plain(said: str) -> Due | None:
    if said in _ON_RECEIPT:
        return Due(net_days=0)
    if said in _END_OF_MONTH:
        return Due(net_days=0, end_of_month=True)
    for due in _counted(said):
        return due if due.net_days <= LONGEST_NET else None
    day = _day(said)
    return Due(on=day) if day else None


def _counted(said: str) -> Iterator[Due]:
    for pattern in _NET_AFTER:
        if found := pattern.fullmatch(said):
            yield Due(net_days=int(found["days"]), end_of_month=True)
    for pattern in _NET:
        if found := pattern.fullmatch(said):
            yield Due(net_days=int(found["days"]))


def _day(said: str) -> date | None:
    """Return a day with its month by name: "12/1/2026" may be two."""
    found = _ON.fullmatch(said)
    if found is None:
        return None
    for pattern in ("%b %d %Y", "%B %d %Y"):
        try:
            return datetime.strptime(" ".join(found.groups()), pattern).date()  # noqa: DTZ007 - a day
        except ValueError:
            continue
    return None
