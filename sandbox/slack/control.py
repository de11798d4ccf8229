"""The levers of the local Slack, all under /control/slack. JSON in, JSON out.

A user is named by id, name, "@name" or e-mail; a channel by id, name, "#name", or "dm" (the direct
message of the acting user with the bot, also the default). Trouble is {"error": sentence, ...}
with 4xx: what a person could not do in Slack's client.

Furnish:
    POST  users       {id?, name, real_name?, email?, deleted?, is_bot?, is_restricted?, team_id?}
    POST  usergroups  {id?, handle, name?, members?: [user], disabled?}
    POST  channels    {id?, name, is_private?, members?: [user], bot_is_member?: true, archived?}
    PATCH users/<user>, usergroups/<handle>, channels/<channel>     the same fields, some of them
    DELETE messages/<channel>/<ts>                                  somebody deletes a message
Look:
    GET users, usergroups, channels, files, sockets, settings
    GET messages?channel=&user=&thread_ts=   oldest first; with `user` only what that person sees.
        Each has text, blocks, words (all text in blocks), buttons, thread_ts, edited, metadata,
        visible_to (who sees an ephemeral one), pings, permalink, files
    GET messages?user=                       the direct message with that person
    GET views?user=                          open modals, the one in front last
    GET home?user=                           the published Home tab
Act as a person; each answers {acked, ack_ms, response, error?} and more:
    POST act/click       {user, channel?, ts?, action_id? | label? | block_id?, value?, option?,
                         date?, seen?: blocks}   action_id exact or prefix; a confirm dialog is
                         confirmed; `seen` = what their screen still shows of a message with `ts`
    POST act/view_click  {user, home?: false, values?, the same}     in the front modal or the Home
                         tab; `values` is what is typed in the modal by then, as for act/submit
    POST act/options     {user, channel?, ts?, home?, action_id, value}   -> options
    POST act/submit      {user, values: {block_id: {action_id: value}} | {action_id: value},
                         gently?: false}
                         -> errors (under fields), view (now in front), trouble? (bad answer)
    POST act/close       {user, all?: false}
    POST act/command     {user, channel?, command, text?}
    POST act/message     {user, channel?, text, thread_ts?}
    POST act/open_home   {user}
Make trouble:
    POST disconnect     {politely?: true}  -> {ended}
    POST silence        {}  -> {silent}    connections stay open, and nothing goes through them
    POST cut            {}  -> {ended}     connections end without a word
    POST unanswered     {times}            the next `times` connections are never accepted
    POST kill_at_ack    {pid}              SIGKILL once the next answer to an envelope is here
    POST duplicate      {times}            the next `times` envelopes arrive twice
    POST scopes         {scopes: [..]}     what the bot token may do
    POST subscriptions  {events: [..]}     e.g. message.im, message.groups, app_mention
    POST rate           {per_second, burst} | {off: true}     of chat.postMessage, per channel
    POST timing         {ack_seconds?, trigger_seconds?}      real seconds, 3 and 3
"""

from collections.abc import Awaitable, Callable
from urllib.parse import unquote

from sandbox.slack import reading
from sandbox.slack.acting import clicking, submitting, talking
from sandbox.slack.rates import RateLimit
from sandbox.slack.seeding import ADD, CHANGE, delete_message
from sandbox.slack.values import Obj, no_lever
from sandbox.slack.workspace import Workspace
from sandbox.wire import Answer, Call

LOOK: dict[str, Callable[[Workspace, dict[str, str]], object]] = {
    "users": reading.users,
    "usergroups": reading.groups,
    "channels": reading.channels,
    "messages": reading.messages,
    "views": reading.views,
    "home": reading.home,
    "files": reading.files,
    "sockets": reading.sockets,
    "settings": reading.settings,
}
Act = Callable[[Workspace, str, Obj], Awaitable[Obj]]
ACT: dict[str, Act] = {
    "act/click": clicking.click,
    "act/view_click": lambda slack, _host, asked: submitting.click_in_view(slack, asked),
    "act/options": clicking.suggest,
    "act/submit": submitting.submit,
    "act/close": lambda slack, _host, asked: submitting.close(slack, asked),
    "act/command": talking.command,
    "act/message": lambda slack, _host, asked: talking.message(slack, asked),
    "act/open_home": lambda slack, _host, asked: talking.open_home(slack, asked),
    "disconnect": lambda slack, _host, asked: _disconnect(slack, asked),
    "silence": lambda slack, _host, _asked: _silence(slack),
    "cut": lambda slack, _host, _asked: _cut(slack),
}


async def pull(slack: Workspace, call: Call) -> Answer:
    """Pull the lever that `call` names."""
    name = call.path.strip("/")
    parts = [unquote(part) for part in name.split("/")]
    match call.method:
        case "GET" if name in LOOK:
            return Answer(200, LOOK[name](slack, dict(call.params())))
        case "POST" if name in ACT:
            return Answer(200, await ACT[name](slack, _host(call), _body(call)))
        case "POST" if name in ADD:
            return Answer(200, ADD[name](slack, _body(call)))
        case "POST" if name in SET:
            SET[name](slack, _body(call))
            return Answer(200, reading.settings(slack, {}))
        case "PATCH" if len(parts) == 2 and parts[0] in CHANGE:
            return Answer(200, CHANGE[parts[0]](slack, parts[1], _body(call)))
        case "DELETE" if len(parts) == 3 and parts[0] == "messages":
            return Answer(200, delete_message(slack, parts[1], parts[2]))
    raise no_lever(404, f"no such lever: {call.method} /control/slack/{name}")


def _host(call: Call) -> str:
    return call.headers.get("host", "127.0.0.1")


def _body(call: Call) -> Obj:
    try:
        body = call.json()
    except ValueError:
        raise no_lever(400, "the body is not JSON") from None
    if body is not None and not isinstance(body, dict):
        raise no_lever(400, "the body is not an object")
    return body or {}


async def _disconnect(slack: Workspace, asked: Obj) -> Obj:
    return {"ended": await slack.sockets.disconnect(politely=bool(asked.get("politely", True)))}


async def _silence(slack: Workspace) -> Obj:
    return {"silent": slack.sockets.go_silent()}


async def _cut(slack: Workspace) -> Obj:
    return {"ended": slack.sockets.cut()}


def _unanswered(slack: Workspace, asked: Obj) -> None:
    slack.sockets.unanswered = int(asked["times"])


def _kill_at_ack(slack: Workspace, asked: Obj) -> None:
    slack.sockets.kill_at_ack = int(asked["pid"])


def _duplicate(slack: Workspace, asked: Obj) -> None:
    slack.sockets.duplicate = int(asked["times"])


def _scopes(slack: Workspace, asked: Obj) -> None:
    slack.scopes = list(asked["scopes"])


def _subscriptions(slack: Workspace, asked: Obj) -> None:
    slack.subscriptions = set(asked["events"])


def _rate(slack: Workspace, asked: Obj) -> None:
    off = bool(asked.get("off"))
    rate = None if off else RateLimit(float(asked["per_second"]), int(asked["burst"]))
    slack.rates.messages = rate


def _timing(slack: Workspace, asked: Obj) -> None:
    slack.sockets.patience = float(asked.get("ack_seconds", slack.sockets.patience))
    slack.trigger_seconds = float(asked.get("trigger_seconds", slack.trigger_seconds))


SET: dict[str, Callable[[Workspace, Obj], None]] = {
    "duplicate": _duplicate,
    "unanswered": _unanswered,
    "kill_at_ack": _kill_at_ack,
    "scopes": _scopes,
    "subscriptions": _subscriptions,
    "rate": _rate,
    "timing": _timing,
}
