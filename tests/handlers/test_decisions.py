import pytest

from bot.deps import Deps
from bot.ledger import holds, proposals
from bot.ledger.proposals import ProposalRow
from bot.status import ProposalStatus
from bot.views.ids import ActionId, MoreVerb
from bot.views.values import more_value, proposal_value
from tests.fakes.engine import FakeEngine
from tests.fakes.slack import FakeMessenger
from tests.handlers.conftest import Desk
from tests.pending import a_pending, latest, told
from tests.slack_payloads import CHANNEL, choose, click, message, submission


@pytest.fixture
def proposal(deps: Deps) -> ProposalRow:
    return a_pending(deps)


@pytest.fixture
def value(proposal: ProposalRow) -> str:
    return proposal_value(proposal.id, proposal.content_hash)


def whispers(messenger: FakeMessenger, user: str) -> list[str]:
    return [said.message.text for said in messenger.whispers_to(user)]


class TestApprove:
    def test_is_acknowledged_after_its_commit(
        self, desk: Desk, deps: Deps, proposal: ProposalRow, value: str
    ) -> None:
        desk.send(click("UKIM", ActionId.PROPOSAL_APPROVE, value))
        assert latest(deps, proposal.deal_id).status is ProposalStatus.APPROVED

    def test_tells_the_loser_who_won_in_private(
        self, desk: Desk, messenger: FakeMessenger, value: str
    ) -> None:
        desk.send(click("UKIM", ActionId.PROPOSAL_APPROVE, value))
        desk.send(click("UPAT", ActionId.PROPOSAL_APPROVE, value))
        [said] = whispers(messenger, "UPAT")
        assert "Kim approved this already, on Nov 23" in said
        assert messenger.whispers[0].place.channel == CHANNEL["id"]

    def test_changes_nothing_when_the_wrong_person_clicks(
        self, desk: Desk, deps: Deps, messenger: FakeMessenger, proposal: ProposalRow, value: str
    ) -> None:
        desk.send(click("UDANA", ActionId.PROPOSAL_APPROVE, value))
        assert "only finance may approve this" in whispers(messenger, "UDANA")[0]
        assert latest(deps, proposal.deal_id).status is ProposalStatus.PENDING

    def test_is_not_for_people_of_other_companies(
        self, desk: Desk, deps: Deps, messenger: FakeMessenger, proposal: ProposalRow, value: str
    ) -> None:
        desk.send(click("UKIM", ActionId.PROPOSAL_APPROVE, value, team="TOTHER"))
        assert "people of this workspace only" in whispers(messenger, "UKIM")[0]
        assert latest(deps, proposal.deal_id).status is ProposalStatus.PENDING


class TestHoldAndRelease:
    def test_go_through_their_forms(
        self, desk: Desk, deps: Deps, engine: FakeEngine, messenger: FakeMessenger, value: str,
        proposal: ProposalRow,
    ) -> None:  # fmt: skip
        desk.send(click("UKIM", ActionId.PROPOSAL_HOLD, value))
        typed = {"reason": "missing_po", "note": "Monday", "until": "2026-12-01"}
        desk.send(submission("UKIM", desk.window, typed))
        assert desk.ack == {}
        engine.run_all()
        assert "on hold" in str(messenger.directs("UDANA")[0].message.blocks)
        desk.send(click("UKIM", ActionId.PROPOSAL_RELEASE, value))
        assert "missing PO, by Kim" in str(desk.window)
        desk.send(submission("UKIM", desk.window))
        with deps.ledger.reading() as s:
            assert not holds.all_open(s)
        assert "released" in told(deps, proposal.deal_id)[-1]

    def test_put_mistakes_under_their_fields(self, desk: Desk, value: str) -> None:
        desk.send(click("UKIM", ActionId.PROPOSAL_HOLD, value))
        form = desk.window
        desk.send(submission("UKIM", form))
        assert desk.ack == {
            "response_action": "errors",
            "errors": {"reason": "Choose a reason."},
        }
        desk.send(submission("UKIM", form, {"reason": "other", "until": "2026-11-23"}))
        assert desk.ack["errors"] == {"until": "Choose a day after today, or none."}

    def test_keep_the_form_when_somebody_was_faster(self, desk: Desk, value: str) -> None:
        desk.send(click("UKIM", ActionId.PROPOSAL_HOLD, value))
        form = desk.window
        desk.send(submission("UKIM", form, {"reason": "dispute"}))
        desk.send(submission("UALEX", form, {"reason": "other"}))
        assert "on hold already, since Nov 23 by Kim" in desk.ack["errors"]["reason"]

    def test_show_no_form_to_who_may_not(self, desk: Desk, value: str) -> None:
        desk.send(click("UDANA", ActionId.PROPOSAL_RELEASE, value))
        assert desk.window["callback_id"] == "modal.notice"
        assert "only finance may release this" in str(desk.window)

    def test_replace_a_form_without_fields_by_what_was_wrong(self, desk: Desk, value: str) -> None:
        desk.send(click("UKIM", ActionId.PROPOSAL_RELEASE, value))
        assert "nothing to release" in str(desk.window)
        desk.send(submission("UKIM", desk.window))
        assert desk.ack["response_action"] == "update"
        assert "This is not on hold" in str(desk.ack["view"])


class TestRejectAndSettle:
    def test_reject_needs_a_reason_and_can_be_re_opened(
        self, desk: Desk, deps: Deps, engine: FakeEngine, proposal: ProposalRow, value: str
    ) -> None:
        desk.send(click("UKIM", ActionId.PROPOSAL_REJECT, value))
        typed = {"reason": "wrong_amount", "note": "See the contract"}
        desk.send(submission("UKIM", desk.window, typed))
        assert latest(deps, proposal.deal_id).reason == "wrong amount: See the contract"
        desk.send(click("UKIM", ActionId.PROPOSAL_REOPEN, value))
        desk.send(submission("UKIM", desk.window))
        engine.run_all()
        assert latest(deps, proposal.deal_id).status is ProposalStatus.PENDING
        assert latest(deps, proposal.deal_id).revision == 2

    def test_no_invoice_here_settles_the_deal(
        self, desk: Desk, deps: Deps, proposal: ProposalRow, value: str
    ) -> None:
        entry = more_value(MoreVerb.NOT_BILLED, value)
        desk.send(choose("UKIM", ActionId.PROPOSAL_MORE, entry))
        desk.send(submission("UKIM", desk.window, {"reason": "merged"}))
        now = latest(deps, proposal.deal_id)
        assert (now.status, now.reason) == (ProposalStatus.NOT_BILLED, "part of another deal")

    def test_history_shows_what_happened(self, desk: Desk, value: str) -> None:
        entry = more_value(MoreVerb.HISTORY, value)
        desk.send(choose("UDANA", ActionId.PROPOSAL_MORE, entry))
        assert "Proposed: $48,000.00" in str(desk.window)
        desk.send(choose("USAM", ActionId.PROPOSAL_MORE, entry))
        assert "only finance" in str(desk.window)
        desk.send(choose("UALEX", ActionId.PROPOSAL_MORE, entry))
        assert "Proposed: $48,000.00" in str(desk.window)

    def test_refresh_plans_and_shows_again(
        self, desk: Desk, engine: FakeEngine, value: str
    ) -> None:
        desk.send(choose("UKIM", ActionId.PROPOSAL_MORE, more_value(MoreVerb.REFRESH, value)))
        assert engine.of("propose")


class TestQuestions:
    @pytest.fixture
    def asked(self, desk: Desk, engine: FakeEngine, value: str) -> str:
        desk.send(choose("UKIM", ActionId.PROPOSAL_MORE, more_value(MoreVerb.ASK, value)))
        desk.send(submission("UKIM", desk.window, {"question": "Is the PO right?"}))
        engine.run_all()
        return value

    def test_are_answered_by_the_button(
        self, desk: Desk, deps: Deps, messenger: FakeMessenger, proposal: ProposalRow, asked: str
    ) -> None:
        assert asked
        with deps.ledger.reading() as s:
            [question] = proposals.open_questions(s, proposal.deal_id)
        desk.send(click("UDANA", ActionId.QUESTION_ANSWER, question.id))
        desk.send(submission("UDANA", desk.window, {"answer": "Yes"}))
        assert told(deps, proposal.deal_id)[-1] == "Dana: Answered a question."
        assert messenger.directs("UDANA")

    def test_are_answered_in_their_thread(
        self, desk: Desk, deps: Deps, messenger: FakeMessenger, proposal: ProposalRow, asked: str
    ) -> None:
        assert asked
        place = messenger.directs("UDANA")[0].place
        before = told(deps, proposal.deal_id)
        desk.send(message("UDANA", place.channel, "Hello"))
        desk.send(message("UDANA", place.channel, "Yes", thread_ts="1.0"))
        desk.send(message("UDANA", place.channel, "x", thread_ts=place.ts, subtype="me_message"))
        assert told(deps, proposal.deal_id) == before
        desk.send(message("UDANA", place.channel, "Yes", thread_ts=place.ts))
        assert told(deps, proposal.deal_id)[-1] == "Dana: Answered a question."

    def test_tell_a_late_answer_in_private(
        self, desk: Desk, messenger: FakeMessenger, asked: str
    ) -> None:
        assert asked
        place = messenger.directs("UDANA")[0].place
        desk.send(message("UDANA", place.channel, "Yes", thread_ts=place.ts))
        desk.send(message("UDANA", place.channel, "No", thread_ts=place.ts))
        assert "answered this already" in whispers(messenger, "UDANA")[0]
