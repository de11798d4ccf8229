"""Speaking in Slack: `bot.ports.Messenger`."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from slack_sdk import WebClient

from bot.errors import NotFound, VendorError
from bot.facts import Attachment, Check, Message, Place
from bot.settings import Settings
from integrations.slack.channels import Channels
from integrations.slack.checks import check_all
from integrations.slack.errors import GONE, calling, is_definite
from integrations.slack.memory import Memory, metadata
from integrations.slack.pace import UPDATE, Pace

_NOT_THERE = frozenset({"user_not_in_channel", "channel_not_found", "not_in_channel"})


@dataclass
class SlackMessenger:
    """Posts once per key, at Slack's pace."""

    settings: Settings
    reading: WebClient
    """May repeat a call by itself."""
    posting: WebClient
    """May not: see `integrations.slack.client`."""
    channels: Channels
    memory: Memory
    pace: Pace = field(default_factory=Pace)

    def post(self, channel: str, message: Message, *, key: str, thread: str = "") -> Place:
        """Post once, in `thread` if given; a repeated `key` returns where it stands already."""
        return self._post(self.channels.id_of(channel), message, key, thread, channel)

    def direct(self, user_id: str, message: Message, *, key: str) -> Place:
        """Post a direct message once."""
        return self._post(self.channels.direct(user_id), message, key, "", "this conversation")

    def _post(self, channel: str, message: Message, key: str, thread: str, about: str) -> Place:
        spot = (channel, thread)
        ts = self.memory.find(spot, key, about)
        if not ts:
            ts = self._say(channel, message, key, thread, about)
            self.memory.posted(spot, key, ts)
        return Place(channel=channel, ts=ts)

    def _say(self, channel: str, message: Message, key: str, thread: str, about: str) -> str:
        try:
            with self.pace.posting(channel), calling(about):
                answer = self.posting.chat_postMessage(
                    channel=channel,
                    text=message.text,
                    blocks=message.blocks or None,
                    metadata=metadata(key),
                    thread_ts=thread or None,
                    unfurl_links=False,
                    unfurl_media=False,
                )
        except VendorError as error:
            if not is_definite(error):
                self.memory.doubt(key)
            raise
        return str(answer["ts"])

    def update(self, place: Place, message: Message) -> None:
        """Replace what a message shows.

        Raises:
            NotFound: if the message or its channel is gone.

        """
        try:
            with self.pace.calling(UPDATE), calling(place.channel):
                self.reading.chat_update(
                    channel=place.channel, ts=place.ts, text=message.text, blocks=message.blocks
                )
        except VendorError as error:
            if error.code in GONE:
                raise NotFound("This message is gone from Slack.") from None
            raise

    def whisper(self, channel: str, user_id: str, message: Message) -> None:
        """Show something to one person in a channel; by direct message if they are not in it."""
        found = self.channels.id_of(channel)
        try:
            self._whisper(found, user_id, message)
        except VendorError as error:
            if error.code not in _NOT_THERE:
                raise
            self._tell(self.channels.direct(user_id), message)

    def _whisper(self, channel: str, user_id: str, message: Message) -> None:
        with calling(channel):
            self.posting.chat_postEphemeral(
                channel=channel,
                user=user_id,
                text=message.text,
                blocks=message.blocks or None,
            )

    def _tell(self, channel: str, message: Message) -> None:
        with self.pace.posting(channel), calling("this conversation"):
            self.posting.chat_postMessage(
                channel=channel, text=message.text, blocks=message.blocks or None
            )

    def share(self, place: Place, file: Attachment) -> None:
        """Share a file in the thread of a message."""
        with self.pace.posting(place.channel), calling(place.channel):
            self.posting.files_upload_v2(
                channel=place.channel,
                thread_ts=place.ts,
                filename=file.filename,
                title=file.title,
                content=file.content,
            )

    def link(self, place: Place) -> str:
        """Return the address of a message."""
        try:
            with calling(place.channel):
                answer = self.reading.chat_getPermalink(channel=place.channel, message_ts=place.ts)
        except VendorError as error:
            if error.code in GONE:
                raise NotFound("This message is gone from Slack.") from None
            raise
        return str(answer["permalink"])

    def checks(self) -> Sequence[Check]:
        """Return what `doctor` finds about tokens, scopes and channels."""
        return check_all(self.settings, self.reading, self.channels)
