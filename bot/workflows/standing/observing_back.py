"""What was taken back of an invoice, as Stripe shows it now: credit notes, refunds and disputes.

What Stripe shows only ever moves on (a refund comes and may fail, a dispute is decided), so what
was read earlier is known by what it lacks.
"""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from bot.facts import GIVEN, BackFact, BackKind, Snapshot
from bot.ledger import Session
from bot.ledger.invoices import InvoiceRow
from bot.ledger.payments import BackRow, back_of
from bot.money import Money

MOVES: dict[BackKind, tuple[str, ...]] = {
    BackKind.CREDIT_NOTE: ("issued", "void"),
    BackKind.REFUND: ("requires_action", "pending", "succeeded", "canceled", "failed"),
    BackKind.DISPUTE: (
        "warning_needs_response",
        "warning_under_review",
        "warning_closed",
        "needs_response",
        "under_review",
        "lost",
        "won",
    ),
}
"""Stripe's states of each kind, in the order in which they follow one another."""
CONTESTED = frozenset({"needs_response", "under_review"})
"""Disputes that are not decided: the bank has the money."""
WITHHELD = CONTESTED | {"lost"}
BOUNCED = frozenset(
    {
        "bank_cannot_process",
        "debit_not_authorized",
        "incorrect_account_details",
        "insufficient_funds",
    }
)
"""Reasons of a bank that gives a debit back although it had been paid."""


class Moved(NamedTuple):
    """Something that was taken back and is news."""

    fact: BackFact
    was: str
    """Its status before; "" = it is new."""

    @property
    def is_new(self) -> bool:
        """Return whether it was not known before."""
        return not self.was

    @property
    def concerns_owner(self) -> bool:
        """Return whether the deal's owner is to hear of it: money that was theirs moves."""
        if self.fact.kind is BackKind.REFUND:
            return self.fact.status in GIVEN if self.is_new else self.fact.status not in GIVEN
        was_known = self.was in CONTESTED and self.fact.status in CONTESTED
        decided = self.fact.status in WITHHELD or self.fact.status == "won"
        return self.fact.kind is BackKind.DISPUTE and decided and not was_known


def is_older(s: Session, row: InvoiceRow, seen: Snapshot) -> bool:
    """Return whether `seen` was read before something that is known of the invoice."""
    if seen.back is None:
        nothing = row.money(0)
        return (seen.credited or nothing).minor < row.credited_minor
    shown = {fact.id: fact for fact in seen.back}
    return any(
        known.id not in shown or _rank(known.kind, shown[known.id].status) < _rank_of(known)
        for known in back_of(s, row.id)
    )


def _rank_of(row: BackRow) -> int:
    return _rank(row.kind, row.status)


def _rank(kind: BackKind, status: str) -> int:
    order = MOVES[kind]
    return order.index(status) if status in order else len(order)


def take_back(s: Session, row: InvoiceRow, seen: Snapshot) -> list[Moved]:
    """Copy what was taken back into the ledger; return what of it is news."""
    if seen.credited is not None:
        row.credited_minor = seen.credited.minor
    if seen.credited_after is not None:
        row.credited_after_minor = seen.credited_after.minor
    if seen.back is None:
        return []
    moved = [one for fact in seen.back if (one := _keep(s, row, fact))]
    ours = [fact for fact in seen.back if fact.amount.currency == row.currency]
    row.refunded_minor = _sum(ours, BackKind.REFUND, GIVEN)
    row.disputed_minor = _sum(ours, BackKind.DISPUTE, WITHHELD)
    disputes = [fact for fact in seen.back if fact.kind is BackKind.DISPUTE]
    latest = max(disputes, key=lambda fact: (fact.status in CONTESTED, fact.at), default=None)
    row.dispute = latest.status if latest else ""
    return moved


def _sum(facts: Sequence[BackFact], kind: BackKind, states: frozenset[str]) -> int:
    return sum(f.amount.minor for f in facts if f.kind is kind and f.status in states)


def _keep(s: Session, row: InvoiceRow, fact: BackFact) -> Moved | None:
    known = s.get(BackRow, fact.id)
    if known is None:
        s.add(
            BackRow(
                id=fact.id,
                invoice_id=row.id,
                kind=fact.kind,
                amount_minor=fact.amount.minor,
                currency=fact.amount.currency,
                status=fact.status,
                number=fact.number,
                reason=fact.reason,
                at=fact.at,
            )
        )
        return Moved(fact, "")
    if (known.status, known.amount_minor) == (fact.status, fact.amount.minor):
        return None
    was, known.status, known.amount_minor = known.status, fact.status, fact.amount.minor
    return Moved(fact, was)


def back_news(moved: Sequence[Moved], row: InvoiceRow, balance_before: Money) -> Iterator[str]:
    """Yield what happened, in words with amounts."""
    for one in moved:
        said = {
            BackKind.CREDIT_NOTE: _of_note,
            BackKind.REFUND: _of_refund,
            BackKind.DISPUTE: _of_dispute,
        }[one.fact.kind](one)
        lowers = one.fact.kind is BackKind.CREDIT_NOTE and row.balance != balance_before
        if said:
            yield f"{said}; balance {row.balance}" if lowers else said


def _of_note(one: Moved) -> str:
    name = f"Credit note {one.fact.number}".rstrip()
    if one.fact.status == "void":
        return "" if one.is_new else f"{name} of {one.fact.amount} was voided"
    return f"{name} of {one.fact.amount}" if one.is_new else ""


def _of_refund(one: Moved) -> str:
    amount, status = one.fact.amount, one.fact.status
    if status == "succeeded":
        return f"{amount} refunded" if one.is_new else f"The refund of {amount} has gone through"
    if status in GIVEN:
        return f"A refund of {amount} is on its way" if one.is_new else ""
    how = "was canceled" if status == "canceled" else "failed"
    if one.is_new:
        return f"A refund of {amount} {how}: the money is still here"
    return f"The refund of {amount} {how}: the money is here again"


def _of_dispute(one: Moved) -> str:
    amount, status = one.fact.amount, one.fact.status
    why = one.fact.reason.replace("_", " ")
    about = f"{amount} ({why})" if why else str(amount)
    if status.startswith("warning"):
        return _of_inquiry(one, about)
    if status == "won":
        return f"The dispute over {amount} is won: the money is here again"
    if status == "lost":
        bounced = one.is_new and one.fact.reason in BOUNCED
        how = (
            f"A bank debit of {about} came back" if bounced else f"The dispute over {about} is lost"
        )
        return f"{how}: the money is gone"
    if one.was in CONTESTED:
        return f"The answer to the dispute over {amount} is with the bank now"
    return f"Disputed: {about} is with the bank until that is decided. Answer it in Stripe"


def _of_inquiry(one: Moved, about: str) -> str:
    if one.fact.status == "warning_closed":
        return f"The bank's inquiry about {one.fact.amount} is closed: nothing was taken back"
    if one.fact.status == "warning_under_review":
        return f"The answer to the inquiry about {one.fact.amount} is with the bank now"
    said = f"The customer's bank inquires about {about}"
    return f"{said}: answer it in the Stripe Dashboard, nothing is taken back yet"
