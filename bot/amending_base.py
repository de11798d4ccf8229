"""What a changed deal leaves of an approved plan: what is out stays, the rest follows the deal."""

from collections.abc import Iterator

from bot.amending_change import Change, each_ones
from bot.amending_retainer import retainers
from bot.plan import Installment, Plan


def carried(change: Change) -> Plan:
    """Return the plan that follows the deal wherever nothing is out yet.

    It may bill more or less in all than the deal says: that is left to be settled.
    """
    installments = list(_installments(change))
    highest = max([change.standing.last_number, *(part.number for part in installments)])
    repeating, adjustments = retainers(change, highest)
    update = {
        "installments": tuple(sorted(installments, key=lambda part: part.number)),
        "retainers": tuple(sorted(repeating, key=lambda part: part.number)),
        "adjustments": tuple(adjustments),
    }
    return change.now.model_copy(update=update)


def kept(change: Change) -> list[Installment]:
    """Return the installments of which somebody has an invoice, as they were approved."""
    out = change.standing.numbers_out
    return [_frozen(change, part) for part in change.before.installments if part.number in out]


def _frozen(change: Change, part: Installment) -> Installment:
    """Return what is out so that it stays each payer's, whatever the shares are from now on."""
    if not change.shares_moved:
        return part
    return part.model_copy(update={"lines": each_ones(change.before, part.lines)})


def _installments(change: Change) -> Iterator[Installment]:
    """Yield what is out as it is, and the rest as the deal has it now."""
    out, number = change.standing.numbers_out, change.standing.last_number
    over = {part.key for part in change.before.installments if part.number in out}
    waiting = {p.key: p.number for p in change.before.installments if p.number not in out}
    yield from kept(change)
    for part in change.now.installments:
        if part.key in over:
            continue
        if part.key in waiting:
            yield part.model_copy(update={"number": waiting.pop(part.key)})
        else:
            number += 1
            source = part.source or f"later:{number}"  # "#2" may be something else by now
            yield part.model_copy(update={"number": number, "source": source})
