"""A Slack in memory: what was said where, who is who."""

import itertools
import threading
from collections.abc import Sequence
from dataclasses import dataclass, field

from bot.asking import is_open, not_inside
from bot.errors import NotFound, Trouble, VendorError
from bot.facts import Attachment, Check, Message, Person, Place


@dataclass
class Said:
    """One message as it stands now."""

    place: Place
    message: Message
    key: str = ""
    thread: str = ""
    user: str = ""
    """Whom a direct message or a whisper is for."""
    edits: int = 0


@dataclass
class FakeMessenger:
    """Implements `Messenger`; a channel's id is "C" and its name in capitals."""

    said: list[Said] = field(default_factory=list)
    whispers: list[Said] = field(default_factory=list)
    files: list[tuple[Place, Attachment]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._lock = threading.RLock()
        self._numbers = itertools.count(1)
        self._failures: list[tuple[VendorError, bool]] = []

    # --- the port

    def post(self, channel: str, message: Message, *, key: str, thread: str = "") -> Place:
        return self._say(Said(Place(channel=channel_id(channel), ts=""), message, key, thread))

    def update(self, place: Place, message: Message) -> None:
        with self._lock:
            after = self._fail()
            said = self.at(place)
            said.message = message
            said.edits += 1
            _raise(after)

    def direct(self, user_id: str, message: Message, *, key: str) -> Place:
        return self._say(Said(Place(channel=f"D{user_id}", ts=""), message, key, user=user_id))

    def whisper(self, channel: str, user_id: str, message: Message) -> None:
        with self._lock:
            after = self._fail()
            place = Place(channel=channel_id(channel), ts=self._ts())
            self.whispers.append(Said(place, message, user=user_id))
            _raise(after)

    def share(self, place: Place, file: Attachment) -> None:
        with self._lock:
            after = self._fail()
            self.files.append((place, file))
            _raise(after)

    def link(self, place: Place) -> str:
        self.at(place)
        return f"https://slack.test/archives/{place.channel}/p{place.ts.replace('.', '')}"

    def checks(self) -> Sequence[Check]:
        return (Check(name="Slack", ok=True, sentence="A Slack in memory."),)

    # --- for tests

    def fail_next(self, error: VendorError, *, after: bool = False) -> None:
        """Make the next call fail: before its effect, or `after` it (as a time-out does)."""
        self._failures.append((error, after))

    def at(self, place: Place) -> Said:
        """Return what stands there.

        Raises:
            NotFound: if nothing does.

        """
        for said in self.said:
            if said.place == place:
                return said
        raise NotFound("This message is gone.")

    def delete(self, place: Place) -> None:
        """Remove a message, as a person can."""
        self.said.remove(self.at(place))

    def roots(self, channel: str) -> list[Said]:
        """Return what stands in the channel itself, oldest first."""
        found = channel_id(channel)
        return [s for s in self.said if s.place.channel == found and not s.thread]

    def thread(self, place: Place) -> list[Said]:
        """Return the answers below a message, oldest first."""
        return [s for s in self.said if (s.place.channel, s.thread) == (place.channel, place.ts)]

    def directs(self, user_id: str) -> list[Said]:
        """Return the direct messages to somebody, oldest first."""
        return [s for s in self.said if s.user == user_id]

    def whispers_to(self, user_id: str) -> list[Said]:
        """Return what was shown to somebody only, oldest first."""
        return [s for s in self.whispers if s.user == user_id]

    # --- inside

    def _say(self, new: Said) -> Place:
        with self._lock:
            after = self._fail()
            for said in self.said:
                if (said.key, said.place.channel) == (new.key, new.place.channel):
                    return said.place
            new.place = new.place.model_copy(update={"ts": self._ts()})
            self.said.append(new)
            _raise(after)
            return new.place

    def _ts(self) -> str:
        return f"1700000000.{next(self._numbers):06d}"

    def _fail(self) -> VendorError | None:
        if not self._failures:
            return None
        error, after = self._failures.pop(0)
        if not after:
            raise error
        return error


def _raise(error: VendorError | None) -> None:
    if error is not None:
        raise error


def channel_id(channel: str) -> str:
    """Return the id of "#name"; an id is itself."""
    return "C" + channel[1:].upper().replace("-", "") if channel.startswith("#") else channel


@dataclass
class FakeDirectory:
    """Implements `Directory`."""

    people: dict[str, Person] = field(default_factory=dict)
    groups: dict[str, set[str]] = field(default_factory=dict)
    """Handle ("@finance") or id -> user ids."""
    asked: set[tuple[str, str]] = field(default_factory=set)
    """Verb and whom it was about: what is remembered."""
    asked_inside: set[tuple[str, str]] = field(default_factory=set)
    """What was first asked while the ledger was open."""

    def add(self, user_id: str, name: str, *groups: str, email: str = "") -> Person:
        """Let somebody exist, in these groups."""
        person = Person(id=user_id, name=name, email=email or f"{name.lower()}@seller.test")
        self.people[user_id] = person
        for group in groups:
            self.groups.setdefault(group, set()).add(user_id)
        return person

    def leave(self, user_id: str) -> None:
        """Deactivate somebody's account."""
        person = self.people[user_id]
        self.people[user_id] = person.model_copy(update={"is_active": False})

    def members(self, group: str) -> frozenset[str]:
        self._ask("members", group)
        if group not in self.groups and group.startswith(("@", "S")):
            raise VendorError(
                "Slack",
                f"There is no user group {group} in Slack. Correct [people] in the policy file.",
                trouble=Trouble.REFUSED,
                code="no_such_subteam",
            )
        known = {group} if group in self.people else self.groups.get(group, set())
        return frozenset(user for user in known if self.people[user].is_active)

    def belongs(self, user_id: str, group: str) -> bool:
        return user_id in self.members(group)

    def person(self, user_id: str) -> Person:
        self._ask("person", user_id)
        if user_id not in self.people:
            raise NotFound("Nobody in this workspace has this id.")
        return self.people[user_id]

    def by_email(self, email: str) -> Person | None:
        self._ask("by_email", email)
        for person in self.people.values():
            if person.is_active and email and person.email.casefold() == email.casefold():
                return person
        return None

    def _ask(self, verb: str, about: str) -> None:
        """Remember like the real one: the first time costs a call."""
        if (verb, about) not in self.asked:
            not_inside(lambda: self._ask(verb, about))
            self.asked_inside |= {(verb, about)} if is_open() else set()
            self.asked.add((verb, about))
