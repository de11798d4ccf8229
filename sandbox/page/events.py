"""Changes of the world, put into the events of the page."""

from collections.abc import Callable, Iterable

from sandbox.changes import Change
from sandbox.page.calls import row as call_row
from sandbox.page.feed import Event
from sandbox.page.kit import Kit

Maker = Callable[[Kit, Change], Iterable[Event]]


def said(kit: Kit, change: Change) -> Iterable[Event]:
    """Return the events that tell of `change`; most records of Salesforce are nobody's concern."""
    maker = MAKERS.get(change[0])
    return maker(kit, change) if maker else ()


def _message(kit: Kit, change: Change) -> Iterable[Event]:
    channel = kit.world.slack.workspace.channels.get(change[1])
    message = channel.find(change[2]) if channel else None
    if channel is not None and message is not None:
        shown = kit.rooms.shown(channel, message)
        only_for = message.visible_to or None
        yield "message", {"message": shown, "channel": channel.id, "for": only_for}


def _gone(_kit: Kit, change: Change) -> Iterable[Event]:
    yield "gone", {"channel": change[1], "ts": change[2], "thread_ts": change[3] or None}


def _channels(_kit: Kit, _change: Change) -> Iterable[Event]:
    yield "channels", {}


def _of_user(_kit: Kit, change: Change) -> Iterable[Event]:
    yield change[0], {"user": change[1]}


def _users(kit: Kit, _change: Change) -> Iterable[Event]:
    yield "users", [user.shown() for user in kit.world.slack.workspace.users.values()]


def _deal(kit: Kit, change: Change) -> Iterable[Event]:
    row = kit.deals.find(change[1])
    if row is not None:
        yield "deal", row


def _account(kit: Kit, change: Change) -> Iterable[Event]:
    for deal in kit.deals.of_account(change[1]):
        yield from _deal(kit, ("", deal))


def _invoice(kit: Kit, change: Change) -> Iterable[Event]:
    row = kit.invoices.find(change[1])
    yield "invoice", row or {"id": change[1], "deleted": True}


def _customer(_kit: Kit, change: Change) -> Iterable[Event]:
    yield "customer", {"id": change[1]}


def _call(kit: Kit, change: Change) -> Iterable[Event]:
    call = kit.calls.find(int(change[1]))
    if call is not None:
        yield "call", call_row(call)


def _clock(kit: Kit, _change: Change) -> Iterable[Event]:
    yield "clock", kit.clock.shown()
    for ident in kit.invoices.fell_due(kit.seen_until):
        yield from _invoice(kit, ("", ident))
    kit.seen_until = kit.world.clock.timestamp()


def _bot(kit: Kit, _change: Change) -> Iterable[Event]:
    yield "bot", kit.bot.shown()


def _faults(kit: Kit, _change: Change) -> Iterable[Event]:
    yield "faults", [fault.model_dump() for fault in kit.world.faults.pending()]


def _story(kit: Kit, _change: Change) -> Iterable[Event]:
    yield "story", kit.story.shown()


MAKERS: dict[str, Maker] = {
    "message": _message,
    "gone": _gone,
    "channels": _channels,
    "views": _of_user,
    "home": _of_user,
    "users": _users,
    "Opportunity": _deal,
    "Account": _account,
    "invoice": _invoice,
    "customer": _customer,
    "call": _call,
    "clock": _clock,
    "bot": _bot,
    "faults": _faults,
    "story": _story,
}
