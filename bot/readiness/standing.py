"""Findings about the deal itself: whether it counts, and counts only once."""

from collections.abc import Iterator

from bot.deal import Deal
from bot.finding import Finding, block, warn
from bot.readiness.around import Surroundings


def about_the_deal(deal: Deal, around: Surroundings) -> Iterator[Finding]:
    """Yield what keeps the deal from being billed at all."""
    if deal.is_deleted:
        yield block("deleted", "The opportunity was deleted in Salesforce.")
    elif not deal.is_won:
        yield block("not_won", f"The opportunity is no longer won: its stage is {deal.stage}.")
    if deal.terms.no_invoice:
        yield block("no_invoice", "Salesforce says that this deal is not to be invoiced here.")
    if around.billed_already:
        yield block("billed_already", "This deal has an invoice already.")
    for sentence in around.alike:
        yield warn("alike", sentence)
