"""The state machine of proposals and invoices: the only module that assigns a status.

Two tables each for what *we* may do and what we may *observe* at Stripe after the fact, where a
person in the Dashboard may do anything that is legal there.
"""

from enum import StrEnum
from typing import Protocol

from bot.errors import Conflict


class ProposalStatus(StrEnum):
    """Where a proposal stands."""

    PENDING = "pending"
    APPROVED = "approved"
    REJECTED = "rejected"
    SUPERSEDED = "superseded"
    """Replaced by a later revision."""
    NOT_BILLED = "not_billed"
    """Settled: billed elsewhere, with a reason."""


class InvoiceStatus(StrEnum):
    """Where an invoice stands; from `open` on in Stripe's words."""

    APPROVED = "approved"
    SCHEDULED = "scheduled"
    """A draft at Stripe with a finalization date of its own."""
    OPEN = "open"
    PAID = "paid"
    VOID = "void"
    UNCOLLECTIBLE = "uncollectible"
    CANCELED = "canceled"
    """Given up before it existed for the customer."""


P, I = ProposalStatus, InvoiceStatus  # noqa: E741 - the tables read better

PROPOSAL_MOVES: dict[ProposalStatus, frozenset[ProposalStatus]] = {
    P.PENDING: frozenset({P.APPROVED, P.REJECTED, P.SUPERSEDED, P.NOT_BILLED}),
    P.APPROVED: frozenset({P.SUPERSEDED}),
    P.REJECTED: frozenset({P.SUPERSEDED}),
    P.NOT_BILLED: frozenset({P.SUPERSEDED}),
    P.SUPERSEDED: frozenset(),
}
"""Re-opening a rejected one is a new revision, which supersedes it."""

INVOICE_MOVES: dict[InvoiceStatus, frozenset[InvoiceStatus]] = {
    I.APPROVED: frozenset({I.SCHEDULED, I.OPEN, I.PAID, I.CANCELED}),
    I.SCHEDULED: frozenset({I.OPEN, I.PAID, I.CANCELED}),
    I.OPEN: frozenset({I.PAID, I.VOID, I.UNCOLLECTIBLE}),
    I.UNCOLLECTIBLE: frozenset({I.PAID, I.VOID}),
    I.PAID: frozenset(),
    I.VOID: frozenset(),
    I.CANCELED: frozenset(),
}
"""What our own effects may lead to (a tiny total goes straight to paid)."""

INVOICE_OBSERVED: dict[InvoiceStatus, frozenset[InvoiceStatus]] = {
    I.APPROVED: frozenset({I.OPEN, I.PAID, I.VOID, I.UNCOLLECTIBLE}),
    I.SCHEDULED: frozenset({I.OPEN, I.PAID, I.VOID, I.UNCOLLECTIBLE, I.CANCELED}),
    I.OPEN: frozenset({I.PAID, I.VOID, I.UNCOLLECTIBLE}),
    I.UNCOLLECTIBLE: frozenset({I.PAID, I.VOID}),
    I.PAID: frozenset(),
    I.VOID: frozenset(),
    I.CANCELED: frozenset({I.OPEN, I.PAID, I.VOID, I.UNCOLLECTIBLE}),
}
"""What may be found at Stripe, done by a person or by time, since we last looked."""

LIVE = frozenset({I.APPROVED, I.SCHEDULED, I.OPEN, I.UNCOLLECTIBLE, I.PAID})
"""States in which an installment counts as billed: one live invoice each."""


class IllegalMove(Conflict):
    """The thing is in a state from which this is not possible."""


class _Proposal(Protocol):
    status: ProposalStatus


class _Invoice(Protocol):
    status: InvoiceStatus


def move_proposal(proposal: _Proposal, to: ProposalStatus) -> None:
    """Bring `proposal` to `to`.

    Raises:
        IllegalMove: if it is somewhere from which it cannot go there.

    """
    if to not in PROPOSAL_MOVES[proposal.status]:
        raise IllegalMove(
            f"This proposal is {words(proposal.status)}: it cannot become {words(to)}."
        )
    proposal.status = to


def move_invoice(invoice: _Invoice, to: InvoiceStatus) -> None:
    """Bring `invoice` to `to` because we did it.

    Raises:
        IllegalMove: if it is somewhere from which it cannot go there.

    """
    if to not in INVOICE_MOVES[invoice.status]:
        raise IllegalMove(f"This invoice is {words(invoice.status)}: it cannot become {words(to)}.")
    invoice.status = to


def observe_invoice(invoice: _Invoice, seen: InvoiceStatus) -> bool:
    """Bring `invoice` to what Stripe shows; return whether that was news.

    A snapshot that is older than what we know (paid, then seen open) changes nothing.
    """
    if seen not in INVOICE_OBSERVED[invoice.status]:
        return False
    invoice.status = seen
    return True


def words(status: ProposalStatus | InvoiceStatus) -> str:
    """Return the status as a person reads it."""
    return status.value.replace("_", " ")
