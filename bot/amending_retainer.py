"""What a changed deal leaves of approved retainers: what is billed stays, the rest follows."""

from collections.abc import Iterator
from datetime import date

from bot.amending_change import Change, NotPossible, each_ones
from bot.amending_running import corrections
from bot.plan import Adjustment, Retainer, Stretch

REST = "rest:"
"""How the source of the rest of a retainer begins that was cut in two; then the day on which it
begins, and the source of the whole."""


def retainers(change: Change, highest: int) -> tuple[list[Retainer], list[Adjustment]]:
    """Return the retainers that follow the deal, and what it takes at Stripe.

    `highest` is the highest number that an invoice has: what begins anew is numbered after it.
    """
    found: list[Retainer] = []
    done: list[Adjustment] = []
    left = list(_as_divided(change))
    for old in change.before.retainers:
        new = partner(old, change, left)
        if new is not None:
            left.remove(new)
        first = first_open(change, old)
        _refuse_a_gap(old, new, first)
        room = old.number + old.periods > highest  # its numbers are the last ones
        fits = new is not None and _same_days(old, new) and (room or new.periods <= old.periods)
        after: Retainer | None
        if new is not None and fits and not (change.payer_moved or change.shares_moved):
            after = _changed(old, new, first)
            highest = max(highest, after.number + after.periods - 1)
        else:
            after = _until(change, old, first)
            rest = new if new is None or after is None else _rest(new, old.start_of(first))
            left += [rest] if rest else []
        done += corrections(change, old, after, first)
        if after is not None:
            found.append(after)
    for new in left:
        number = highest + 1
        highest += new.periods
        source = new.source or f"later:{number}"
        found.append(new.model_copy(update={"number": number, "source": source}))
    return found, done


def partner(old: Retainer, change: Change, left: list[Retainer]) -> Retainer | None:
    """Return the same retainer as the deal has it now; the only one is the same as the only one."""
    same = [new for new in left if new.key == old.key]
    if same:
        return same[0]
    return left[0] if len(change.before.retainers) == len(left) == 1 else None


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
        start = retainer.start_of(first)
        if start > change.today and start >= earliest:
            break
        first += 1
    return first


def _refuse_a_gap(old: Retainer, new: Retainer | None, first: int) -> None:
    """Refuse to go on after a last period that was broken off and is billed as such.

    The days that are missing from it would be billed by nobody.
    """
    if new is None or old.until is None or first <= old.periods:
        return
    if new.days_of(new.periods).end > old.until:
        raise NotPossible(
            f'The last period of "{old.label}" is billed by day, through {old.until:%b} '
            f"{old.until.day}, {old.until.year}: bill what follows it by a deal of its own."
        )


def _as_divided(change: Change) -> Iterator[Retainer]:
    """Yield the deal's retainers now; one that an earlier change cut in two, cut in the same way.

    The deal knows nothing of the cut: taken as a whole, its billed periods would be billed again.
    """
    for new in change.now.retainers:
        root = _root_of(new)
        parts = [old for old in change.before.retainers if _root_of(old) == root]
        parts.sort(key=lambda part: part.start)
        if not any(part.source.startswith(REST) for part in parts):
            yield new
            continue
        *over, last = parts
        yield from over
        rest = _rest(new, last.start)
        if rest is not None:
            yield rest.model_copy(update={"source": last.source})


def _root_of(part: Retainer) -> str:
    return part.source.split(":", 2)[2] if part.source.startswith(REST) else part.key


def _same_days(old: Retainer, new: Retainer) -> bool:
    anchors = [one.anchor or one.start.day for one in (old, new)]
    return (new.start, new.rhythm) == (old.start, old.rhythm) and anchors[0] == anchors[1]


def _changed(old: Retainer, new: Retainer, first: int) -> Retainer:
    """Return the retainer as it is from period `first` on."""
    after = new.model_copy(update={"number": old.number})
    if first == 1:
        return after
    names = ("lines", "last", "periods", "until", "variable", "due")
    if all(getattr(old, name) == getattr(new, name) for name in names):
        return after.model_copy(update={"earlier": old.earlier})
    earlier = [stretch for stretch in old.earlier if stretch.through < first - 1]
    known = max((stretch.through for stretch in earlier), default=0)
    if old.last and first - 1 == old.periods and first - 2 > known:
        earlier.append(_stretch(old, first - 2))  # the last period costs something else
    earlier.append(_stretch(old, first - 1))
    periods = max(new.periods, first - 1)
    if first > periods:  # all of it is taken, as it was
        until = old.until if old.periods == periods else None
        after = after.model_copy(update={"until": until})
    return after.model_copy(update={"periods": periods, "earlier": tuple(earlier)})


def _stretch(old: Retainer, through: int) -> Stretch:
    """Return the periods up to one, as that one is."""
    return Stretch(
        through=through,
        lines=old.lines_of(through),
        variable=old.variable_of(through),
        due=old.due_of(through),
    )


def _until(change: Change, old: Retainer, first: int) -> Retainer | None:
    """Return the retainer without the periods from `first` on; None if nothing is left."""
    if first == 1:
        return None
    if first > old.periods:
        return _each_ones_retainer(change, old)
    ended = old.model_copy(
        update={"periods": first - 1, "last": (), "until": None, "renews": False}
    )
    return _each_ones_retainer(change, ended)


def _each_ones_retainer(change: Change, part: Retainer) -> Retainer:
    if not change.shares_moved:
        return part
    plan = change.before
    earlier = tuple(s.model_copy(update={"lines": each_ones(plan, s.lines)}) for s in part.earlier)
    lines, last = each_ones(plan, part.lines), each_ones(plan, part.last)
    return part.model_copy(update={"lines": lines, "last": last, "earlier": earlier})


def _rest(new: Retainer, not_before: date) -> Retainer | None:
    """Return the periods of `new` that begin on `not_before` or later; None if there are none."""
    skipped = 0
    while skipped < new.periods and new.start_of(skipped + 1) < not_before:
        skipped += 1
    if skipped == new.periods:
        return None
    start = new.start_of(skipped + 1)
    return new.model_copy(
        update={
            "start": start,
            "anchor": new.anchor or new.start.day,
            "periods": new.periods - skipped,
            "source": f"{REST}{start.isoformat()}:{_root_of(new)}",
        }
    )
