"""What is clicked or handed in too late: its author is told so, and nothing happens."""

from collections.abc import Callable, Mapping

import pytest

from bot.deps import Deps
from bot.ledger import invoices
from bot.ledger.invoices import InvoiceRow
from bot.ledger.proposals import ProposalRow
from bot.overrides import Overrides
from bot.status import InvoiceStatus
from bot.views.ids import ActionId, ModalId
from bot.views.values import pick_value
from bot.workflows.deciding import decide, revise
from tests.fakes.books import Books
from tests.fakes.engine import FakeEngine
from tests.fakes.slack import FakeMessenger
from tests.handlers.conftest import Desk
from tests.handlers.forms import FORMS, Stage
from tests.handlers.standing import standing
from tests.pending import PAT
from tests.slack_payloads import Body, click, command

Meanwhile = Callable[..., object]
"""Done on the stage, given the form that is open, if it is one."""


@pytest.fixture
def stage(desk: Desk, deps: Deps, engine: FakeEngine, books: Books) -> Stage:
    return Stage(desk, deps, engine, books)


def about(stage: Stage) -> ProposalRow:
    assert isinstance(stage.about, ProposalRow)
    return stage.about


def approved(stage: Stage, *_: object) -> None:
    decide.approve(stage.deps, about(stage).id, about(stage).content_hash, PAT)


def rejected(stage: Stage, *_: object) -> None:
    row = about(stage)
    decide.reject(stage.deps, row.id, row.content_hash, PAT, reason="wrong_amount", note="")


def settled(stage: Stage, *_: object) -> None:
    row = about(stage)
    decide.not_billed(stage.deps, row.id, row.content_hash, PAT, reason="merged", note="")


def revised(stage: Stage, *_: object) -> None:
    """Have somebody change the proposal: the card is drawn anew, with another hash."""
    row = about(stage)
    wish = Overrides.model_validate({"po_number": "PO-8"})
    revise.modify(stage.deps, row.id, row.content_hash, wish, PAT)
    stage.engine.run_all()


def handed_in_by_another(stage: Stage, body: Body) -> None:
    """Have a colleague hand in the same form first."""
    stage.desk.send({**body, "user": {**body["user"], "id": "UPAT"}})
    assert stage.desk.ack == {}
    stage.engine.run_all()


def voided(stage: Stage, *_: object) -> None:
    assert isinstance(stage.about, InvoiceRow)
    with stage.deps.ledger.transaction() as s:
        invoices.get(s, stage.about.id).status = InvoiceStatus.VOID


DECIDED: tuple[Meanwhile, ...] = (approved, rejected, settled, revised)
MEANWHILE: Mapping[ModalId, tuple[Meanwhile, ...]] = {
    ModalId.MODIFY_REVIEW: DECIDED,
    ModalId.REJECT: DECIDED,
    ModalId.NOT_BILLED: DECIDED,
    ModalId.FIX: (rejected, settled, handed_in_by_another),
    ModalId.REOPEN: (handed_in_by_another,),
    ModalId.AMEND: (handed_in_by_another,),
    ModalId.HOLD: (voided, handed_in_by_another),
    ModalId.RELEASE: (handed_in_by_another,),
    ModalId.PROMISE: (voided,),
    ModalId.SNOOZE: (voided,),
    ModalId.DO_NOT_CHASE: (voided,),
    ModalId.MOVE: (voided,),
    ModalId.USAGE: (voided, handed_in_by_another),
    ModalId.CREDIT: (voided,),
    ModalId.VOID: (voided, handed_in_by_another),
    ModalId.WRITE_OFF: (voided, handed_in_by_another),
    ModalId.RECORD_PAYMENT: (voided,),
    ModalId.ANSWER: (handed_in_by_another,),
    ModalId.ASK: (),
}
"""What may happen while a form is open, so that it comes too late; a question never does."""


def test_no_form_is_left_out() -> None:
    assert set(MEANWHILE) == set(FORMS)


@pytest.mark.parametrize(
    ("modal", "meanwhile"), [(modal, each) for modal, all_ in MEANWHILE.items() for each in all_]
)
def test_a_form_left_open_changes_nothing(
    stage: Stage, modal: ModalId, meanwhile: Meanwhile
) -> None:
    body = FORMS[modal](stage)
    meanwhile(stage, body)
    before, started = standing(stage.deps), len(stage.engine.started)
    stage.desk.send(body)
    assert stage.desk.ack["response_action"] in ("errors", "update")
    assert "Something went wrong" not in str(stage.desk.ack)
    assert standing(stage.deps) == before
    assert len(stage.engine.started) == started


OF_A_CARD = (
    ActionId.PROPOSAL_APPROVE,
    ActionId.PROPOSAL_MODIFY,
    ActionId.PROPOSAL_HOLD,
    ActionId.PROPOSAL_RELEASE,
    ActionId.PROPOSAL_REJECT,
    ActionId.PROPOSAL_NOT_BILLED,
    ActionId.PROPOSAL_REOPEN,
    ActionId.PROPOSAL_FIX,
    ActionId.PROPOSAL_ASK,
    ActionId.PROPOSAL_AMEND,
)


@pytest.mark.parametrize("meanwhile", DECIDED)
@pytest.mark.parametrize("action", OF_A_CARD)
def test_a_button_of_an_older_card_changes_nothing(
    stage: Stage, messenger: FakeMessenger, action: ActionId, meanwhile: Meanwhile
) -> None:
    value = stage.pending()
    meanwhile(stage)
    before, started = standing(stage.deps), len(stage.engine.started)
    stage.desk.send(click("UKIM", action, value))
    assert stage.desk.windows or messenger.whispers_to("UKIM"), "nobody was told"
    assert standing(stage.deps) == before
    assert len(stage.engine.started) == started


def test_every_button_of_a_card_is_tried() -> None:
    of_a_card = {action for action in ActionId if action.startswith("proposal.")}
    assert of_a_card - set(OF_A_CARD) == {ActionId.PROPOSAL_MORE}


LATE = ["expired_trigger_id", "exchanged_trigger_id", "trigger_expired", "trigger_exchanged"]


class TestAWindowThatDoesNotOpen:
    @pytest.mark.parametrize("code", LATE)
    @pytest.mark.parametrize("action", OF_A_CARD[1:])
    def test_is_told_to_who_clicked(
        self, stage: Stage, messenger: FakeMessenger, action: ActionId, code: str
    ) -> None:
        value, stage.desk.refused_with = stage.pending(), f"open: {code}"
        before = standing(stage.deps)
        stage.desk.send(click("UKIM", action, value))
        [said] = messenger.whispers_to("UKIM")
        assert "Nothing was changed. Slack opens a window within three" in said.message.text
        assert standing(stage.deps) == before

    def test_is_told_at_home_and_after_a_command(
        self, stage: Stage, messenger: FakeMessenger
    ) -> None:
        stage.pending()
        stage.desk.refused_with = "open: expired_trigger_id"
        value, home = pick_value("status", about(stage).deal_id), {"id": "VHOME", "type": "home"}
        stage.desk.send(click("UKIM", ActionId.HOME_SHOW, value, view=home))
        [said] = messenger.directs("UKIM")
        assert "Try again." in said.message.text
        stage.desk.send(command("UKIM", f"hold {about(stage).deal_id}"))
        assert "Try again." in stage.desk.answer

    def test_needs_no_word_when_it_was_closed(self, stage: Stage, messenger: FakeMessenger) -> None:
        value, stage.desk.refused_with = stage.pending(), "update: not_found"
        stage.desk.send(click("UKIM", ActionId.PROPOSAL_HOLD, value))
        assert not messenger.whispers_to("UKIM")

    @pytest.mark.parametrize("method", ["open", "update"])
    def test_for_another_reason_is_noted(
        self, stage: Stage, messenger: FakeMessenger, method: str
    ) -> None:
        value, stage.desk.refused_with = stage.pending(), f"{method}: view_too_large"
        stage.desk.may_fail = True
        stage.desk.send(click("UKIM", ActionId.PROPOSAL_HOLD, value))
        assert "noted in the log" in messenger.whispers_to("UKIM")[0].message.text
