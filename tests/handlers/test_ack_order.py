"""What is acknowledged is written: `Desk.send` fails when anything is written after the answer.

Here: everything that can be clicked, handed in or typed either decides or only reads, and what
decides is not acknowledged as done when the ledger cannot keep it.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest
import sqlalchemy as sa

from bot.deps import Deps
from bot.ledger.invoices import InvoiceRow
from bot.ledger.proposals import ProposalRow
from bot.views.ids import ActionId, ModalId
from bot.views.values import proposal_value
from handlers.command import COMMANDS, DECIDES
from tests.fakes.books import Books
from tests.fakes.deals import deal_id
from tests.fakes.engine import FakeEngine
from tests.fakes.slack import FakeMessenger
from tests.handlers.conftest import Desk
from tests.handlers.forms import FORMS, Stage
from tests.handlers.standing import standing
from tests.pending import a_pending
from tests.slack_payloads import Body, click, command, submission

BUTTONS = {
    ActionId.PROPOSAL_APPROVE,
    ActionId.INVOICE_REMIND,
    ActionId.INVOICE_REFRESH,
    ActionId.INVOICE_DELIVERED,
    ActionId.ADJUSTMENT_APPROVE,
    ActionId.ADJUSTMENT_REFUSE,
    ActionId.TROUBLE_RETRY,
    ActionId.CARDS_GO_ON,
    ActionId.CARDS_KEEP_WAITING,
    ActionId.SENDING_LET_ALL,
    ActionId.SENDING_RESUME,
}
"""They decide by themselves."""
MENUS = {
    ActionId.PROPOSAL_MORE,
    ActionId.INVOICE_MORE,
    ActionId.RETAINER_MORE,
    ActionId.PICK_SUBJECT,
}
"""They do either, as chosen."""
OPENERS = {
    ActionId.PROPOSAL_MODIFY, ActionId.PROPOSAL_HOLD, ActionId.PROPOSAL_RELEASE,
    ActionId.PROPOSAL_REJECT, ActionId.PROPOSAL_REOPEN, ActionId.PROPOSAL_NOT_BILLED,
    ActionId.PROPOSAL_ASK, ActionId.PROPOSAL_FIX, ActionId.PROPOSAL_AMEND,
    ActionId.INVOICE_HOLD, ActionId.INVOICE_RELEASE, ActionId.INVOICE_SNOOZE,
    ActionId.INVOICE_PROMISE, ActionId.INVOICE_DO_NOT_CHASE, ActionId.INVOICE_MOVE,
    ActionId.INVOICE_USAGE, ActionId.TROUBLE_DETAILS, ActionId.QUESTION_ANSWER,
}  # fmt: skip
"""They open a form, which is what decides."""
READERS = {
    ActionId.ANSWER_SHARE, ActionId.LIST_PAGE, ActionId.LIST_BACK, ActionId.LIST_SHOW,
    ActionId.SUMMARY_EXPORT, ActionId.HOME_SEARCH, ActionId.HOME_REFRESH, ActionId.HOME_LIST,
    ActionId.HOME_SHOW, ActionId.HOME_FORECAST, ActionId.LINK_OPEN, ActionId.LINE_ADD,
    ActionId.LINE_REMOVE, ActionId.PART_ADD, ActionId.PART_REMOVE, ActionId.BILLING_CHOOSE,
    ActionId.RETAINER_CHOOSE, ActionId.INPUT,
}  # fmt: skip
"""They show something."""
READING_COMMANDS = {"status", "list", "summary", "forecast", "help"}


def test_each_button_decides_or_reads() -> None:
    kinds = (BUTTONS, MENUS, OPENERS, READERS)
    assert sum(map(len, kinds)) == len(set.union(*kinds))
    assert set.union(*kinds) == set(ActionId)


def test_each_command_decides_or_reads() -> None:
    assert set(COMMANDS) == DECIDES | READING_COMMANDS
    assert not DECIDES & READING_COMMANDS


@dataclass(eq=False)
class Failing:
    """A ledger that cannot keep what is written, once `armed`."""

    armed: bool = False

    def __call__(self, _: object) -> None:
        if self.armed:
            raise RuntimeError("the disk is full")


@pytest.fixture
def disk(deps: Deps) -> Iterator[Failing]:
    failing = Failing()
    sa.event.listen(deps.ledger.engine, "commit", failing)
    yield failing
    sa.event.remove(deps.ledger.engine, "commit", failing)


@pytest.fixture
def row(books: Books) -> InvoiceRow:
    return books.invoice(days_late=5)


@pytest.fixture
def proposal(deps: Deps) -> ProposalRow:
    return a_pending(deps, id=deal_id(9))


def refused(desk: Desk, deps: Deps, disk: Failing, send: Callable[[], object]) -> None:
    """Let the commit fail: nothing changes, and the error is one that nobody foresaw."""
    before = standing(deps)
    desk.may_fail = disk.armed = True
    send()
    disk.armed = False
    assert standing(deps) == before


@pytest.mark.parametrize("modal", FORMS)
def test_a_form_is_not_closed_when_nothing_was_written(
    desk: Desk, deps: Deps, disk: Failing, engine: FakeEngine, books: Books, modal: ModalId
) -> None:
    body = FORMS[modal](Stage(desk, deps, engine, books))
    refused(desk, deps, disk, lambda: desk.send(body))
    assert desk.ack["response_action"] == "update"
    assert "went wrong" in str(desk.ack["view"])


@pytest.mark.parametrize("action", [ActionId.PROPOSAL_APPROVE, ActionId.INVOICE_REMIND])
def test_whoever_clicked_is_told_when_nothing_was_written(
    desk: Desk, deps: Deps, disk: Failing, messenger: FakeMessenger, proposal: ProposalRow,
    row: InvoiceRow, action: ActionId,
) -> None:  # fmt: skip
    of_proposal = proposal_value(proposal.id, proposal.content_hash)
    value = of_proposal if action is ActionId.PROPOSAL_APPROVE else row.id
    refused(desk, deps, disk, lambda: desk.send(click("UKIM", action, value)))
    [told] = messenger.whispers_to("UKIM")
    assert "went wrong" in told.message.text


def test_whoever_typed_a_command_is_told_when_nothing_was_written(
    desk: Desk, deps: Deps, disk: Failing
) -> None:
    refused(desk, deps, disk, lambda: desk.send(command("UKIM", "pause month end")))
    assert "went wrong" in desk.answer


@pytest.mark.parametrize("modal", [m for m in ModalId if m is not ModalId.NOTICE])
def test_a_form_that_fits_nothing_is_not_closed_as_done(desk: Desk, modal: ModalId) -> None:
    view: Body = {
        "type": "modal",
        "callback_id": modal.value,
        "blocks": [],
        "private_metadata": "{}",
    }
    desk.send(submission("UKIM", view))
    assert desk.ack.get("response_action") in ("update", "errors")
