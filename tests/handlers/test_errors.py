import pytest
from slack_bolt import App, BoltRequest
from slack_bolt.authorization import AuthorizeResult

import handlers
from bot.deps import Deps
from bot.errors import Invalid, NotAllowed, Trouble, VendorError
from bot.ledger import LostRace
from bot.ledger.invoices import InvoiceRow
from bot.typed import Mistakes
from bot.views.ids import ActionId
from bot.views.values import ModalContext
from handlers import parsing
from handlers.errors import attempt
from handlers.request import Request
from tests.fakes.books import Books
from tests.fakes.slack import FakeMessenger
from tests.handlers.conftest import Desk
from tests.pending import KIM, a_pending
from tests.slack_payloads import TEAM, Body, click, command, message, submission

GONE = VendorError("Slack", "not_in_channel", trouble=Trouble.REFUSED)


class Recorder:
    """Stands in for Slack's ways to be answered."""

    def __init__(self) -> None:
        self.acks: list[Body] = []
        self.answers: list[Body] = []

    def ack(self, **answer: object) -> None:
        self.acks.append(answer)

    def respond(self, **message: object) -> None:
        self.answers.append(message)


@pytest.fixture
def slack() -> Recorder:
    return Recorder()


def request(slack: Recorder, desk: Desk, body: Body, own_enterprise: str = "") -> Request:
    return Request(
        body=body,
        client=desk,
        respond=slack.respond,
        own_team=TEAM,
        own_enterprise=own_enterprise,
        _ack=slack.ack,
    )


def broken(_deps: Deps, _request: Request) -> None:
    raise RuntimeError("sk_live_secret in a text nobody is to see")


def test_what_lost_a_race_is_tried_again(deps: Deps, desk: Desk, slack: Recorder) -> None:
    tries = []

    def slow(_deps: Deps, _request: Request) -> None:
        tries.append(len(slack.acks))
        if len(tries) < 3:
            raise LostRace("Somebody else changed this at the same moment.")

    attempt(deps, request(slack, desk, click("UKIM", "x")), slow)
    assert tries == [0, 0, 0]
    assert (len(slack.acks), slack.answers) == (1, [])


class TestAnUnforeseenError:
    @pytest.fixture(autouse=True)
    def _expected(self, desk: Desk) -> None:
        desk.may_fail = True

    def test_is_told_with_a_reference_and_logged(
        self,
        desk: Desk,
        deps: Deps,
        slack: Recorder,
        messenger: FakeMessenger,
        caplog: pytest.LogCaptureFixture,
    ) -> None:
        attempt(deps, request(slack, desk, click("UKIM", "x")), broken)
        [said] = messenger.whispers_to("UKIM")
        [record] = [one for one in caplog.records if one.levelname == "ERROR"]
        reference = record.getMessage().split()[-1]
        assert reference in said.message.text
        assert "secret" not in said.message.text
        assert slack.acks == [{}]

    def test_takes_the_place_of_a_form(self, desk: Desk, deps: Deps, slack: Recorder) -> None:
        view: Body = {"type": "modal", "blocks": [], "private_metadata": "{}"}
        attempt(deps, request(slack, desk, submission("UKIM", view)), broken)
        [ack] = slack.acks
        assert ack["response_action"] == "update"

    def test_is_told_when_a_window_is_closed_before_it_is_filled(
        self, desk: Desk, deps: Deps, messenger: FakeMessenger
    ) -> None:
        proposal = a_pending(deps)
        desk.vanished = True
        value = f"{proposal.id}:{proposal.content_hash[:16]}"
        desk.send(click("UKIM", ActionId.PROPOSAL_HOLD, value))
        assert "noted in the log" in messenger.whispers_to("UKIM")[0].message.text


class TestARefusal:
    def test_reaches_people_in_person_where_the_bot_cannot_whisper(
        self, desk: Desk, messenger: FakeMessenger
    ) -> None:
        messenger.fail_next(GONE)
        desk.send(click("UKIM", ActionId.PROPOSAL_APPROVE, "nonsense"))
        [said] = messenger.directs("UKIM")
        assert "not one of ours" in said.message.text

    def test_is_logged_when_it_reaches_nobody(
        self, desk: Desk, messenger: FakeMessenger, caplog: pytest.LogCaptureFixture
    ) -> None:
        messenger.fail_next(GONE)
        messenger.fail_next(GONE)
        desk.send(click("UKIM", ActionId.PROPOSAL_APPROVE, "nonsense"))
        assert "cannot tell UKIM" in caplog.text

    def test_of_a_command_is_an_answer_to_it(self, desk: Desk) -> None:
        desk.send(command("UNOBODY", "status acme"))
        assert "Nobody in this workspace" in desk.answer

    def test_in_a_window_goes_where_it_was_opened(
        self, desk: Desk, messenger: FakeMessenger
    ) -> None:
        about = ModalContext(channel="CBILLING", proposal_id="prop_none").dumped()
        view: Body = {"id": "V1", "type": "modal", "blocks": [], "private_metadata": about}
        desk.send(click("UKIM", ActionId.LINE_ADD, "add", view=view))
        [said] = messenger.whispers_to("UKIM")
        assert said.place.channel == "CBILLING"

    def test_of_a_window_without_a_channel_goes_to_the_person(
        self, desk: Desk, messenger: FakeMessenger
    ) -> None:
        view: Body = {"id": "V1", "type": "modal", "blocks": [], "private_metadata": "{}"}
        desk.send(click("UKIM", ActionId.LINE_ADD, "add", view=view))
        assert "not known here" in messenger.directs("UKIM")[0].message.text

    def test_stands_under_the_field_that_is_wrong(
        self, desk: Desk, deps: Deps, slack: Recorder
    ) -> None:
        blocks = [
            {"type": "input", "block_id": name, "element": {"type": "plain_text_input"}}
            for name in ("reason", "note")
        ]
        view: Body = {"type": "modal", "blocks": blocks, "private_metadata": "{}"}
        cases: list[tuple[Exception, dict[str, str]]] = [
            (Invalid("Too long.", "note"), {"note": "Too long."}),
            (Invalid("All wrong."), {"reason": "All wrong."}),
            (Mistakes({"note": "No.", "elsewhere": "No."}), {"note": "No."}),
            (NotAllowed("Not for you."), {"reason": "Not for you."}),
        ]
        for error, shown in cases:

            def refuse(_deps: Deps, _request: Request, error: Exception = error) -> None:
                raise error

            attempt(deps, request(slack, desk, submission("UKIM", view)), refuse)
            assert slack.acks[-1]["errors"] == shown


class TestWhoActs:
    def test_may_come_from_the_same_enterprise(
        self, desk: Desk, deps: Deps, slack: Recorder
    ) -> None:
        body = click("UKIM", "x", team="T2") | {"enterprise": {"id": "E1"}}
        with pytest.raises(NotAllowed):
            parsing.actor(deps, request(slack, desk, body))
        actor = parsing.actor(deps, request(slack, desk, body, own_enterprise="E1"))
        assert actor == KIM

    def test_of_a_message_is_its_author(self, desk: Desk, deps: Deps, slack: Recorder) -> None:
        asked = request(slack, desk, message("UKIM", "D1", "Hello"))
        assert parsing.actor(deps, asked) == KIM
        assert parsing.channel(asked) == ("D1", "")
        strange = request(slack, desk, message("UKIM", "D1", "Hello", user_team="T2"))
        with pytest.raises(NotAllowed):
            parsing.actor(deps, strange)

    def test_of_nothing_is_nobody(self, desk: Desk, deps: Deps, slack: Recorder) -> None:
        with pytest.raises(NotAllowed):
            parsing.actor(deps, request(slack, desk, {}))


class TestWhatSlackSendsTwice:
    def test_changes_nothing_the_second_time(
        self, desk: Desk, books: Books, messenger: FakeMessenger
    ) -> None:
        row: InvoiceRow = books.invoice(days_late=5)
        desk.send(click("UKIM", ActionId.INVOICE_HOLD, row.id))
        handed_in = submission("UKIM", desk.window, {"reason": "dispute"})
        desk.send(handed_in)
        told = books.told(row.deal_id)
        desk.send(handed_in)
        assert books.told(row.deal_id) == told
        assert not messenger.whispers


class TestOutsideOurListeners:
    def test_an_error_is_logged_and_slack_tells_that_it_did_not_work(
        self, desk: Desk, deps: Deps, caplog: pytest.LogCaptureFixture
    ) -> None:
        desk.may_fail = True
        home = AuthorizeResult(enterprise_id=None, team_id=TEAM, bot_token="xoxb-1", bot_id="B1")
        app = App(signing_secret="s", authorize=lambda: home, process_before_response=True)

        def fail() -> None:
            raise RuntimeError("before our listeners")

        app.middleware(fail)
        handlers.register(app, deps)
        response = app.dispatch(BoltRequest(body=click("UKIM", "x"), mode="socket_mode"))
        assert response.status == 500
        assert "could not be handled" in caplog.text
