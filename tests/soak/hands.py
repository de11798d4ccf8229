"""What people do with what they see in Slack, and what Slack says became of it."""

import contextlib
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import cast

from sandbox.company import user_id
from sandbox.control import LeverError, Obj
from sandbox.people import People

MODAL_SECONDS = 8.0
"""How long somebody looks at a window that does not fill itself; then they close it."""


@dataclass(frozen=True)
class Seen:
    """A button or a menu's entry that somebody sees on a card."""

    card: Obj
    block_id: str
    action_id: str
    value: str
    option: str = ""

    @property
    def subject(self) -> str:
        """Return the proposal or invoice it is about."""
        return (self.option or self.value).rpartition("|")[2].partition(":")[0]


@dataclass(frozen=True)
class Clicked:
    """A click that was acknowledged, or a form that was and that nothing was wrong with."""

    who: str
    action_id: str
    subject: str
    at: datetime


class Hands:
    """Clicks what it finds; whatever is not there any more, or not allowed, is nothing."""

    def __init__(self, people: People) -> None:
        self._people = people
        self.clicks: list[Clicked] = []
        self.forms: list[Clicked] = []

    def offered(self, channel: str, action_id: str, verb: str = "") -> list[Seen]:
        """Return the buttons with this id, or the entries of menus with this id and verb."""
        return [
            seen
            for card in self._people.cards(channel=channel)
            for seen in _on(card)
            if seen.action_id.startswith(action_id)
            and (seen.option.startswith(f"{verb}|") if verb else not seen.option)
        ]

    def click(self, who: str, seen: Seen) -> bool:
        """Click on it as it was seen, whatever became of it; return whether that was taken."""
        given: Obj = {"user": user_id(who), "channel": seen.card["channel"], "ts": seen.card["ts"]}
        given |= {"seen": seen.card["blocks"], "block_id": seen.block_id}
        given |= {"action_id": seen.action_id} | ({"option": seen.option} if seen.option else {})
        at = self._people.now()
        try:
            answer = self._people.post("slack/act/click", **given)
        except LeverError as error:
            if error.status not in (404, 409, 422):
                raise
            return False
        if answer["acked"]:
            self.clicks.append(Clicked(who, seen.action_id, seen.subject, at))
        return bool(answer["acked"])

    def fill(self, who: str, seen: Seen, **values: object) -> bool:
        """Open the form of a button, fill it in and submit it; return whether that was taken."""

        def filled() -> bool:
            if self.form(who, seen) is None:
                return False
            return self.submit(who, seen, **values) is not None

        return self.in_a_window(who, filled)

    def in_a_window(self, who: str, act: Callable[[], bool]) -> bool:
        """Do something in windows and close them; return whether it was taken."""
        try:
            return act()
        except LeverError:  # a field that is not in this form
            return False
        finally:
            with contextlib.suppress(LeverError):
                self._people.close(who)

    def submit(self, who: str, seen: Seen, **values: object) -> Obj | None:
        """Submit the form in front; return what Slack says if nothing was wrong with it."""
        at = self._people.now()
        answer: Obj = self._people.post(
            "slack/act/submit", user=user_id(who), values=values, gently=True
        )
        view = answer.get("view") or {}
        if not answer["acked"] or answer.get("errors") or not (view.get("submit") or not view):
            return None
        if not view:
            self.forms.append(Clicked(who, seen.action_id, seen.subject, at))
        return answer

    def form(self, who: str, seen: Seen) -> Obj | None:
        """Open the form of a button and return it once it can be submitted."""
        return self._ready(who) if self.click(who, seen) else None

    def _ready(self, who: str) -> Obj | None:
        until = time.monotonic() + MODAL_SECONDS
        while time.monotonic() < until:
            views = cast("list[Obj]", self._people.get("slack/views", user=user_id(who)))
            if views and views[-1].get("submit"):
                return views[-1]
            if not views or "One moment" not in str(views[-1]):
                return None  # it was never opened, or says why not
            time.sleep(0.05)
        return None


def _on(card: Obj) -> Iterator[Seen]:
    for block in card["blocks"]:
        elements = block.get("elements") or [block.get("accessory") or {}]
        for one in elements:
            if "action_id" not in one:
                continue
            about = (card, block["block_id"], one["action_id"])
            yield Seen(*about, str(one.get("value", "")))
            yield from (Seen(*about, "", option["value"]) for option in one.get("options", ()))
