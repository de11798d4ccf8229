import pytest

from bot.deps import Deps
from bot.ledger import audit
from bot.views.ids import ActionId
from bot.workflows.issuing import pausing
from tests.fakes.slack import FakeMessenger
from tests.handlers.conftest import Desk
from tests.pending import KIM, a_pending
from tests.slack_payloads import click, command


class TestPausing:
    def test_is_one_word_and_a_reason(self, desk: Desk, deps: Deps) -> None:
        desk.send(command("UKIM", "pause the tax is wrong"))
        assert "Sending is paused by Kim since Nov 23: the tax is wrong." in desk.answer
        assert "/invoice resume ends it" in desk.answer
        desk.send(command("UPAT", "pause"))
        assert "Sending is paused already, by Kim." in desk.answer
        desk.send(command("UPAT", "help"))
        assert "Sending is paused by Kim" in desk.answer
        desk.send(command("UPAT", "resume"))
        assert "Sending goes on. Nothing had to wait." in desk.answer
        assert pausing.standing(deps) is None

    def test_is_not_for_everybody(self, desk: Desk, deps: Deps) -> None:
        desk.send(command("UALEX", "pause"))
        assert "only finance may pause what goes out" in desk.answer
        assert pausing.standing(deps) is None
        pausing.pause(deps, "", KIM)
        desk.send(command("USAM", "help"))
        assert "paused" not in desk.answer.replace("pause [reason]", "")

    def test_shows_in_the_home_tab(self, desk: Desk, deps: Deps) -> None:
        pausing.pause(deps, "", KIM)
        desk.send(click("UKIM", ActionId.HOME_REFRESH, ""))
        assert "Sending is paused by Kim" in str(desk.homes[-1])

    def test_ends_with_the_button_of_the_alert(self, desk: Desk, deps: Deps) -> None:
        pausing.pause(deps, "", KIM)
        desk.send(click("UKIM", ActionId.SENDING_RESUME, "else"))
        assert pausing.standing(deps) is not None
        desk.send(click("UKIM", ActionId.SENDING_RESUME, "all"))
        assert pausing.standing(deps) is None
        with deps.ledger.reading() as s:
            assert [e.action for e in audit.entries(s, "sending")][-1] == "sending.resumed"


@pytest.mark.parametrize(
    ("action", "said"),
    [
        (ActionId.CARDS_GO_ON, "No deal waits for its card any more."),
        (ActionId.CARDS_KEEP_WAITING, "No deal waits for its card any more."),
        (ActionId.SENDING_LET_ALL, "Nothing waits here for a limit."),
    ],
)
def test_a_button_of_what_is_over_says_so(
    desk: Desk, messenger: FakeMessenger, action: ActionId, said: str
) -> None:
    desk.send(click("UKIM", action, "all"))
    assert said in str(messenger.whispers_to("UKIM")[-1].message.text)


def test_let_through_says_when_nothing_waits(desk: Desk, deps: Deps) -> None:
    a_pending(deps)
    desk.send(command("UKIM", "let Acme – Platform 2026"))
    assert "Nothing waits here for a limit." in desk.answer or "match" in desk.answer
