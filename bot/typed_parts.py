"""A schedule as people type it into Modify, part by part: understood or sent back."""

from collections.abc import Sequence
from decimal import Decimal

from bot.currency import smallest_step
from bot.deal import Milestone
from bot.mistakes import Mistakes, money_from, not_past, number
from bot.money import Money
from bot.payer import WHOLE
from bot.plan import Installment
from bot.planning.milestones import Piece, part_of, share_of
from bot.planning.parts import Base, Part
from bot.typed_values import TypedBilling, TypedPart, Whole
from bot.views.ids import FieldId
from bot.views.modal import MOST_NOTE
from bot.views.text import one_line
from bot.views.values import line_block

DECIDED = "decided"
"""Begins the source of a part that a person made."""


def part_by_part(typed: TypedBilling, whole: Whole) -> list[Part]:
    """Return the parts; each its own share of the whole, together all of it."""
    base = whole.base
    mistakes: dict[str, str] = {}
    pieces: list[Piece] = []
    known = {str(place): part for place, part in enumerate(whole.plan.installments)}
    for part in typed.parts:
        try:
            pieces.append(_typed_part(part, known.get(part.key), whole))
        except Mistakes as error:
            mistakes |= error.fields
    if mistakes:
        raise Mistakes(mistakes)
    if not pieces:
        raise Mistakes({FieldId.NET_DAYS: "A schedule needs at least one part."})
    last = line_block(FieldId.PART_SHARE, typed.parts[-1].key)
    return [_as_before(part_of(piece, base), piece, whole) for piece in _closed(pieces, base, last)]


def _as_before(part: Part, piece: Piece, whole: Whole) -> Part:
    """Return the part with the lines it has already where its amount is the same."""
    before = next((p for p in whole.plan.installments if p.source == part.source != ""), None)
    if before is not None and before.amount == piece.amount and before.label == part.label:
        return part._replace(lines=before.lines)
    return part


def _typed_part(part: TypedPart, before: Installment | None, whole: Whole) -> Piece:
    label = one_line(part.label, MOST_NOTE)
    if not label:
        raise Mistakes({line_block(FieldId.PART_LABEL, part.key): "Say what it is for."})
    if part.date != (before.send_date if before else None):
        not_past(part.date, whole.today, line_block(FieldId.PART_DATE, part.key))
    condition = one_line(part.condition, MOST_NOTE)
    milestone = Milestone(
        id=before.source if before else f"{DECIDED}:{part.key}",
        description=label,
        date=None if condition else part.date,
        condition=condition,
    )
    return piece_of(milestone, part.share, whole.base, line_block(FieldId.PART_SHARE, part.key))


def piece_of(milestone: Milestone, share: str, base: Base, field: str) -> Piece:
    """Return the part that "25 %" or an amount is of `base`."""
    text = share.strip()
    if text.endswith("%"):
        percent = number(text.removesuffix("%"), field)
        if not 0 < percent <= WHOLE:
            raise Mistakes({field: "Write above 0 and at most 100 %."})
        said = milestone.model_copy(update={"percent": percent})
        piece = Piece(said, share_of(base.total, percent), is_share=True)
    else:
        amount = money_from(text, base.total.currency, field)
        said = milestone.model_copy(update={"amount": amount.amount})
        piece = Piece(said, amount, is_share=False)
    if not piece.amount:
        raise Mistakes({field: "This comes to nothing: write more."})
    return piece


def _closed(pieces: Sequence[Piece], base: Base, field: str) -> list[Piece]:
    """Return the pieces adding up to the whole; the last one by percent absorbs the rounding."""
    total = Money.total((piece.amount for piece in pieces), base.total.currency)
    shares = [place for place, piece in enumerate(pieces) if piece.is_share]
    closed = list(pieces)
    if total == base.total:
        return closed
    percents = sum((pieces[place].milestone.percent or Decimal(0)) for place in shares)
    if len(shares) == len(pieces) and percents != WHOLE:
        raise Mistakes({field: f"These add up to {percents:f} %: 100 % are needed."})
    gap, most = base.total - total, len(shares) * smallest_step(base.total.currency)
    if not shares or abs(gap.minor) > most:
        raise Mistakes({field: f"These add up to {total}: it is {base.total} that is billed."})
    last = closed[shares[-1]]
    closed[shares[-1]] = last._replace(amount=last.amount + gap)
    return closed
