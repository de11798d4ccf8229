"""The levers of the page, all under /control/page. JSON in, JSON out; trouble is {"error"}.

GET  start
GET  channels?user=                      POST read {user, channel, ts?}
GET  messages?user=&channel=&before=|after=&limit=     {messages, more}
GET  home?user=                          {view: null when nothing is published}
GET  thread?user=&channel=&ts=           GET files/<id>
GET  deals?q=&offset=&limit=             {total, rows}, newest first
GET  invoices?q=&status=&offset=&limit=  {total, rows}, newest first; status may be "overdue"
GET  templates                           POST templates/<key> {owner?} -> {id, name}
GET  clock     POST clock/next           POST clock/days {days}
GET  bot       POST bot/kill | start | stop | freeze | thaw
GET  calls?vendor=&after=&before=&limit= GET calls/<n>
GET  tally                               what there is of everything, and what is doubled
GET  live                                see `live`
"""

import re
from collections.abc import Callable
from urllib.parse import quote

from sandbox.page import templates
from sandbox.page.kit import Kit
from sandbox.page.start import start
from sandbox.page.tally import tally
from sandbox.slack.values import no_lever
from sandbox.wire import Answer, Call

Asked = dict[str, str]


async def pull(kit: Kit, call: Call) -> Answer:
    """Pull the lever that `call` names.

    Raises:
        Refused: with a sentence, if there is no such lever or it cannot be pulled now.

    """
    path = call.path.strip("/")
    try:
        if call.method == "GET":
            return _look(kit, path, dict(call.params()))
        if call.method == "POST":
            return Answer(200, await _act(kit, path, call.json() or {}))
    except ValueError as error:
        raise no_lever(422, str(error)) from None
    raise no_lever(405, f"{call.method} pulls no lever of the page")


LOOK: dict[str, Callable[[Kit, Asked], object]] = {
    "start": lambda kit, _: start(kit),
    "channels": lambda kit, asked: kit.rooms.channels(asked),
    "messages": lambda kit, asked: kit.rooms.messages(asked),
    "thread": lambda kit, asked: kit.rooms.thread(asked),
    "home": lambda kit, asked: {"view": kit.rooms.home(asked)},
    "deals": lambda kit, asked: kit.deals.page(asked),
    "invoices": lambda kit, asked: kit.invoices.page(asked),
    "templates": lambda _kit, _: templates.listed(),
    "clock": lambda kit, _: kit.clock.shown(),
    "bot": lambda kit, _: kit.bot.shown(),
    "calls": lambda kit, asked: kit.calls.page(asked),
    "tally": lambda kit, _: tally(kit.world),
}


def _look(kit: Kit, path: str, asked: Asked) -> Answer:
    if path in LOOK:
        return Answer(200, LOOK[path](kit, asked))
    name, _, which = path.partition("/")
    if name == "calls" and which.isdecimal():
        whole = kit.calls.whole(int(which))
        if whole is None:
            raise no_lever(404, f"call {which} is not there, or not any more")
        return Answer(200, whole)
    if name == "files":
        return _file(kit, which)
    raise no_lever(404, f"no such lever: GET /control/page/{path}")


def _file(kit: Kit, ident: str) -> Answer:
    """Return a file to be kept, whatever is in it: it is never shown as a page of ours."""
    file = kit.world.slack.workspace.files.get(ident)
    if file is None or file.content is None:
        raise no_lever(404, f"no such file: {ident}")
    headers = {
        "content-type": "application/octet-stream",
        "content-disposition": f"attachment; filename*=UTF-8''{quote(file.name)}",
        "x-content-type-options": "nosniff",
        "content-security-policy": "sandbox",
        "cache-control": "no-store",
    }
    return Answer(200, file.content, headers)


async def _act(kit: Kit, path: str, given: dict[str, object]) -> object:
    if path == "read":
        return kit.rooms.read(given)
    if path == "clock/next":
        return kit.clock.to_next_job()
    if path == "clock/days":
        days = int(str(given.get("days", "")))
        return await kit.clock.days_on(days, kit.calls.count if kit.bot.is_running else None)
    if found := re.fullmatch(r"bot/(kill|start|stop|freeze|thaw)", path):
        verbs = {"start": kit.bot.start_soon, "kill": kit.bot.kill, "stop": kit.bot.stop}
        verbs |= {"freeze": kit.bot.freeze, "thaw": kit.bot.thaw}
        verbs[found[1]]()
        return kit.bot.shown()
    if found := re.fullmatch(r"templates/(\w+)", path):
        return await templates.win(kit.world.salesforce, found[1], str(given.get("owner") or ""))
    raise no_lever(404, f"no such lever: POST /control/page/{path}")
