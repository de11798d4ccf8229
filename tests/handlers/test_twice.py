"""What Slack delivers twice, form by form: the second time nothing changes."""

import pytest

from bot.deps import Deps
from bot.ledger.invoices import InvoiceRow
from bot.ledger.proposals import ProposalRow
from bot.views.ids import ActionId, MoreVerb
from bot.views.values import more_value, proposal_value
from tests.fakes.books import Books
from tests.fakes.deals import deal_id
from tests.fakes.engine import FakeEngine
from tests.handlers.conftest import Desk
from tests.handlers.standing import standing
from tests.pending import a_pending
from tests.slack_payloads import Body, choose, click, submission

FORMS = {
    MoreVerb.PROMISE: {"promised_date": "2026-12-01"},
    MoreVerb.SNOOZE: {"until": "2026-12-01"},
    MoreVerb.DO_NOT_CHASE: {},
    MoreVerb.HOLD: {"reason": "dispute"},
    MoreVerb.CREDIT: {"amount": "100", "note": "One seat less"},
    MoreVerb.VOID: {"note": "Wrong"},
    MoreVerb.WRITE_OFF: {"note": "Gone"},
    MoreVerb.RECORD_PAYMENT: {"amount": "100", "reference": "WIRE 1"},
}
OF_PROPOSAL = {
    MoreVerb.ASK: {"question": "Is the PO right?"},
    MoreVerb.NOT_BILLED: {"reason": "merged"},
}


@pytest.fixture
def row(books: Books) -> InvoiceRow:
    return books.invoice(days_late=5)


@pytest.fixture
def proposal(deps: Deps) -> ProposalRow:
    return a_pending(deps, id=deal_id(9))


def twice(desk: Desk, deps: Deps, engine: FakeEngine, body: Body) -> None:
    """Send it, let everything come of it, and send it again."""
    before = standing(deps)
    desk.send(body)
    engine.run_all()
    once, started = standing(deps), len(engine.started)
    assert once != before
    desk.send(body)
    engine.run_all()
    assert standing(deps) == once
    assert len(engine.started) == started


@pytest.mark.parametrize("verb", FORMS)
def test_a_form_of_an_invoice_counts_once(
    desk: Desk, deps: Deps, engine: FakeEngine, row: InvoiceRow, verb: MoreVerb
) -> None:
    desk.send(choose("UALEX", ActionId.INVOICE_MORE, more_value(verb, row.id)))
    twice(desk, deps, engine, submission("UALEX", desk.window, FORMS[verb]))


@pytest.mark.parametrize("verb", OF_PROPOSAL)
def test_a_form_of_a_proposal_counts_once(
    desk: Desk, deps: Deps, engine: FakeEngine, proposal: ProposalRow, verb: MoreVerb
) -> None:
    value = proposal_value(proposal.id, proposal.content_hash)
    desk.send(choose("UKIM", ActionId.PROPOSAL_MORE, more_value(verb, value)))
    twice(desk, deps, engine, submission("UKIM", desk.window, OF_PROPOSAL[verb]))


@pytest.mark.parametrize(
    ("action", "typed"),
    [(ActionId.PROPOSAL_REJECT, {"reason": "wrong_amount"}), (ActionId.PROPOSAL_MODIFY, {})],
)
def test_a_form_from_a_button_counts_once(
    desk: Desk, deps: Deps, engine: FakeEngine, proposal: ProposalRow, action: ActionId,
    typed: dict[str, str],
) -> None:  # fmt: skip
    desk.send(click("UKIM", action, proposal_value(proposal.id, proposal.content_hash)))
    if action is ActionId.PROPOSAL_MODIFY:
        desk.send(submission("UKIM", desk.window, {"po_number": "PO-7"}))
        twice(desk, deps, engine, submission("UKIM", desk.ack["view"]))
        return
    twice(desk, deps, engine, submission("UKIM", desk.window, typed))


@pytest.mark.parametrize("action", [ActionId.INVOICE_REMIND, ActionId.PROPOSAL_APPROVE])
def test_a_click_counts_once(
    desk: Desk, deps: Deps, engine: FakeEngine, proposal: ProposalRow, row: InvoiceRow,
    action: ActionId,
) -> None:  # fmt: skip
    value = proposal_value(proposal.id, proposal.content_hash)
    of_invoice = action is ActionId.INVOICE_REMIND
    twice(desk, deps, engine, click("UKIM", action, row.id if of_invoice else value))
