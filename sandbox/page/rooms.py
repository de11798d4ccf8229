"""What one person sees of the workspace: channels with what is unread, messages, threads."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from itertools import islice

from sandbox.page.marks import Marks
from sandbox.slack import reading
from sandbox.slack.rooms import Channel, Kind, Message
from sandbox.slack.values import Obj
from sandbox.slack.workspace import Workspace

PAGE = 50
MOST = 200
COUNTED = 100
"""How far unread messages are counted."""
AT_ALL = ("<!channel>", "<!here>", "<!everyone>")


class Rooms:
    """The workspace as the page shows it."""

    def __init__(self, slack: Workspace, marks: Marks) -> None:
        """Show `slack`, with the marks of who read how far."""
        self._slack = slack
        self._marks = marks

    def channels(self, asked: dict[str, str]) -> list[Obj]:
        """Return the conversations of a person; theirs with the bot is always there."""
        user = self._slack.person(asked.get("user")).id
        self._slack.dm(user)
        return [
            self._channel(user, channel)
            for channel in self._slack.channels.values()
            if channel.kind is Kind.PUBLIC or user in channel.members
        ]

    def _channel(self, user: str, channel: Channel) -> Obj:
        unread, mentions = self._unread(user, channel)
        last = next(self._seen(user, channel), None)
        return {
            "id": channel.id,
            "name": channel.name or "closedwon",
            "kind": channel.kind.value,
            "archived": channel.archived,
            "member": user in channel.members,
            "unread": unread,
            "mentions": mentions,
            "last_ts": last.ts if last else None,
        }

    def _seen(self, user: str, channel: Channel, before: str = "") -> Iterator[Message]:
        """Yield what a person sees in a channel, newest first."""
        said = channel.messages
        end = bisect_left(said, before, key=_ts_of) if before else len(said)
        for place in range(end - 1, -1, -1):
            if self._slack.sees(user, channel, said[place]):
                yield said[place]

    def _seen_after(self, user: str, channel: Channel, after: str) -> Iterator[Message]:
        """Yield what a person sees in a channel after a moment, oldest first."""
        said = channel.messages
        for place in range(bisect_right(said, after, key=_ts_of), len(said)):
            if self._slack.sees(user, channel, said[place]):
                yield said[place]

    def _unread(self, user: str, channel: Channel) -> tuple[int, int]:
        """Count new messages, of threads those that mention the reader; stop at 100."""
        read, unread, mentions = self._marks.of(user, channel.id), 0, 0
        names = {f"<@{user}>", *AT_ALL}
        names |= {f"<!subteam^{g.id}>" for g in self._slack.groups.values() if user in g.members}
        for message in self._seen(user, channel):
            if message.ts <= read or unread >= COUNTED:
                break
            mentioned = channel.kind is Kind.IM or not names.isdisjoint(message.pings)
            if message.user != user and (is_root(message) or mentioned):
                unread += 1
                mentions += mentioned
        return unread, mentions

    def read(self, asked: Obj) -> Obj:
        """Note that a person has read a channel up to a message, or all of it."""
        user = self._slack.person(asked.get("user")).id
        channel = self._slack.place(asked.get("channel"), user)
        last = next(self._seen(user, channel), None)
        self._marks.put(user, channel.id, str(asked.get("ts") or (last.ts if last else "")))
        return self._channel(user, channel)

    def messages(self, asked: dict[str, str]) -> Obj:
        """Return a page of a channel, oldest first: the newest, or those before or after a moment.

        `more` tells whether there are others farther on in that direction.
        """
        user = self._slack.person(asked.get("user")).id
        channel = self._slack.place(asked.get("channel"), user)
        limit = min(int(asked.get("limit") or PAGE), MOST)
        after = asked.get("after", "")
        there = (
            self._seen_after(user, channel, after)
            if after
            else self._seen(user, channel, asked.get("before", ""))
        )
        found = list(islice(filter(is_root, there), limit + 1))
        page = found[:limit] if after else reversed(found[:limit])
        shown = [self.shown(channel, message, user) for message in page]
        return {"messages": shown, "more": len(found) > limit}

    def thread(self, asked: dict[str, str]) -> list[Obj]:
        """Return a thread as a person sees it: its root, and the replies."""
        user = self._slack.person(asked.get("user")).id
        channel = self._slack.place(asked.get("channel"), user)
        root = channel.find(asked.get("ts", ""))
        under = channel.thread(asked.get("ts", ""))
        there = [*([root] if root else []), *under]
        return [
            self.shown(channel, message, user)
            for message in there
            if self._slack.sees(user, channel, message)
        ]

    def home(self, asked: dict[str, str]) -> Obj | None:
        """Return what App Home shows a person, if anything is published for them."""
        view = self._slack.homes.get(self._slack.person(asked.get("user")).id)
        return reading.view(view) if view else None

    def shown(self, channel: Channel, message: Message, user: str = "") -> Obj:
        """Return a message with what stands under it."""
        replies = channel.replies(message.ts) if is_root(message) else []
        return {
            **reading.message(message, user or message.visible_to),
            "reply_count": len(replies),
            "reply_users": list(dict.fromkeys(reply.user for reply in replies)),
            "latest_reply": replies[-1].ts if replies else None,
        }


def is_root(message: Message) -> bool:
    """Tell whether a message stands in the channel itself, not in a thread."""
    return message.thread_ts in ("", message.ts)


def _ts_of(message: Message) -> str:
    return message.ts
