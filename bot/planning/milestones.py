"""Milestone records: each is one invoice, by percent of what does not repeat or by amount."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import NamedTuple

from bot.currency import smallest_step
from bot.deal import Deal, Milestone
from bot.finding import Finding, Fix, block, warn
from bot.money import Inexpressible, Money
from bot.payer import WHOLE
from bot.plan import PlanLine
from bot.planning.parts import Base, Found, Part, counted, percent

DEPOSIT = "deposit"
"""The source of a deposit."""
_HALF = Decimal("0.5")


class Piece(NamedTuple):
    """A milestone with what it bills."""

    milestone: Milestone
    amount: Money
    is_share: bool
    """By percent: it may absorb what rounding leaves."""


def deposit_of(deal: Deal) -> Milestone | None:
    """Return the deposit as a milestone of its own, on approval."""
    share = deal.terms.deposit_percent
    return Milestone(id=DEPOSIT, description="Deposit", percent=share) if share else None


def from_milestones(deal: Deal, base: Base) -> Found:
    """Return one invoice a milestone, the deposit first, and what does not add up."""
    deposit = deposit_of(deal)
    said = [deposit, *deal.milestones] if deposit else list(deal.milestones)
    words = [f"{counted(len(deal.milestones), 'milestone')} in Salesforce"]
    if deposit:
        words.append(f"deposit of {percent(deposit.percent or Decimal(0))} (opportunity)")
    if base.total.minor <= 0:
        nothing = _wrong("The milestones divide what does not repeat, and there is nothing of it.")
        return Found((), tuple(words), (nothing,))
    pieces, doubts = _pieces(said, base)
    doubts += [doubt for milestone in deal.milestones for doubt in _about(milestone)]
    if len(pieces) == len(said):
        pieces, gaps = _closed(pieces, base)
        doubts += gaps
    parts = tuple(part_of(piece, base) for piece in pieces)
    return Found(parts, tuple(words), tuple(doubts))


def part_of(piece: Piece, base: Base) -> Part:
    """Return the invoice of a milestone; its line says what the customer pays a part of."""
    milestone = piece.milestone
    name = milestone.description or "Milestone"
    if piece.is_share and milestone.percent is not None:
        said = f"{name}: {percent(milestone.percent)} of {base.said} for {base.names}"
    else:
        said = f"{name}: {base.names}"
    return Part(
        label=name,
        lines=(PlanLine(description=said, amount=piece.amount),),
        send_date=None if milestone.condition else milestone.date,
        condition=milestone.condition,
        source=milestone.id,
    )


def share_of(total: Money, share: Decimal) -> Money:
    """Return `share` percent (above 0, up to 100) of `total`, rounded down to a step."""
    numerator, denominator = (share / WHOLE).as_integer_ratio()
    return total.split((numerator, denominator - numerator))[0]


def _pieces(said: Sequence[Milestone], base: Base) -> tuple[list[Piece], list[Finding]]:
    pieces, doubts = [], []
    for milestone in said:
        try:
            piece = _piece(milestone, base)
        except Inexpressible as error:
            doubts.append(_wrong(f"{_name(milestone)}: {error}"))
            continue
        if piece is None:
            doubts.append(
                _wrong(f"{_name(milestone)} {_unusable(milestone, base.total.currency)}.")
            )
            continue
        if _contradicts(milestone, base, piece):
            share = percent(milestone.percent or Decimal(0))
            doubts.append(
                _wrong(
                    f"{_name(milestone)} says {share} and {piece.amount}: only one can be right."
                )
            )
        if piece.amount.minor <= 0:
            doubts.append(_wrong(f"{_name(milestone)} bills {piece.amount}."))
        pieces.append(piece)
    return pieces, doubts


def _piece(milestone: Milestone, base: Base) -> Piece | None:
    if milestone.amount is not None:
        if milestone.currency not in ("", base.total.currency):
            return None
        return Piece(milestone, Money.of(milestone.amount, base.total.currency), is_share=False)
    if milestone.percent is None or not 0 < milestone.percent <= WHOLE:
        return None
    return Piece(milestone, share_of(base.total, milestone.percent), is_share=True)


def _unusable(milestone: Milestone, currency: str) -> str:
    if milestone.amount is not None:
        return f"is in {milestone.currency}, and its deal in {currency}: correct it in Salesforce"
    if milestone.percent is None:
        return "has neither a percentage nor an amount"
    return f"says {percent(milestone.percent)}: it has to be above 0 and at most 100"


def _contradicts(milestone: Milestone, base: Base, piece: Piece) -> bool:
    if milestone.amount is None or milestone.percent is None:
        return False
    exact = base.total.amount * milestone.percent / WHOLE
    step = Money(minor=smallest_step(base.total.currency), currency=base.total.currency)
    return abs(exact - piece.amount.amount) >= step.amount


def _closed(pieces: list[Piece], base: Base) -> tuple[list[Piece], list[Finding]]:
    """Return the pieces adding up to the whole, the last one by percent absorbing the rounding."""
    total = Money.total((piece.amount for piece in pieces), base.total.currency)
    gap = base.total - total
    shares = [place for place, piece in enumerate(pieces) if piece.is_share]
    if not gap:
        return pieces, []
    if not shares or abs(gap.amount) > _tolerance([pieces[place] for place in shares], base):
        return pieces, [_wrong(_not_the_whole(pieces, total, base))]
    last = pieces[shares[-1]]
    closed = list(pieces)
    closed[shares[-1]] = last._replace(amount=last.amount + gap)
    more = f"{gap} more" if gap.minor > 0 else f"{-gap} less"
    sentence = (
        f"The percentages do not divide {base.total} evenly: {_name(last.milestone)} is {more}, "
        "so that all add up."
    )
    return closed, [warn("rounding", sentence)]


def _tolerance(shares: Sequence[Piece], base: Base) -> Decimal:
    """Return what rounding may explain, in whole units.

    Each amount is rounded down by less than a step; and thirds cannot be written in percent: what
    is written with decimals may be off by half of the last one.
    """
    percents = [piece.milestone.percent or Decimal(0) for piece in shares]
    step = Money(minor=smallest_step(base.total.currency), currency=base.total.currency).amount
    places = max((-int(value.normalize().as_tuple().exponent) for value in percents), default=0)
    off = len(shares) * _HALF.scaleb(-places) if places > 0 else Decimal(0)
    return len(shares) * step + base.total.amount * off / WHOLE


def _not_the_whole(pieces: Sequence[Piece], total: Money, base: Base) -> str:
    shares = [piece.milestone.percent for piece in pieces if piece.is_share]
    said = sum((share for share in shares if share is not None), Decimal(0))
    by_share = f"{percent(said)}, " if len(shares) == len(pieces) else ""
    what = "Deposit and milestones" if pieces[0].milestone.id == DEPOSIT else "The milestones"
    return f"{what} add up to {by_share}{total} of {base.total}: correct them in Salesforce."


def _about(milestone: Milestone) -> Iterator[Finding]:
    if milestone.condition and milestone.date:
        day = milestone.date
        yield warn(
            "date_and_condition",
            f"{_name(milestone)} has a date ({day:%b} {day.day}, {day.year}) and a condition: it "
            f'waits for "{milestone.condition}".',
        )
    if milestone.condition and milestone.met:
        yield warn("condition_met", f"{_name(milestone)} is met already: it goes out on approval.")


def _name(milestone: Milestone) -> str:
    if milestone.id == DEPOSIT:
        return "The deposit"
    return f'Milestone "{milestone.description}"'


def _wrong(sentence: str) -> Finding:
    return block("milestones", sentence, Fix.SCHEDULE)
