"""Slack in our own verbs: speaking, and who is who."""

from collections.abc import Sequence
from typing import Protocol

from bot import facts


class Messenger(Protocol):
    """Slack, speaking."""

    def post(
        self, channel: str, message: facts.Message, *, key: str, thread: str = ""
    ) -> facts.Place:
        """Post once, in `thread` (a ts) if given; `key` names the message for good."""
        ...

    def update(self, place: facts.Place, message: facts.Message) -> None:
        """Replace what a message shows.

        Raises:
            NotFound: if the message or its channel is gone.

        """
        ...

    def direct(self, user_id: str, message: facts.Message, *, key: str) -> facts.Place:
        """Post a direct message once."""
        ...

    def whisper(self, channel: str, user_id: str, message: facts.Message) -> None:
        """Show something to one person only, in a channel."""
        ...

    def share(self, place: facts.Place, file: facts.Attachment) -> None:
        """Share a file in the thread of a message."""
        ...

    def link(self, place: facts.Place) -> str:
        """Return the address of a message."""
        ...

    def checks(self) -> Sequence[facts.Check]:
        """Return what `doctor` finds about tokens, scopes and channels."""
        ...


class Directory(Protocol):
    """Who is who in Slack; answers come from a short-lived cache."""

    def members(self, group: str) -> frozenset[str]:
        """Return the user ids of a user group, named by id or handle; a user id is itself."""
        ...

    def belongs(self, user_id: str, group: str) -> bool:
        """Return whether an active person is one of the `members`: cheap, however many they are."""
        ...

    def person(self, user_id: str) -> facts.Person:
        """Return who this is; raise `NotFound` if nobody in this workspace is."""
        ...

    def by_email(self, email: str) -> facts.Person | None:
        """Return the active person with this e-mail address (any case)."""
        ...
