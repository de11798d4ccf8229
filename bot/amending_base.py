"""What a changed deal leaves of an approved plan: what is out stays, the rest follows the deal."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import NamedTuple, TypeVar

from bot.charges import lines_for, parties
from bot.money import Money
from bot.plan import Adjustment, AdjustmentKind, Installment, Plan, PlanLine, Retainer, Stretch
from bot.standing import Running, Standing

P = TypeVar("P", Installment, Retainer)


class Change(NamedTuple):
    """An approved plan, and what the deal would be planned as now."""

    standing: Standing
    before: Plan
    now: Plan
    today: date
    from_date: date | None = None
    """Retainers change with the first period that begins on this day or later; None: the next."""

    @property
    def payer_moved(self) -> bool:
        """Return whether somebody else pays: what they have cannot become another's."""
        was, now = self.before, self.now
        theirs = [plan.bill_to.account_id if plan.bill_to else "" for plan in (was, now)]
        return theirs[0] != theirs[1]

    @property
    def shares_moved(self) -> bool:
        """Return whether the parts that the payers pay are others."""
        return _shares(self.before) != _shares(self.now)


def _shares(plan: Plan) -> list[tuple[str, object]]:
    return [(share.party, share.percent) for share in plan.shares]


def carried(change: Change) -> Plan:
    """Return the plan that follows the deal wherever nothing is out yet.

    It may bill more or less in all than the deal says: that is left to be settled.
    """
    installments = list(_installments(change))
    highest = max([change.standing.last_number, *(part.number for part in installments)])
    retainers, adjustments = _retainers(change, highest)
    update = {
        "installments": tuple(sorted(installments, key=lambda part: part.number)),
        "retainers": tuple(sorted(retainers, key=lambda part: part.number)),
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
    return part.model_copy(update={"lines": _each_ones(change.before, part.lines)})


def _each_ones(plan: Plan, lines: Sequence[PlanLine]) -> tuple[PlanLine, ...]:
    return tuple(
        line.model_copy(update={"party": party})
        for party in parties(plan)
        for line in lines_for(plan, lines, party)
    )


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


def _retainers(change: Change, highest: int) -> tuple[list[Retainer], list[Adjustment]]:
    found: list[Retainer] = []
    done: list[Adjustment] = []
    left = list(change.now.retainers)
    for old in change.before.retainers:
        new = partner(old, change.before.retainers, left)
        if new is not None:
            left.remove(new)
        first = first_open(change, old)
        same = new is not None and (new.start, new.rhythm) == (old.start, old.rhythm)
        room = old.number + old.periods > highest  # its numbers are the last ones
        fits = same and new is not None and (room or new.periods <= old.periods)
        after: Retainer | None
        if new is not None and fits and not (change.payer_moved or change.shares_moved):
            after = _changed(old, new, first)
            highest = max(highest, after.number + after.periods - 1)
        else:
            after = _until(change, old, first)
            not_before = old.rhythm.start_of(old.start, first)
            if new is not None and (tail := _tail(new, not_before)):
                left.append(tail)
        done += _corrections(change, old, after, first)
        if after is not None:
            found.append(after)
    for new in left:
        number = highest + 1
        highest += new.periods
        source = new.source or f"later:{number}"
        found.append(new.model_copy(update={"number": number, "source": source}))
    return found, done


def partner(old: P, olds: Sequence[P], news: Sequence[P]) -> P | None:
    """Return the same part as the deal has it now; the only one is the same as the only one."""
    same = [new for new in news if new.key == old.key]
    if same:
        return same[0]
    return news[0] if len(olds) == len(news) == 1 else None


def first_open(change: Change, retainer: Retainer) -> int:
    """Return the first period (1-based) that can still be changed: neither billed nor begun."""
    taken = [
        one.number - retainer.number + 1
        for one in change.standing.billed
        if one.number in retainer.numbers and (one.is_out or one.by_subscription)
    ]
    first = max([0, *taken]) + 1
    earliest = change.from_date or change.today
    while first <= retainer.periods:
        start = retainer.rhythm.start_of(retainer.start, first)
        if start > change.today and start >= earliest:
            break
        first += 1
    return first


def _changed(old: Retainer, new: Retainer, first: int) -> Retainer:
    """Return the retainer as it is from period `first` on."""
    periods = max(new.periods, first - 1)
    same = (old.lines, old.last, old.periods) == (new.lines, new.last, new.periods)
    if first == 1 or (same and not old.earlier):
        return new.model_copy(update={"number": old.number})
    earlier = [stretch for stretch in old.earlier if stretch.through < first - 1]
    before = old.lines_of(first - 1)
    earlier.append(Stretch(through=first - 1, lines=before))
    return new.model_copy(
        update={"number": old.number, "periods": periods, "earlier": tuple(earlier)}
    )


def _until(change: Change, old: Retainer, first: int) -> Retainer | None:
    """Return the retainer without the periods from `first` on; None if nothing is left."""
    if first == 1:
        return None
    if first > old.periods:
        return _each_ones_retainer(change, old)
    ended = old.model_copy(update={"periods": first - 1, "last": (), "renews": False})
    return _each_ones_retainer(change, ended)


def _each_ones_retainer(change: Change, part: Retainer) -> Retainer:
    if not change.shares_moved:
        return part
    plan = change.before
    earlier = tuple(s.model_copy(update={"lines": _each_ones(plan, s.lines)}) for s in part.earlier)
    lines, last = _each_ones(plan, part.lines), _each_ones(plan, part.last)
    return part.model_copy(update={"lines": lines, "last": last, "earlier": earlier})


def _tail(new: Retainer, not_before: date) -> Retainer | None:
    """Return the periods of `new` that begin on `not_before` or later; None if there are none."""
    skipped = 0
    while skipped < new.periods and new.rhythm.start_of(new.start, skipped + 1) < not_before:
        skipped += 1
    if skipped == new.periods:
        return None
    start = new.rhythm.start_of(new.start, skipped + 1)
    return new.model_copy(update={"start": start, "periods": new.periods - skipped, "source": ""})


def _corrections(
    change: Change, old: Retainer, after: Retainer | None, first: int
) -> Iterator[Adjustment]:
    """Yield what has to be done about the subscriptions of a retainer that changes or ends."""
    if after is not None and _bills_the_same(old, after):
        return
    ended = after is None or after.periods == first - 1
    for one in change.standing.running:
        if one.number == old.number and (one.last_period >= first or not ended):
            yield _correction(change, old, after, one, first, ended=ended)


def _bills_the_same(old: Retainer, after: Retainer) -> bool:
    if (old.periods, old.variable) != (after.periods, after.variable):
        return False
    return all(old.lines_of(p) == after.lines_of(p) for p in range(1, old.periods + 1))


def _correction(
    change: Change, old: Retainer, after: Retainer | None, one: Running, first: int, *, ended: bool
) -> Adjustment:
    start = old.rhythm.start_of(old.start, first)
    was = _periods_worth(change.before, old, one.party, first)
    now = _periods_worth(change.now, after, one.party, first) if after else was - was
    when = f"{start:%b} {start.day}, {start.year}"
    ends = f'The retainer "{old.label}" ends before {when}'
    changes = f'The retainer "{old.label}" is {now} instead of {was} for all periods from {when} on'
    kind = AdjustmentKind.END_RETAINER if ended else AdjustmentKind.CHANGE_RETAINER
    return Adjustment(
        kind=kind,
        subject=one.subscription_id,
        number=old.number,
        party=one.party,
        amount=now - was,
        words=ends if ended else changes,
        from_date=start,
    )


def _periods_worth(plan: Plan, part: Retainer, party: str, first: int) -> Money:
    """Return what a payer pays for the periods from `first` on."""
    if party not in parties(plan):
        return Money.zero(plan.currency)
    periods = range(first, part.periods + 1)
    lines = [line for p in periods for line in lines_for(plan, part.lines_of(p), party)]
    return Money.total((line.amount for line in lines), plan.currency)
