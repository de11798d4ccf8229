"""What Slack delivers twice, form by form: the second time nothing changes."""

import pytest

from bot.deps import Deps
from bot.views.ids import ActionId, ModalId
from tests.fakes.books import Books
from tests.fakes.engine import FakeEngine
from tests.handlers.conftest import Desk
from tests.handlers.forms import FORMS, WITHOUT_EFFECT, Stage
from tests.handlers.standing import standing
from tests.slack_payloads import Body, click


@pytest.fixture
def stage(desk: Desk, deps: Deps, engine: FakeEngine, books: Books) -> Stage:
    return Stage(desk, deps, engine, books)


def twice(stage: Stage, body: Body) -> None:
    """Send it, let everything come of it, and send it again."""
    deps, engine = stage.deps, stage.engine
    before = standing(deps)
    stage.desk.send(body)
    engine.run_all()
    once, started = standing(deps), len(engine.started)
    assert once != before
    stage.desk.send(body)
    engine.run_all()
    assert standing(deps) == once
    assert len(engine.started) == started


def test_no_form_is_left_out() -> None:
    assert set(FORMS) | WITHOUT_EFFECT == set(ModalId)


@pytest.mark.parametrize("modal", FORMS)
def test_a_form_counts_once(stage: Stage, modal: ModalId) -> None:
    body = FORMS[modal](stage)
    assert body["view"]["callback_id"] == modal
    twice(stage, body)


@pytest.mark.parametrize("action", [ActionId.INVOICE_REMIND, ActionId.PROPOSAL_APPROVE])
def test_a_click_counts_once(stage: Stage, action: ActionId) -> None:
    of_invoice = action is ActionId.INVOICE_REMIND
    twice(stage, click("UKIM", action, stage.invoice() if of_invoice else stage.pending()))
