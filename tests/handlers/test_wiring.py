import json

import pytest
from slack_bolt import BoltRequest

from bot.deps import Deps
from bot.ledger.proposals import ProposalRow
from bot.views.ids import ActionId, ModalId, MoreVerb
from bot.views.values import PageValue, more_value, pick_value, proposal_value
from tests.handlers.conftest import Desk
from tests.pending import a_pending
from tests.slack_payloads import Body, choose, click, command, submission


@pytest.fixture
def proposal(deps: Deps) -> ProposalRow:
    return a_pending(deps)


class TestEverything:
    """Whatever our views can send is heard: `Desk.send` fails where nobody listens."""

    @pytest.mark.parametrize("action_id", list(ActionId))
    def test_that_can_be_clicked_is_heard(self, desk: Desk, action_id: ActionId) -> None:
        desk.send(click("UKIM", action_id, "whatever"))

    @pytest.mark.parametrize("modal_id", list(ModalId))
    def test_that_can_be_handed_in_is_heard(self, desk: Desk, modal_id: ModalId) -> None:
        view: Body = {
            "type": "modal",
            "callback_id": modal_id.value,
            "blocks": [],
            "private_metadata": "{}",
        }
        desk.send(submission("UKIM", view))

    @pytest.mark.parametrize("verb", list(MoreVerb))
    def test_in_the_menu_of_a_proposal_is_heard(
        self, desk: Desk, proposal: ProposalRow, verb: MoreVerb
    ) -> None:
        value = more_value(verb, proposal_value(proposal.id, proposal.content_hash))
        desk.send(choose("UKIM", ActionId.PROPOSAL_MORE, value))

    @pytest.mark.parametrize("verb", list(MoreVerb))
    def test_in_the_menu_of_an_invoice_is_heard(self, desk: Desk, verb: MoreVerb) -> None:
        desk.send(choose("UKIM", ActionId.INVOICE_MORE, more_value(verb, "inv_none")))

    @pytest.mark.parametrize(
        "word",
        ["status", "list", "hold", "release", "modify", "remind", "promise", "summary", "help", ""],
    )
    def test_that_can_be_typed_is_heard(self, desk: Desk, proposal: ProposalRow, word: str) -> None:
        desk.send(command("UKIM", f"{word} acme"))
        assert proposal.id
        assert desk.answers

    @pytest.mark.parametrize(
        "word", ["status", "hold", "release", "modify", "remind", "promise", "nonsense"]
    )
    def test_that_can_be_picked_is_heard(
        self, desk: Desk, proposal: ProposalRow, word: str
    ) -> None:
        value = pick_value(word, proposal.deal_id)
        desk.send(choose("UKIM", ActionId.PICK_SUBJECT, value))

    @pytest.mark.parametrize("which", ["overdue", "held", "pending", "open", "scheduled"])
    def test_that_can_be_listed_is_heard(self, desk: Desk, which: str) -> None:
        desk.send(click("UKIM", ActionId.LIST_SHOW, PageValue(which=which).dumped()))
        assert desk.answers[-1]["response_type"] == "ephemeral"

    def test_else_is_not(self, desk: Desk) -> None:
        payload = click("UKIM", "no.such", "x")
        response = desk.app.dispatch(BoltRequest(body=json.dumps(payload), mode="socket_mode"))
        assert response.status == 404
