"""Both squares of (from, to), so that no move is possible that the tables do not say."""

from dataclasses import dataclass
from itertools import product

import pytest

from bot.status import (
    INVOICE_MOVES,
    INVOICE_OBSERVED,
    LIVE,
    PROPOSAL_MOVES,
    IllegalMove,
    InvoiceStatus,
    ProposalStatus,
    move_invoice,
    move_proposal,
    observe_invoice,
    words,
)

P, I = ProposalStatus, InvoiceStatus  # noqa: E741 - as in the tables


@dataclass
class Proposal:
    status: ProposalStatus


@dataclass
class Invoice:
    status: InvoiceStatus


WE_MOVE_PROPOSALS = {
    (P.PENDING, P.APPROVED),
    (P.PENDING, P.REJECTED),
    (P.PENDING, P.SUPERSEDED),
    (P.PENDING, P.NOT_BILLED),
    (P.APPROVED, P.SUPERSEDED),
    (P.REJECTED, P.SUPERSEDED),
    (P.NOT_BILLED, P.SUPERSEDED),
}
WE_MOVE = {
    (I.APPROVED, I.SCHEDULED),
    (I.APPROVED, I.OPEN),
    (I.APPROVED, I.PAID),
    (I.APPROVED, I.CANCELED),
    (I.SCHEDULED, I.APPROVED),
    (I.SCHEDULED, I.OPEN),
    (I.SCHEDULED, I.PAID),
    (I.SCHEDULED, I.CANCELED),
    (I.OPEN, I.PAID),
    (I.OPEN, I.VOID),
    (I.OPEN, I.UNCOLLECTIBLE),
    (I.UNCOLLECTIBLE, I.PAID),
    (I.UNCOLLECTIBLE, I.VOID),
}


class TestTables:
    def test_know_every_status(self) -> None:
        assert set(PROPOSAL_MOVES) == set(P)
        assert set(INVOICE_MOVES) == set(INVOICE_OBSERVED) == set(I)

    def test_let_nothing_stay_where_it_is(self) -> None:
        assert all(status not in to for status, to in PROPOSAL_MOVES.items())
        assert all(status not in to for status, to in INVOICE_MOVES.items())
        assert all(status not in to for status, to in INVOICE_OBSERVED.items())

    def test_have_ends_without_exits(self) -> None:
        assert {status for status, to in PROPOSAL_MOVES.items() if not to} == {P.SUPERSEDED}
        ends = {status for status, to in INVOICE_MOVES.items() if not to}
        assert ends == {I.PAID, I.VOID, I.CANCELED}
        assert {status for status, to in INVOICE_OBSERVED.items() if not to} == {I.PAID, I.VOID}

    def test_reach_every_status(self) -> None:
        assert set().union(*PROPOSAL_MOVES.values()) == set(P) - {P.PENDING}
        assert set().union(*INVOICE_MOVES.values()) == set(I)

    def test_approve_again_only_what_has_no_draft_any_more(self) -> None:
        assert {status for status, to in INVOICE_MOVES.items() if I.APPROVED in to} == {I.SCHEDULED}

    def test_see_at_stripe_only_what_stripe_can_show(self) -> None:
        assert not set().union(*INVOICE_OBSERVED.values()) & {I.APPROVED, I.SCHEDULED}
        gone = {status for status, seen in INVOICE_OBSERVED.items() if I.CANCELED in seen}
        assert gone == {I.SCHEDULED}  # only a draft can be deleted

    def test_count_as_billed_all_that_may_still_bring_or_brought_money(self) -> None:
        assert set(I) - LIVE == {I.VOID, I.CANCELED}


@pytest.mark.parametrize(("frm", "to"), list(product(P, P)))
def test_a_proposal_goes_where_it_may_and_nowhere_else(
    frm: ProposalStatus, to: ProposalStatus
) -> None:
    proposal = Proposal(frm)
    if (frm, to) in WE_MOVE_PROPOSALS:
        move_proposal(proposal, to)
        assert proposal.status is to
    else:
        with pytest.raises(IllegalMove, match=f"is {words(frm)}: it cannot become {words(to)}"):
            move_proposal(proposal, to)
        assert proposal.status is frm


@pytest.mark.parametrize(("frm", "to"), list(product(I, I)))
def test_an_invoice_goes_where_we_may_bring_it_and_nowhere_else(
    frm: InvoiceStatus, to: InvoiceStatus
) -> None:
    invoice = Invoice(frm)
    if (frm, to) in WE_MOVE:
        move_invoice(invoice, to)
        assert invoice.status is to
    else:
        with pytest.raises(IllegalMove, match=f"is {words(frm)}: it cannot become {words(to)}"):
            move_invoice(invoice, to)
        assert invoice.status is frm


@pytest.mark.parametrize(("frm", "to"), list(product(I, I)))
def test_an_invoice_follows_what_stripe_shows_and_never_goes_back(
    frm: InvoiceStatus, to: InvoiceStatus
) -> None:
    invoice = Invoice(frm)
    later = {
        I.APPROVED: {I.OPEN, I.PAID, I.VOID, I.UNCOLLECTIBLE},
        I.SCHEDULED: {I.OPEN, I.PAID, I.VOID, I.UNCOLLECTIBLE, I.CANCELED},
        I.CANCELED: {I.OPEN, I.PAID, I.VOID, I.UNCOLLECTIBLE},
        I.OPEN: {I.PAID, I.VOID, I.UNCOLLECTIBLE},
        I.UNCOLLECTIBLE: {I.PAID, I.VOID},
    }
    news = to in later.get(frm, set())
    assert observe_invoice(invoice, to) is news
    assert invoice.status is (to if news else frm)


def test_a_status_reads_as_words() -> None:
    assert words(P.NOT_BILLED) == "not billed"
