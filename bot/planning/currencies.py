"""What people decided in another currency than the deal's by now: it counts no more."""

from collections.abc import Iterator

from bot.finding import Finding, warn
from bot.money import Money
from bot.overrides import Overrides


def in_currency(decided: Overrides, currency: str) -> tuple[Overrides, tuple[Finding, ...]]:
    """Return what counts of `decided` for a deal in `currency`, and a finding if not all does.

    Amounts are not converted: the schedule is the deal's again, until somebody decides anew.
    """
    others = sorted({amount.currency for amount in _amounts(decided)} - {currency})
    if not others:
        return decided, ()
    nothing = {"lines": None, "installments": None, "retainers": None}
    said = warn(
        "decided_in_other_currency",
        f"The amounts that were changed in Slack were in {' and '.join(others)} and the deal is in "
        f"{currency} now: what Salesforce says counts again.",
    )
    return decided.model_copy(update=nothing), (said,)


def _amounts(decided: Overrides) -> Iterator[Money]:
    for line in decided.lines or ():
        yield line.amount
    for part in decided.installments or ():
        yield from (line.amount for line in part.lines)
    for repeats in decided.retainers or ():
        stretches = (repeats.lines, repeats.last, *(early.lines for early in repeats.earlier))
        yield from (line.amount for lines in stretches for line in lines)
