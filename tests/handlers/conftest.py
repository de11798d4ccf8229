"""The real app with our listeners, fed with payloads, and what came of them."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from slack_bolt import Ack, App, BoltContext, BoltRequest, BoltResponse
from slack_bolt.authorization import AuthorizeResult
from slack_sdk.errors import SlackApiError

import handlers
from bot.deps import Deps
from bot.workflows.register import WORKFLOWS
from tests.fakes.engine import FakeEngine
from tests.handlers.standing import standing
from tests.slack_payloads import TEAM, Body


@dataclass
class Desk:
    """One workspace: the app, the windows it opened, the answers it gave."""

    app: App
    done: Callable[[], object] = object
    """Tells everything that is written, and what was asked for."""
    windows: list[Body] = field(default_factory=list)
    """Every view that was opened or put into a window, in order."""
    homes: list[Body] = field(default_factory=list)
    """Every Home tab that was published, in order."""
    home_hash: str = "1.a"
    """Of the Home tab that stands there now."""
    answers: list[Body] = field(default_factory=list)
    acks: list[Body] = field(default_factory=list)
    vanished: bool = False
    """Whether windows are closed before they are filled in."""
    refused_with: str = ""
    """How Slack refuses windows: "open: expired_trigger_id", "update: not_found", "" = not."""
    may_fail: bool = False
    """Whether the test expects an error that nobody foresaw."""
    has_opened: bool = False
    """Whether the last payload has opened a window: it opens one only."""
    at_ack: object = None
    """What was written and asked for when the last payload was acknowledged."""

    def send(self, payload: Body) -> BoltResponse:
        """Let Slack send a payload; every payload of ours is acknowledged, when it is done."""
        self.at_ack, self.has_opened = None, False
        response = self.app.dispatch(BoltRequest(body=payload, mode="socket_mode"))
        assert response.status == 200, "nobody listens, or nobody acknowledged"
        assert self.at_ack == self.done(), "something was written after the acknowledgment"
        self.acks.append(json.loads(response.body) if response.body else {})
        return response

    def views_open(self, *, trigger_id: str, view: Body) -> Body:
        """Stand in for Slack's `views.open`."""
        assert trigger_id == "trigger.1"
        assert not self.has_opened, "exchanged_trigger_id"
        self.has_opened = True
        self._refuse("open")
        self.windows.append(view)
        return {"view": {"id": "V1"}}

    def views_publish(self, *, user_id: str, view: Body, hash: str | None) -> None:  # noqa: A002 - Slack's
        """Stand in for Slack's `views.publish`."""
        assert user_id
        if hash and hash != self.home_hash:
            raise SlackApiError("", {"ok": False, "error": "hash_conflict"})  # type: ignore[no-untyped-call]  # Slack's
        self.homes.append(view)

    def views_update(self, *, view_id: str, view: Body) -> None:
        """Stand in for Slack's `views.update`."""
        assert view_id == "V1"
        if self.vanished:
            raise RuntimeError("not_found")
        self._refuse("update")
        self.windows.append(view)

    def respond(self, **message: Any) -> None:
        """Stand in for the address to answer at."""
        self.answers.append(message)

    def _refuse(self, method: str) -> None:
        """Refuse as Slack does, if the test wants that."""
        refused, _, code = self.refused_with.partition(": ")
        if refused == method:
            raise SlackApiError(code, {"ok": False, "error": code})  # type: ignore[no-untyped-call]  # Slack's

    @property
    def window(self) -> Body:
        """What the last window shows."""
        return self.windows[-1]

    @property
    def ack(self) -> Body:
        """The last acknowledgment."""
        return self.acks[-1]

    @property
    def answer(self) -> str:
        """The last answer to a command."""
        return f"{self.answers[-1]['text']} {self.answers[-1]['blocks']}"


@pytest.fixture
def desk(deps: Deps, engine: FakeEngine, caplog: pytest.LogCaptureFixture) -> Iterator[Desk]:
    for name, (run, queue) in WORKFLOWS.items():
        engine.register(name, run, deps, queue=queue)
    app = App(
        signing_secret="s",
        authorize=lambda: AuthorizeResult(
            enterprise_id=None, team_id=TEAM, bot_token="xoxb-1", bot_id="B1", bot_user_id="UBOT"
        ),
        process_before_response=True,
    )
    desk = Desk(app, lambda: (standing(deps), list(engine.started), list(engine.woken)))

    class NotingAck(Ack):
        def __call__(self, *args: Any, **answer: Any) -> BoltResponse:
            desk.at_ack = desk.done()
            return super().__call__(*args, **answer)

    def stand_in(context: BoltContext, next: Callable[[], None]) -> None:  # noqa: A002 - Bolt's
        context["client"], context["respond"] = desk, desk.respond
        context["ack"] = NotingAck()  # type: ignore[no-untyped-call]  # Bolt's
        next()

    app.middleware(stand_in)
    handlers.register(app, deps)
    yield desk
    unforeseen = [record for record in caplog.get_records("call") if record.levelname == "ERROR"]
    assert bool(unforeseen) is desk.may_fail
