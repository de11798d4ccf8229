"""Every form of ours, opened the way people open it, with what they type into it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from bot.deps import Deps
from bot.ledger import deals, invoices, proposals
from bot.ledger.invoices import InvoiceRow
from bot.ledger.proposals import ProposalRow
from bot.status import InvoiceStatus
from bot.views.ids import ActionId, ModalId, MoreVerb
from bot.views.usage import field_of
from bot.views.values import more_value, proposal_value
from bot.workflows.deciding import decide
from tests.fakes.books import Books
from tests.fakes.deals import DEAL_ID, deal_id
from tests.fakes.engine import FakeEngine
from tests.handlers.conftest import Desk
from tests.pending import PAT, a_pending
from tests.slack_payloads import Body, choose, click, submission
from tests.workflows.amended import four, milestones
from tests.workflows.house import House
from tests.workflows.retained import approved, by_subscription, hourly, live_until


@dataclass
class Stage:
    """What a form is opened on."""

    desk: Desk
    deps: Deps
    engine: FakeEngine
    books: Books
    about: InvoiceRow | ProposalRow | None = None
    """What the form is about, once it is opened."""

    def pending(self, **changes: object) -> str:
        """Have a proposal to decide; return what its buttons carry."""
        row = self.about = a_pending(self.deps, id=deal_id(9), **changes)
        return proposal_value(row.id, row.content_hash)

    def invoice(self, status: InvoiceStatus = InvoiceStatus.OPEN) -> str:
        """Have an invoice; return its id."""
        row = self.about = self.books.invoice(days_late=5, status=status)
        return row.id

    def click(self, action: ActionId, value: str, typed: Body, who: str = "UKIM") -> Body:
        """Open a form by a button, and return it filled in."""
        self.desk.send(click(who, action, value))
        return submission(who, self.desk.window, typed)

    def entry(self, action: ActionId, verb: MoreVerb, value: str, typed: Body) -> Body:
        """Open a form by an entry of a menu, and return it filled in."""
        self.desk.send(choose("UKIM", action, more_value(verb, value)))
        return submission("UKIM", self.desk.window, typed)


Open = Callable[[Stage], Body]


def _of_invoice(verb: MoreVerb, **typed: str) -> Open:
    def opened(stage: Stage) -> Body:
        return stage.entry(ActionId.INVOICE_MORE, verb, stage.invoice(), typed)

    return opened


def _of_proposal(verb: MoreVerb, **typed: str) -> Open:
    def opened(stage: Stage) -> Body:
        return stage.entry(ActionId.PROPOSAL_MORE, verb, stage.pending(), typed)

    return opened


def _reject(stage: Stage) -> Body:
    typed = {"reason": "wrong_amount"}
    return stage.click(ActionId.PROPOSAL_REJECT, stage.pending(), typed)


def _release(stage: Stage) -> Body:
    stage.desk.send(_of_invoice(MoreVerb.HOLD, reason="dispute")(stage))
    assert isinstance(stage.about, InvoiceRow)
    return stage.click(ActionId.INVOICE_RELEASE, stage.about.id, {})


def _review(stage: Stage) -> Body:
    stage.desk.send(stage.click(ActionId.PROPOSAL_MODIFY, stage.pending(), {"po_number": "PO-7"}))
    return submission("UKIM", stage.desk.ack["view"])


def _fix(stage: Stage) -> Body:
    value = stage.pending(contacts=())
    return stage.click(ActionId.PROPOSAL_FIX, value, {"bill_to_email": "ap@acme.example"})


def _reopen(stage: Stage) -> Body:
    value = stage.pending()
    proposal_id, seen = value.split(":")
    decide.reject(stage.deps, proposal_id, seen, PAT, reason="wrong_amount", note="")
    return stage.click(ActionId.PROPOSAL_REOPEN, value, {})


def _answer(stage: Stage) -> Body:
    stage.desk.send(_of_proposal(MoreVerb.ASK, question="Is the PO right?")(stage))
    stage.engine.run_all()
    assert isinstance(stage.about, ProposalRow)
    with stage.deps.ledger.reading() as s:
        [question] = proposals.open_questions(s, stage.about.deal_id)
    return stage.click(ActionId.QUESTION_ANSWER, question.id, {"answer": "Yes"}, "UDANA")


def _move(stage: Stage) -> Body:
    ident = stage.invoice(InvoiceStatus.SCHEDULED)
    with stage.deps.ledger.transaction() as s:
        invoices.get(s, ident).issue_date = date(2027, 1, 15)
    return stage.click(ActionId.INVOICE_MOVE, ident, {})


def _usage(stage: Stage) -> Body:
    house = House(stage.deps)
    approved(house, **hourly(start=date(2026, 12, 1)))
    live_until(house, date(2026, 12, 3))
    [row] = by_subscription(house)
    stage.about = row
    return stage.click(ActionId.INVOICE_USAGE, row.id, {field_of(0): "7.5"}, "UDANA")


def _amend(stage: Stage) -> Body:
    house = House(stage.deps)
    four(house)
    house.change(amount=Decimal(120_000), milestones=milestones(25, 25, 25, 25))
    with stage.deps.ledger.reading() as s:
        base = stage.about = proposals.in_force(s, DEAL_ID)
        assert deals.get(s, DEAL_ID).is_won
    assert base is not None
    value = proposal_value(base.id, base.content_hash)
    return stage.click(ActionId.PROPOSAL_AMEND, value, {"way": "adjust_next", "note": "As agreed"})


FORMS: Mapping[ModalId, Open] = {
    ModalId.HOLD: _of_invoice(MoreVerb.HOLD, reason="dispute"),
    ModalId.RELEASE: _release,
    ModalId.MODIFY_REVIEW: _review,
    ModalId.REJECT: _reject,
    ModalId.NOT_BILLED: _of_proposal(MoreVerb.NOT_BILLED, reason="merged"),
    ModalId.REOPEN: _reopen,
    ModalId.FIX: _fix,
    ModalId.ASK: _of_proposal(MoreVerb.ASK, question="Is the PO right?"),
    ModalId.ANSWER: _answer,
    ModalId.PROMISE: _of_invoice(MoreVerb.PROMISE, promised_date="2026-12-01"),
    ModalId.SNOOZE: _of_invoice(MoreVerb.SNOOZE, until="2026-12-01"),
    ModalId.MOVE: _move,
    ModalId.DO_NOT_CHASE: _of_invoice(MoreVerb.DO_NOT_CHASE),
    ModalId.AMEND: _amend,
    ModalId.CREDIT: _of_invoice(MoreVerb.CREDIT, amount="100", note="One seat less"),
    ModalId.VOID: _of_invoice(MoreVerb.VOID, note="Wrong"),
    ModalId.WRITE_OFF: _of_invoice(MoreVerb.WRITE_OFF, note="Gone"),
    ModalId.RECORD_PAYMENT: _of_invoice(MoreVerb.RECORD_PAYMENT, amount="100", reference="WIRE 1"),
    ModalId.USAGE: _usage,
}
WITHOUT_EFFECT = frozenset({ModalId.MODIFY, ModalId.NOTICE})
"""Modify only shows what would change; a notice has nothing to hand in."""
