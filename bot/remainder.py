"""Small remainders: what a bank's fee leaves open of an invoice that was paid otherwise."""

from bot.money import Money
from bot.rules import BillingRules


def is_small(balance: Money, paid: Money, rules: BillingRules) -> bool:
    """Return whether so little is left of a part-paid invoice that policy leaves it alone."""
    most = rules.small_remainder.get(balance.currency)
    left = balance.minor > 0 and paid.minor > 0
    return most is not None and left and balance.amount <= most
