"""Escalation by what travels with a button or a form: ids of others, states that do not fit."""

import json

import pytest

from bot.deps import Deps
from bot.ledger import adjustments, invoices
from bot.ledger.invoices import InvoiceRow
from bot.ledger.proposals import ProposalRow
from bot.status import InvoiceStatus, ProposalStatus
from bot.views.ids import ActionId, ModalId
from bot.views.values import ModalContext, packed_text, proposal_value
from tests.fakes.books import Books
from tests.fakes.deals import deal_id
from tests.fakes.engine import FakeEngine
from tests.fakes.slack import FakeMessenger
from tests.handlers.conftest import Desk
from tests.handlers.standing import standing
from tests.pending import a_pending, latest
from tests.slack_payloads import Body, click, submission


@pytest.fixture
def proposal(deps: Deps) -> ProposalRow:
    return a_pending(deps, id=deal_id(9))


@pytest.fixture
def row(books: Books) -> InvoiceRow:
    return books.invoice(days_late=5)


def form(modal: ModalId, about: str, **fields: object) -> Body:
    """Return a form as a forger hands it in."""
    view: Body = {"id": "V1", "type": "modal", "callback_id": modal.value, "blocks": []}
    values = {name: {"input": held} for name, held in fields.items()}
    return view | {"private_metadata": about, "state": {"values": values}}


def hand_in(desk: Desk, user: str, view: Body) -> None:
    body = submission(user, {**view, "blocks": []})
    desk.send(body | {"view": view})


def typed(text: str) -> Body:
    return {"value": text}


def chosen(value: str) -> Body:
    return {"selected_option": {"value": value}}


class TestAnotherProposal:
    def test_is_not_approved_by_the_hash_of_one(
        self, desk: Desk, deps: Deps, messenger: FakeMessenger, proposal: ProposalRow
    ) -> None:
        other = a_pending(deps, id=deal_id(8), name="Something else")
        desk.send(
            click(
                "UKIM", ActionId.PROPOSAL_APPROVE, proposal_value(other.id, proposal.content_hash)
            )
        )
        assert latest(deps, other.deal_id).status is ProposalStatus.PENDING
        assert messenger.whispers_to("UKIM")

    @pytest.mark.parametrize("content_hash", ["", "0" * 16, "%" * 16])
    def test_is_not_approved_by_no_hash(
        self, desk: Desk, deps: Deps, proposal: ProposalRow, content_hash: str
    ) -> None:
        desk.send(click("UKIM", ActionId.PROPOSAL_APPROVE, f"{proposal.id}:{content_hash}"))
        assert latest(deps, proposal.deal_id).status is ProposalStatus.PENDING

    def test_is_not_shown_by_a_form_about_two_deals(
        self, desk: Desk, proposal: ProposalRow, row: InvoiceRow
    ) -> None:
        about = ModalContext(proposal_id=proposal.id, invoice_id=row.id, line_keys=("0",))
        view = form(ModalId.MODIFY, about.dumped())
        desk.send(click("UKIM", ActionId.LINE_ADD, "add", view=view))
        assert not desk.windows


class TestWhoMayNot:
    """The deal's owner may fix and ask; the rest is refused however the form came about."""

    @pytest.mark.parametrize(
        ("modal", "fields"),
        [
            (ModalId.MODIFY, {}),
            (ModalId.REJECT, {"reason": chosen("wrong_amount")}),
            (ModalId.NOT_BILLED, {"reason": chosen("merged")}),
            (ModalId.REOPEN, {}),
            (ModalId.HOLD, {"reason": chosen("dispute")}),
            (ModalId.RELEASE, {}),
            (ModalId.PROMISE, {"promised_date": {"selected_date": "2026-12-01"}}),
            (ModalId.SNOOZE, {"until": {"selected_date": "2026-12-01"}}),
            (ModalId.DO_NOT_CHASE, {}),
            (ModalId.CREDIT, {"way": chosen("balance"), "note": typed("x")}),
            (ModalId.VOID, {"note": typed("x")}),
            (ModalId.WRITE_OFF, {"note": typed("x")}),
            (ModalId.RECORD_PAYMENT, {"amount": typed("1"), "reference": typed("x")}),
            (ModalId.MOVE, {"send_date": {"selected_date": "2026-12-01"}}),
            (ModalId.USAGE, {}),
            (ModalId.AMEND, {"way": chosen("leave"), "note": typed("x")}),
        ],
    )
    def test_hands_in_nothing(
        self, desk: Desk, deps: Deps, proposal: ProposalRow, row: InvoiceRow, modal: ModalId,
        fields: dict[str, object],
    ) -> None:  # fmt: skip
        of_proposal = ModalContext(proposal_id=proposal.id, content_hash=proposal.content_hash)
        before = standing(deps)
        for about in (of_proposal, ModalContext(invoice_id=row.id)):
            hand_in(desk, "USAM", form(modal, about.dumped(), **fields))
            assert desk.ack, "the form was taken"
        assert standing(deps) == before

    def test_reviews_nothing(self, desk: Desk, deps: Deps, proposal: ProposalRow) -> None:
        overrides = json.dumps({"po_number": "PO-1"})
        about = ModalContext(
            proposal_id=proposal.id, content_hash=proposal.content_hash, overrides=overrides
        )
        before = standing(deps)
        hand_in(desk, "UDANA", form(ModalId.MODIFY_REVIEW, about.dumped()))
        assert standing(deps) == before

    def test_fixes_nothing_that_is_not_asked_for(
        self, desk: Desk, deps: Deps, proposal: ProposalRow
    ) -> None:
        about = ModalContext(
            proposal_id=proposal.id, content_hash=proposal.content_hash, line_keys=("0",)
        )
        line = {"description.0": typed("All"), "quantity.0": typed("1"), "unit_price.0": typed("1")}
        before = standing(deps)
        for fields in (line, {"customer": chosen("cus_of_another")}):
            hand_in(desk, "UDANA", form(ModalId.FIX, about.dumped(), **fields))
            assert desk.ack
        assert standing(deps) == before

    def test_links_no_invoice_that_was_not_offered(
        self, desk: Desk, deps: Deps, proposal: ProposalRow, row: InvoiceRow
    ) -> None:
        about = ModalContext(proposal_id=proposal.id, content_hash=proposal.content_hash)
        before = standing(deps)
        for verb in ("link", "dismiss"):
            fields = {"look_alike": chosen(f"{verb}|{row.stripe_id}")}
            hand_in(desk, "UKIM", form(ModalId.FIX, about.dumped(), **fields))
            assert desk.ack
        assert standing(deps) == before


class TestAReview:
    @pytest.mark.parametrize(
        "overrides",
        [
            json.dumps({"customer_id": "cus_of_another"}),
            json.dumps({"dismissed": ["in_1"]}),
            json.dumps({"nonsense": 1}),
            json.dumps({"retainers": "x"}),
            packed_text("x" * 3_000_000),
            "z:" + "!" * 40,
            "",
        ],
    )
    def test_takes_only_what_a_form_of_ours_could_say(
        self, desk: Desk, deps: Deps, proposal: ProposalRow, overrides: str
    ) -> None:
        about = {"proposal_id": proposal.id, "content_hash": proposal.content_hash}
        before = standing(deps)
        carried = json.dumps({**about, "overrides": overrides})
        hand_in(desk, "UKIM", form(ModalId.MODIFY_REVIEW, carried))
        assert desk.ack["response_action"] == "update"
        assert standing(deps) == before


class TestAStateThatDoesNotFit:
    """The button is gone from the card, and its payload is sent all the same."""

    @pytest.mark.parametrize("status", [InvoiceStatus.VOID, InvoiceStatus.PAID])
    @pytest.mark.parametrize(
        ("modal", "fields"),
        [
            (ModalId.VOID, {"note": typed("x")}),
            (ModalId.WRITE_OFF, {"note": typed("x")}),
            (ModalId.PROMISE, {"promised_date": {"selected_date": "2026-12-01"}}),
            (ModalId.SNOOZE, {"until": {"selected_date": "2026-12-01"}}),
            (ModalId.MOVE, {"send_date": {"selected_date": "2026-12-01"}}),
        ],
    )
    def test_changes_nothing(
        self, desk: Desk, deps: Deps, row: InvoiceRow, status: InvoiceStatus, modal: ModalId,
        fields: dict[str, object],
    ) -> None:  # fmt: skip
        with deps.ledger.transaction() as s:
            invoices.get(s, row.id).status = status
        before = standing(deps)
        hand_in(desk, "UKIM", form(modal, ModalContext(invoice_id=row.id).dumped(), **fields))
        assert desk.ack
        assert standing(deps) == before

    def test_does_not_decide_what_is_decided(
        self, desk: Desk, deps: Deps, proposal: ProposalRow
    ) -> None:
        about = ModalContext(proposal_id=proposal.id, content_hash=proposal.content_hash).dumped()
        hand_in(desk, "UKIM", form(ModalId.REJECT, about, reason=chosen("wrong_amount")))
        before = standing(deps)
        desk.send(
            click(
                "UPAT",
                ActionId.PROPOSAL_APPROVE,
                proposal_value(proposal.id, proposal.content_hash),
            )
        )
        hand_in(desk, "UPAT", form(ModalId.NOT_BILLED, about, reason=chosen("merged")))
        assert standing(deps) == before


class TestTooMuch:
    @pytest.mark.parametrize("action", [ActionId.PROPOSAL_APPROVE, ActionId.INVOICE_REMIND])
    def test_is_refused_unread(
        self, desk: Desk, deps: Deps, messenger: FakeMessenger, action: ActionId
    ) -> None:
        before = standing(deps)
        desk.send(click("UKIM", action, "x" * 100_000))
        hand_in(desk, "UKIM", form(ModalId.HOLD, json.dumps({"deal_id": "x" * 100_000})))
        assert "not one of ours" in messenger.whispers_to("UKIM")[0].message.text
        assert standing(deps) == before


def test_a_correction_is_not_approved_by_who_asked_for_it(
    desk: Desk, deps: Deps, row: InvoiceRow, engine: FakeEngine
) -> None:
    about = ModalContext(invoice_id=row.id).dumped()
    hand_in(desk, "UALEX", form(ModalId.VOID, about, note=typed("Wrong")))
    with deps.ledger.reading() as s:
        [asked] = adjustments.of_subject(s, row.id)
    desk.send(click("UALEX", ActionId.ADJUSTMENT_APPROVE, asked.id))
    engine.run_all()
    with deps.ledger.reading() as s:
        assert invoices.get(s, row.id).status is InvoiceStatus.OPEN
