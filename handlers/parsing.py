"""From Slack's payloads to values of ours: who acts, what was clicked, what was typed."""

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from typing import Any, TypeVar

from pydantic import ValidationError

from bot.actor import Actor
from bot.deps import Deps
from bot.errors import Invalid, NotAllowed
from bot.facts import Place
from bot.overrides import Overrides
from bot.views.ids import ActionId, FieldId
from bot.views.values import (
    ModalContext,
    MoreValue,
    PageValue,
    PickValue,
    parse_context,
    parse_more,
    parse_page,
    parse_pick,
    parse_proposal,
    unpacked,
)
from handlers.request import Request

Reason = TypeVar("Reason", bound=StrEnum)

MOST_VALUE = 2000
"""Characters that Slack lets a button carry."""

PICKED_IN_FIX = {"customer_id", "dismissed"}
"""What nobody types into Modify: it is picked of what is offered."""


def actor(deps: Deps, request: Request) -> Actor:
    """Return who acts: somebody of this workspace, and active.

    Raises:
        NotAllowed: if they belong to another company's workspace, or to none any more.
        NotFound: if the directory knows nobody of this id, as with bots and guests from elsewhere.

    """
    if not request.is_from_us:
        raise NotAllowed("Nothing was changed: this is for people of this workspace only.")
    person = deps.directory.person(user_id(request))
    if not person.is_active:
        raise NotAllowed("Nothing was changed: this account is deactivated.")
    return Actor(id=person.id, name=person.name, email=person.email)


def user_id(request: Request) -> str:
    """Return the Slack id of who acts."""
    body = request.body
    event: Mapping[str, Any] = body.get("event") or {}
    return str((body.get("user") or {}).get("id") or body.get("user_id") or event.get("user", ""))


def channel(request: Request) -> tuple[str, str]:
    """Return id and name of the channel where it happened; "" if it was nowhere in particular."""
    body = request.body
    if "channel_id" in body:
        return str(body["channel_id"]), str(body.get("channel_name", ""))
    where: Mapping[str, Any] = body.get("channel") or {}
    if "event" in body:
        return str(body["event"].get("channel", "")), ""
    if request.view is not None and not where:
        return parse_context(request.view.get("private_metadata", "")).channel, ""
    return str(where.get("id", "")), str(where.get("name", ""))


def is_private_answer(request: Request) -> bool:
    """Return whether the click was in a message that only one person sees."""
    return bool((request.body.get("container") or {}).get("is_ephemeral"))


def trigger(request: Request) -> str:
    """Return what lets a form be opened, for three seconds."""
    return str(request.body.get("trigger_id", ""))


def value(request: Request) -> str:
    """Return what the button, or the entry that was chosen, carries.

    Raises:
        Invalid: if it is more than Slack lets a button of ours carry.

    """
    action = request.action
    chosen: Mapping[str, Any] = action.get("selected_option") or action
    carried = str(chosen.get("value") or "")
    if len(carried) > MOST_VALUE:
        raise Invalid("This button is not one of ours.")
    return carried


def about_proposal(request: Request, carried: str = "") -> ModalContext:
    """Return what a proposal's button is about; the hash is what its reader saw."""
    proposal = parse_proposal(carried or value(request))
    return _here(request).model_copy(
        update={"proposal_id": proposal.proposal_id, "content_hash": proposal.content_hash}
    )


def about_invoice(request: Request, carried: str = "") -> ModalContext:
    """Return what an invoice's button is about."""
    return _here(request).model_copy(update={"invoice_id": carried or value(request)})


def about_retainer(request: Request, carried: str = "") -> ModalContext:
    """Return what an entry of a retainer's menu is about."""
    return _here(request).model_copy(update={"subscription_id": carried or value(request)})


def about_question(request: Request) -> ModalContext:
    """Return what the button of a question is about."""
    return _here(request).model_copy(update={"question_id": value(request)})


def about_trouble(request: Request) -> ModalContext:
    """Return what the button of a trouble is about."""
    return _here(request).model_copy(update={"trouble_id": value(request)})


def about_subject(request: Request, subject: str, *, is_invoice: bool) -> ModalContext:
    """Return what a command is about: an invoice or a deal."""
    field = "invoice_id" if is_invoice else "deal_id"
    return _here(request).model_copy(update={field: subject})


def about_message(request: Request) -> Place:
    """Return where the message stands in which something was clicked."""
    here = _here(request)
    return Place(channel=here.channel, ts=here.message_ts)


def more(request: Request) -> MoreValue:
    """Return the chosen entry of an overflow menu."""
    return parse_more(value(request))


def page(request: Request) -> PageValue:
    """Return which page of which list a button asks for."""
    return parse_page(value(request))


def pick(request: Request) -> PickValue:
    """Return what was picked of several matches."""
    return parse_pick(value(request))


def context(request: Request) -> ModalContext:
    """Return what the form is about."""
    return parse_context((request.view or {}).get("private_metadata", ""))


def overrides(request: Request) -> Overrides:
    """Return what was typed before the review, understood.

    Raises:
        Invalid: if the form carries none.

    """
    try:
        found = Overrides.model_validate_json(unpacked(context(request).overrides))
    except ValidationError:
        raise Invalid("This form is not one of ours. Open it again.") from None
    if found.model_fields_set & PICKED_IN_FIX:
        raise Invalid("This form is not one of ours. Open it again.")
    return found


def _here(request: Request) -> ModalContext:
    stands: Mapping[str, Any] = request.body.get("container") or {}
    return ModalContext(channel=channel(request)[0], message_ts=str(stands.get("message_ts", "")))


class Form:
    """What stands in the fields of a form."""

    def __init__(self, request: Request) -> None:
        """Read the fields of the form in `request`."""
        view = request.view or {}
        self._values = _entries(_entries(view.get("state")).get("values"))
        self.context = context(request)

    def __contains__(self, field: str) -> bool:
        """Return whether the form has this field."""
        return str(field) in self._values

    def _element(self, field: str) -> Mapping[str, Any]:
        return _entries(_entries(self._values.get(str(field))).get(ActionId.INPUT))

    def text(self, field: str) -> str:
        """Return what was typed, "" for nothing."""
        return str(self._element(field).get("value") or "")

    def day(self, field: str) -> date | None:
        """Return the date that was chosen; Slack lets nobody type one.

        Raises:
            Invalid: if it is no date.

        """
        chosen = self._element(field).get("selected_date")
        try:
            return date.fromisoformat(chosen) if chosen else None
        except (TypeError, ValueError):
            raise Invalid("Choose a day.", field) from None

    def choice(self, field: str) -> str:
        """Return the value of the entry that was chosen, "" for none."""
        return str(_entries(self._element(field).get("selected_option")).get("value", ""))

    def checked(self, field: str) -> bool:
        """Return whether the box is checked."""
        return bool(self._element(field).get("selected_options"))

    def reason(self, reasons: type[Reason]) -> Reason:
        """Return the reason that was chosen.

        Raises:
            Invalid: if none was.

        """
        try:
            return reasons(self.choice(FieldId.REASON))
        except ValueError:
            raise Invalid("Choose a reason.", FieldId.REASON) from None


def _entries(held: object) -> Mapping[str, Any]:
    """Return what a part of a form holds, nothing if it is not there.

    Raises:
        Invalid: if it is of another make than Slack's.

    """
    if isinstance(held, Mapping) or not held:
        return held if isinstance(held, Mapping) else {}
    raise Invalid("This form is not one of ours. Open it again.")
