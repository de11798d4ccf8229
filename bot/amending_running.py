"""What it takes at Stripe when an approved retainer changes or ends: its subscriptions follow."""

from collections.abc import Iterator

from bot.amending_change import Change
from bot.charges import lines_for, parties
from bot.money import Money
from bot.plan import Adjustment, AdjustmentKind, Plan, Retainer
from bot.standing import Running

PRINTED = {
    "po_number": "another PO number",
    "memo": "another memo",
    "footer": "another footer",
    "custom_fields": "other printed fields",
    "tax": "other tax",
}
"""What each invoice of a retainer shows besides its lines."""


def corrections(
    change: Change, old: Retainer, after: Retainer | None, first: int
) -> Iterator[Adjustment]:
    """Yield what has to be done about the subscriptions of a retainer that changes or ends."""
    if after is not None and _bills_the_same(change, old, after):
        return
    ended = after is None or after.periods == first - 1
    for one in change.standing.running:
        if one.number == old.number and (one.last_period >= first or not ended):
            yield _correction(change, old, after, one, first, ended=ended)


def _bills_the_same(change: Change, old: Retainer, after: Retainer) -> bool:
    ends = [(one.periods, one.until) for one in (old, after)]
    if ends[0] != ends[1] or _printed(change.before) != _printed(change.now):
        return False
    return all(
        (old.lines_of(p), old.variable_of(p), old.due_of(p))
        == (after.lines_of(p), after.variable_of(p), after.due_of(p))
        for p in range(1, old.periods + 1)
    )


def _printed(plan: Plan) -> dict[str, object]:
    return plan.model_dump(include=set(PRINTED))


def _correction(
    change: Change, old: Retainer, after: Retainer | None, one: Running, first: int, *, ended: bool
) -> Adjustment:
    start = old.start_of(first)
    was = _periods_worth(change.before, old, one.party, first)
    now = _periods_worth(change.now, after, one.party, first) if after else was - was
    when = f"{start:%b} {start.day}, {start.year}"
    if ended or after is None:
        words = f'The retainer "{old.label}" ends before {when}'
    else:
        other = _other(change, old, after, first, same_amount=was == now)
        said = [f"is {now} instead of {was} for all periods from {when} on"] if was != now else []
        said += [f"has {other} from {when} on"] if other else []
        words = f'The retainer "{old.label}" {" and ".join(said)}'
    return Adjustment(
        kind=AdjustmentKind.END_RETAINER if ended else AdjustmentKind.CHANGE_RETAINER,
        subject=one.subscription_id,
        number=old.number,
        party=one.party,
        amount=now - was,
        words=words,
        from_date=start,
    )


def _other(change: Change, old: Retainer, after: Retainer, first: int, *, same_amount: bool) -> str:
    """Return what is different about a retainer besides its amount."""
    was, now = _printed(change.before), _printed(change.now)
    said = [words for name, words in PRINTED.items() if was[name] != now[name]]
    if old.due_of(first) != after.due_of(first):
        said.insert(0, f"the terms {after.due_of(first)}")
    if old.until != after.until:
        said.insert(0, "another last day")
    if old.variable_of(first) != after.variable_of(first):
        said.insert(0, "other lines by quantity")
    return ", ".join(said) or ("other lines" if same_amount else "")


def _periods_worth(plan: Plan, part: Retainer, party: str, first: int) -> Money:
    """Return what a payer pays for the periods from `first` on."""
    if party not in parties(plan):
        return Money.zero(plan.currency)
    periods = range(first, part.periods + 1)
    lines = [line for p in periods for line in lines_for(plan, part.lines_of(p), party)]
    return Money.total((line.amount for line in lines), plan.currency)
