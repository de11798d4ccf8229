"""What Slack sent, in one record: the payload, and the ways to answer it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from bot.views.values import parse_context

Body = dict[str, Any]
"""A payload of Slack's."""

_UNKEPT = re.compile("[\x00\ud800-\udfff]")
"""What no database keeps as text."""


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

    def views_publish(self, *, user_id: str, view: Any, hash: str | None) -> Any:  # noqa: A002, ANN401 - Slack's
        """Show somebody their Home tab; with `hash`, only in the place of that view."""
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
    def is_from_us(self) -> bool:
        """Return whether every workspace that the payload names is ours, or of our enterprise.

        In an enterprise, which of its workspaces somebody is in only the directory knows.
        """
        body = self.body
        user: Mapping[str, Any] = body.get("user") or {}
        event: Mapping[str, Any] = body.get("event") or {}
        named = (user.get("team_id"), event.get("user_team"), body.get("team_id"))
        teams = {*named, (body.get("team") or {}).get("id")} - {None, ""}
        ours = {self.own_team, self.own_enterprise} - {""}
        enterprise = (body.get("enterprise") or {}).get("id") or body.get("enterprise_id")
        return bool(teams) and (teams <= ours or bool(enterprise and enterprise in ours))

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


def cleaned(sent: object) -> Any:  # noqa: ANN401 - what was sent, of the same make
    """Return what Slack sent without characters that no database keeps, and no person types."""
    if isinstance(sent, str):
        return _UNKEPT.sub("", sent)
    if isinstance(sent, Mapping):
        return {cleaned(name): cleaned(held) for name, held in sent.items()}
    return [cleaned(one) for one in sent] if isinstance(sent, list) else sent


def _nowhere(view: Body) -> bool:
    """Return whether a form of ours was opened outside any channel: that is, at home."""
    return parse_context(view.get("private_metadata", "")).channel == ""
