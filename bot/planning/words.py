"""Words in Salesforce, as people write them: how often, by which model, with which tax."""

import re
from enum import StrEnum

from bot.payer import TaxExempt
from bot.periods import Interval, Rhythm

LONGEST = {Interval.WEEK: 156, Interval.MONTH: 36, Interval.YEAR: 3}
"""The longest interval that Stripe accepts."""

_RHYTHMS = {
    "weekly": (Interval.WEEK, 1),
    "week": (Interval.WEEK, 1),
    "wöchentlich": (Interval.WEEK, 1),
    "hebdomadaire": (Interval.WEEK, 1),
    "fortnightly": (Interval.WEEK, 2),
    "monthly": (Interval.MONTH, 1),
    "month": (Interval.MONTH, 1),
    "monatlich": (Interval.MONTH, 1),
    "mensuel": (Interval.MONTH, 1),
    "quarterly": (Interval.MONTH, 3),
    "quarter": (Interval.MONTH, 3),
    "vierteljährlich": (Interval.MONTH, 3),
    "quartalsweise": (Interval.MONTH, 3),
    "trimestriel": (Interval.MONTH, 3),
    "half-yearly": (Interval.MONTH, 6),
    "half yearly": (Interval.MONTH, 6),
    "semi-annual": (Interval.MONTH, 6),
    "semi-annually": (Interval.MONTH, 6),
    "semiannual": (Interval.MONTH, 6),
    "semiannually": (Interval.MONTH, 6),
    "halbjährlich": (Interval.MONTH, 6),
    "semestriel": (Interval.MONTH, 6),
    "yearly": (Interval.YEAR, 1),
    "year": (Interval.YEAR, 1),
    "annual": (Interval.YEAR, 1),
    "annually": (Interval.YEAR, 1),
    "jährlich": (Interval.YEAR, 1),
    "annuel": (Interval.YEAR, 1),
}
"""What means one thing only: "bi-monthly" and "bi-weekly" do not."""
_EVERY = re.compile(
    r"(?:every |each |per |a |once a |/ ?)?(?:(\d{1,3}) ?)?(week|month|quarter|year)s?"
)


class Model(StrEnum):
    """How a deal says that it is billed."""

    UNSAID = ""
    ONE = "one invoice"
    MILESTONES = "milestones"
    RETAINER = "retainer"
    MIXED = "mixed"


_MODELS = {
    "": Model.UNSAID,
    "one invoice": Model.ONE,
    "single invoice": Model.ONE,
    "one-off": Model.ONE,
    "one off": Model.ONE,
    "one-time": Model.ONE,
    "one time": Model.ONE,
    "upfront": Model.ONE,
    "up front": Model.ONE,
    "milestone": Model.MILESTONES,
    "milestones": Model.MILESTONES,
    "retainer": Model.RETAINER,
    "recurring": Model.RETAINER,
    "subscription": Model.RETAINER,
    "mixed": Model.MIXED,
}
_EXEMPT = {
    "": TaxExempt.NONE,
    "none": TaxExempt.NONE,
    "no": TaxExempt.NONE,
    "taxable": TaxExempt.NONE,
    "taxed": TaxExempt.NONE,
    "exempt": TaxExempt.EXEMPT,
    "tax exempt": TaxExempt.EXEMPT,
    "yes": TaxExempt.EXEMPT,
    "reverse": TaxExempt.REVERSE,
    "reverse charge": TaxExempt.REVERSE,
}


def rhythm_of(text: str) -> Rhythm | None:
    """Return how often `text` says, e.g. "Monthly", "every 2 weeks"; None: not understood."""
    said = plain(text)
    if said in _RHYTHMS:
        interval, every = _RHYTHMS[said]
        return Rhythm(interval=interval, every=every)
    found = _EVERY.fullmatch(said)
    if found is None:
        return None
    interval, once = _RHYTHMS[found[2]]
    every = once * int(found[1] or 1)
    return Rhythm(interval=interval, every=every) if 1 <= every <= LONGEST[interval] else None


def model_of(text: str) -> Model | None:
    """Return the billing model that `text` names; None: not understood."""
    return _MODELS.get(plain(text))


def exempt_of(text: str) -> TaxExempt | None:
    """Return whether `text` says that tax is charged; None: not understood."""
    return _EXEMPT.get(plain(text).replace("-", " "))


def plain(text: str) -> str:
    """Return `text` without what makes no difference: case, space, a last full stop."""
    return " ".join(text.casefold().split()).rstrip(".")
