"""The state machine of proposals and invoices: the only module that assigns a status.

Two tables each for what *we* may do and what we may *observe* at Stripe after the fact, where a
person in the Dashboard may do anything that is legal there.
"""

from collections.abc import Mapping
from enum import StrEnum
from typing import Protocol, TypeVar

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


class SubscriptionStatus(StrEnum):
    """Where a retainer stands."""

    APPROVED = "approved"
    """Not yet at Stripe."""
    ACTIVE = "active"
    ENDED = "ended"
    """Its last period is billed, or it was ended before."""
    CANCELED = "canceled"
    """Given up before Stripe knew of it."""


class AdjustmentStatus(StrEnum):
    """Where a correction of something that exists stands."""

    REQUESTED = "requested"
    """Somebody else has to approve it."""
    APPROVED = "approved"
    DONE = "done"
    REFUSED = "refused"
    """A person said no, or it is not possible any more."""


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
    I.SCHEDULED: frozenset({I.APPROVED, I.OPEN, I.PAID, I.CANCELED}),
    I.OPEN: frozenset({I.PAID, I.VOID, I.UNCOLLECTIBLE}),
    I.UNCOLLECTIBLE: frozenset({I.PAID, I.VOID}),
    I.PAID: frozenset(),
    I.VOID: frozenset(),
    I.CANCELED: frozenset(),
}
"""What our own effects may lead to (a tiny total goes straight to paid).

A scheduled one whose draft we deleted is approved again: its draft is yet to be made.
"""

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

SUBSCRIPTION_MOVES: dict[SubscriptionStatus, frozenset[SubscriptionStatus]] = {
    SubscriptionStatus.APPROVED: frozenset(
        {SubscriptionStatus.ACTIVE, SubscriptionStatus.ENDED, SubscriptionStatus.CANCELED}
    ),
    SubscriptionStatus.ACTIVE: frozenset({SubscriptionStatus.ENDED}),
    SubscriptionStatus.ENDED: frozenset(),
    SubscriptionStatus.CANCELED: frozenset(),
}
"""What we do and what may be observed are the same."""

ADJUSTMENT_MOVES: dict[AdjustmentStatus, frozenset[AdjustmentStatus]] = {
    AdjustmentStatus.REQUESTED: frozenset({AdjustmentStatus.APPROVED, AdjustmentStatus.REFUSED}),
    AdjustmentStatus.APPROVED: frozenset({AdjustmentStatus.DONE, AdjustmentStatus.REFUSED}),
    AdjustmentStatus.DONE: frozenset(),
    AdjustmentStatus.REFUSED: frozenset(),
}

RUNS = frozenset({SubscriptionStatus.APPROVED, SubscriptionStatus.ACTIVE})
"""States in which a retainer bills, or will."""

LIVE = frozenset({I.APPROVED, I.SCHEDULED, I.OPEN, I.UNCOLLECTIBLE, I.PAID})
"""States in which an installment counts as billed: one live invoice each."""

NOT_OUT = frozenset({I.APPROVED, I.SCHEDULED})
"""States in which it is billed and the customer does not have it yet."""


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
    _require(PROPOSAL_MOVES, "This proposal", proposal.status, to)
    proposal.status = to


def move_invoice(invoice: _Invoice, to: InvoiceStatus) -> None:
    """Bring `invoice` to `to` because we did it.

    Raises:
        IllegalMove: if it is somewhere from which it cannot go there.

    """
    _require(INVOICE_MOVES, "This invoice", invoice.status, to)
    invoice.status = to


def observe_invoice(invoice: _Invoice, seen: InvoiceStatus) -> bool:
    """Bring `invoice` to what Stripe shows; return whether that was news.

    A snapshot that is older than what we know (paid, then seen open) changes nothing.
    """
    if seen not in INVOICE_OBSERVED[invoice.status]:
        return False
    invoice.status = seen
    return True


_Status = TypeVar("_Status", ProposalStatus, InvoiceStatus, SubscriptionStatus, AdjustmentStatus)


class _Subscription(Protocol):
    status: SubscriptionStatus


class _Adjustment(Protocol):
    status: AdjustmentStatus


def move_subscription(subscription: _Subscription, to: SubscriptionStatus) -> None:
    """Bring `subscription` to `to`.

    Raises:
        IllegalMove: if it is somewhere from which it cannot go there.

    """
    _require(SUBSCRIPTION_MOVES, "This retainer", subscription.status, to)
    subscription.status = to


def move_adjustment(adjustment: _Adjustment, to: AdjustmentStatus) -> None:
    """Bring `adjustment` to `to`.

    Raises:
        IllegalMove: if it is somewhere from which it cannot go there.

    """
    _require(ADJUSTMENT_MOVES, "This", adjustment.status, to)
    adjustment.status = to


def _require(
    moves: Mapping[_Status, frozenset[_Status]], it: str, now: _Status, to: _Status
) -> None:
    if to not in moves[now]:
        raise IllegalMove(f"{it} is {words(now)}: it cannot become {words(to)}.")


def words(
    status: ProposalStatus | InvoiceStatus | SubscriptionStatus | AdjustmentStatus,
) -> str:
    """Return the status as a person reads it."""
    return status.value.replace("_", " ")
