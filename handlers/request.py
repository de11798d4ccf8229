"""What Slack sent, in one record: the payload, and the ways to answer it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from bot.views.values import parse_context

Body = dict[str, Any]
"""A payload of Slack's."""


class Ack(Protocol):
    """Tells Slack that we have it; for a submitted form also what is to happen to it."""

    def __call__(self, **answer: Any) -> object:  # noqa: ANN401 - Slack's
        """Answer once."""
        ...


class Respond(Protocol):
    """Answers where the click or the command was, through the payload's own address."""

    def __call__(self, **message: Any) -> object:  # noqa: ANN401 - Slack's
        """Answer once more."""
        ...


class Windows(Protocol):
    """The part of Slack's client that handlers use: forms open only while a click is fresh."""

    def views_open(self, *, trigger_id: str, view: Any) -> Any:  # noqa: ANN401 - Slack's
        """Open a form."""
        ...

    def views_publish(self, *, user_id: str, view: Any) -> Any:  # noqa: ANN401 - Slack's
        """Show somebody their Home tab."""
        ...

    def views_update(self, *, view_id: str, view: Any) -> Any:  # noqa: ANN401 - Slack's
        """Show something else in it."""
        ...


@dataclass
class Request:
    """One payload and the ways to answer it."""

    body: Body
    client: Windows
    respond: Respond
    own_team: str
    """Id of the workspace the bot is installed in."""
    own_enterprise: str = ""
    acked: bool = False
    _ack: Ack = field(kw_only=True)

    def ack(self, **answer: object) -> None:
        """Tell Slack that we have it; a second time says nothing."""
        if not self.acked:
            self.acked = True
            self._ack(**answer)

    @property
    def view(self) -> Body | None:
        """Return the form that was submitted, or in which something was clicked."""
        return self.body.get("view")

    @property
    def is_from_home(self) -> bool:
        """Return whether it was done in somebody's Home tab, or in a form opened from there."""
        view = self.view or {}
        return view.get("type") == "home" or (self.is_submission and _nowhere(view))

    @property
    def is_submission(self) -> bool:
        """Return whether a form was handed in."""
        return self.body.get("type") == "view_submission"

    @property
    def action(self) -> Mapping[str, Any]:
        """Return what was clicked or chosen."""
        action: Mapping[str, Any] = self.body["actions"][0]
        return action


def _nowhere(view: Body) -> bool:
    """Return whether a form of ours was opened outside any channel: that is, at home."""
    return parse_context(view.get("private_metadata", "")).channel == ""
