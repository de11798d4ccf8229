import pytest

from bot.deps import Deps
from bot.errors import Conflict, Invalid, NotAllowed, NotFound, Trouble, VendorError
from bot.facts import Place
from bot.ledger import deals, desk, proposals
from bot.ledger.proposals import QuestionRow
from bot.workflows.showing.ask import answer, ask, deliver_answer, deliver_question, question_in
from bot.workflows.showing.show import show_card
from tests.fakes.engine import FakeEngine
from tests.fakes.slack import FakeDirectory, FakeMessenger
from tests.pending import ALEX, DANA, KIM, PAT, SAM, a_pending, told

REFUSED = VendorError("Slack", "cannot_dm_bot", trouble=Trouble.REFUSED)


@pytest.fixture(autouse=True)
def _delivering(deps: Deps, engine: FakeEngine) -> None:
    engine.register("deliver_question", deliver_question, deps, queue="slack")
    engine.register("deliver_answer", deliver_answer, deps, queue="slack")


@pytest.fixture
def deal_id(deps: Deps) -> str:
    return a_pending(deps).deal_id


def open_questions(deps: Deps, deal_id: str) -> list[QuestionRow]:
    with deps.ledger.reading() as s:
        return list(proposals.open_questions(s, deal_id))


class TestAsk:
    def test_reaches_the_deal_owner_in_person(
        self, deps: Deps, engine: FakeEngine, messenger: FakeMessenger, deal_id: str
    ) -> None:
        ask(deps, deal_id, " Is the PO right? ", KIM)
        engine.run_all()
        [said] = messenger.directs("UDANA")
        assert "Is the PO right?" in str(said.message.blocks)
        [question] = open_questions(deps, deal_id)
        assert question_in(deps, said.place) == question.id
        assert told(deps, deal_id)[-1] == "Kim: Asked Dana."

    def test_is_sent_once_however_often_it_is_clicked(
        self, deps: Deps, engine: FakeEngine, messenger: FakeMessenger, deal_id: str
    ) -> None:
        ask(deps, deal_id, "Is the PO right?", KIM)
        ask(deps, deal_id, "Is the PO right?", KIM)
        engine.run_all()
        assert len(open_questions(deps, deal_id)) == len(messenger.directs("UDANA")) == 1

    def test_guesses_nobody_when_the_owner_has_left(
        self,
        deps: Deps,
        engine: FakeEngine,
        directory: FakeDirectory,
        messenger: FakeMessenger,
        deal_id: str,
    ) -> None:
        directory.leave("UDANA")
        ask(deps, deal_id, "Is the PO right?", KIM)
        engine.run_all()
        assert told(deps, deal_id)[-1] == (
            "Kim: Dana has no active Slack account: finance, please find out."
        )
        assert not messenger.said

    def test_needs_an_owner_with_an_address(self, deps: Deps, engine: FakeEngine) -> None:
        deal_id = a_pending(deps, owner={"id": "005A", "name": ""}).deal_id
        ask(deps, deal_id, "Whose is this?", KIM)
        assert told(deps, deal_id)[-1].startswith("Kim: The deal owner has no active")
        assert not engine.of("deliver_question")

    def test_is_for_finance_and_ar(self, deps: Deps, deal_id: str) -> None:
        with pytest.raises(NotAllowed):
            ask(deps, deal_id, "Why?", SAM)

    def test_needs_words(self, deps: Deps, deal_id: str) -> None:
        with pytest.raises(Invalid, match="Write something"):
            ask(deps, deal_id, " ", KIM)

    def test_opens_trouble_when_slack_refuses(
        self, deps: Deps, engine: FakeEngine, messenger: FakeMessenger, deal_id: str
    ) -> None:
        messenger.fail_next(REFUSED)
        ask(deps, deal_id, "Is the PO right?", KIM)
        engine.run_all()
        with deps.ledger.reading() as s:
            [trouble] = desk.open_troubles(s, deal_id=deal_id)
        assert (trouble.kind, trouble.words) == ("question", "cannot_dm_bot")
        deliver_question(deps, *trouble.retry["args"])
        with deps.ledger.reading() as s:
            assert not desk.open_troubles(s)


class TestAnswer:
    @pytest.fixture
    def question_id(self, deps: Deps, engine: FakeEngine, deal_id: str) -> str:
        ask(deps, deal_id, "Is the PO right?", KIM)
        engine.run_all()
        return open_questions(deps, deal_id)[0].id

    def test_is_told_in_the_thread_and_to_who_asked(
        self,
        deps: Deps,
        engine: FakeEngine,
        messenger: FakeMessenger,
        deal_id: str,
        question_id: str,
    ) -> None:
        engine.register("show_card", show_card, deps, queue="slack")
        show_card(deps, deal_id)
        answer(deps, question_id, "Yes, it is.", DANA)
        engine.run_all()
        assert not open_questions(deps, deal_id)
        with deps.ledger.reading() as s:
            event = deals.history(s, deal_id)[-1]
        assert (event.who, event.what, event.detail) == (
            "Dana",
            "Answered a question.",
            "Yes, it is.",
        )
        [said] = messenger.directs("UKIM")
        assert "Yes, it is." in str(said.message.blocks)
        [asked] = messenger.directs("UDANA")
        assert "Answered" in str(asked.message.blocks)

    def test_may_come_from_finance(self, deps: Deps, deal_id: str, question_id: str) -> None:
        answer(deps, question_id, "I called: yes.", PAT)
        assert not open_questions(deps, deal_id)

    def test_may_come_from_who_was_asked_whatever_the_address(
        self, deps: Deps, deal_id: str, question_id: str
    ) -> None:
        answer(deps, question_id, "Yes.", DANA.model_copy(update={"email": "other@x.test"}))
        assert not open_questions(deps, deal_id)

    def test_does_not_come_from_anybody_else(self, deps: Deps, question_id: str) -> None:
        with pytest.raises(NotAllowed, match="asked of somebody else"):
            answer(deps, question_id, "No!", SAM)

    def test_comes_once(self, deps: Deps, question_id: str) -> None:
        answer(deps, question_id, "Yes.", DANA)
        answer(deps, question_id, "Yes.", DANA)
        with pytest.raises(Conflict, match=r"Dana answered this already, on Nov 23: Yes\."):
            answer(deps, question_id, "No.", ALEX)

    def test_goes_out_without_a_message_to_change(
        self, deps: Deps, engine: FakeEngine, messenger: FakeMessenger, deal_id: str
    ) -> None:
        ask(deps, deal_id, "Anything else?", PAT)
        answer(deps, open_questions(deps, deal_id)[-1].id, "No.", DANA)
        deliver_answer(deps, *engine.of("deliver_answer")[-1].args)
        assert len(messenger.directs("UPAT")) == 1

    def test_is_of_a_question(self, deps: Deps) -> None:
        with pytest.raises(NotFound):
            answer(deps, "qst_none", "Yes.", DANA)
        assert question_in(deps, Place(channel="D1", ts="1.0")) == ""
