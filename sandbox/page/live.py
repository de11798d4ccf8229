"""What happens, as it happens: GET /control/page/live, as server-sent events.

message   {message (as page/messages has it), channel, for: null or the one user who sees it}
gone      {channel, ts, thread_ts}
channels  {}                  look again: members, a new one, what is read
views     {user}              home {user}
users     [users]
deal      row of page/deals   invoice: row of page/invoices, or {id, deleted: true}
customer  {id}
call      row of page/calls
clock     as page/clock       bot: as page/bot
faults    [fault]
story     {words, done}
"""

import asyncio
from collections.abc import AsyncIterator

from starlette.responses import Response, StreamingResponse

from sandbox.page.feed import Feed, Listener

BEAT_SECONDS = 15.0
AGAIN_MS = 500
"""How soon the browser comes back after it was dropped."""
HEADERS = {"cache-control": "no-store", "x-content-type-options": "nosniff"}


def stream(feed: Feed) -> Response:
    """Return the answer that goes on as long as the page is open."""
    told = _told(feed, feed.join())
    return StreamingResponse(told, media_type="text/event-stream", headers=HEADERS)


async def _told(feed: Feed, listener: Listener) -> AsyncIterator[str]:
    yield f"retry: {AGAIN_MS}\n\n"
    try:
        while not listener.is_dropped or not listener.queue.empty():
            try:
                text = await asyncio.wait_for(listener.queue.get(), BEAT_SECONDS)
            except TimeoutError:
                text = ": still here\n\n"
            if text is None:
                return
            yield text
    finally:
        feed.leave(listener)
