"""One invoice, or a deposit and the rest: what the fields of the opportunity say."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from bot.deal import Deal
from bot.finding import Finding, Fix, block
from bot.payer import WHOLE
from bot.plan import PlanLine
from bot.planning.milestones import DEPOSIT, Piece, deposit_of, part_of, share_of
from bot.planning.parts import Base, Found, Part, percent

REST = "rest"
"""The source of what is left after a deposit."""


def one_invoice(
    deal: Deal, lines: Sequence[PlanLine], send_date: date | None, words: Sequence[str] = ()
) -> Found:
    """Return all of `lines` on one invoice; nothing if there are none."""
    if not lines:
        return Found(words=tuple(words))
    return Found((Part(deal.name, tuple(lines), send_date),), tuple(words))


def from_deposit(deal: Deal, base: Base, rest_on: date | None) -> Found:
    """Return the deposit on approval and the rest on a day, which has to be known."""
    deposit = deposit_of(deal)
    share = deposit.percent if deposit and deposit.percent else Decimal(0)
    words = (f"deposit of {percent(share)} (opportunity)",)
    if deposit is None or not 0 < share < WHOLE:
        return one_invoice(deal, base.lines, rest_on, words)._replace(
            doubts=(_wrong(f"A deposit of {percent(share)} leaves no rest: correct it."),)
        )
    if base.total.minor <= 0:
        nothing = "The deposit is a part of what does not repeat, and there is nothing of it."
        return Found((), words, (_wrong(nothing),))
    amount = share_of(base.total, share)
    rest = PlanLine(
        description=f"Rest of {base.said} after the deposit: {base.names}",
        amount=base.total - amount,
    )
    parts = (
        part_of(Piece(deposit, amount, is_share=True), base),
        Part("Rest", (rest,), rest_on, source=REST),
    )
    doubts: tuple[Finding, ...] = ()
    if rest_on is None:
        doubts = (
            _wrong(
                "The opportunity has a deposit, and nothing says when the rest is sent: add "
                "milestones or a send date."
            ),
        )
    return Found(parts, words, doubts)


def _wrong(sentence: str) -> Finding:
    return block(DEPOSIT, sentence, Fix.SCHEDULE)
