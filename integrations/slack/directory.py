"""Who is who in Slack: `bot.ports.Directory`."""

from dataclasses import dataclass, field
from typing import Any

from slack_sdk import WebClient

from bot.errors import NotFound, Trouble, VendorError
from bot.facts import Person
from integrations.slack.cache import Cache
from integrations.slack.errors import calling

_UNKNOWN = frozenset({"user_not_found", "users_not_found", "user_not_visible"})


@dataclass
class SlackDirectory:
    """People and user groups of this workspace; bots and strangers from others do not exist."""

    client: WebClient
    people: Cache[Person | None] = field(default_factory=Cache)
    emails: Cache[Person | None] = field(default_factory=Cache)
    groups: Cache[dict[str, str]] = field(default_factory=Cache)
    rosters: Cache[frozenset[str]] = field(default_factory=Cache)
    teams: Cache[str] = field(default_factory=Cache)

    def members(self, group: str) -> frozenset[str]:
        """Return the active people of a user group; a user id is itself.

        Raises:
            VendorError: if there is no such user group.

        """
        return frozenset(filter(self._is_active, self._listed(group)))

    def belongs(self, user_id: str, group: str) -> bool:
        """Return whether an active person is in a user group, asking about nobody else in it.

        Raises:
            VendorError: if there is no such user group.

        """
        return user_id in self._listed(group) and self._is_active(user_id)

    def _listed(self, group: str) -> frozenset[str]:
        """Return the ids a group holds, whoever is behind them; a user id is itself."""
        if group.startswith(("@", "S")):
            return self.rosters.get(group, lambda: self._roster(self._group_id(group)))
        return frozenset({group})

    def _is_active(self, user_id: str) -> bool:
        person = self._known(user_id)
        return person is not None and person.is_active

    def _group_id(self, group: str) -> str:
        known = self.groups.get("all", self._groups)
        handle = group.removeprefix("@").casefold()
        if group in known.values():
            return group
        if handle in known:
            return known[handle]
        raise VendorError(
            "Slack",
            f"There is no user group {group} in Slack. Correct [people] in the policy file, or "
            "make the group.",
            trouble=Trouble.REFUSED,
            code="no_such_subteam",
        )

    def _groups(self) -> dict[str, str]:
        with calling():
            answer = self.client.usergroups_list()
        rows: list[dict[str, Any]] = answer.get("usergroups") or []
        return {str(row["handle"]).casefold(): str(row["id"]) for row in rows}

    def _roster(self, group_id: str) -> frozenset[str]:
        with calling():
            answer = self.client.usergroups_users_list(usergroup=group_id)
        return frozenset(answer.get("users") or [])

    def person(self, user_id: str) -> Person:
        """Return who this is, deactivated people included.

        Raises:
            NotFound: if nobody in this workspace is.

        """
        found = self._known(user_id)
        if found is None:
            raise NotFound("Nobody in this Slack workspace has this id.")
        return found

    def _known(self, user_id: str) -> Person | None:
        return self.people.get(user_id, lambda: self._ask(user_id))

    def _ask(self, user_id: str) -> Person | None:
        try:
            with calling(user_id):
                return self._person(self.client.users_info(user=user_id).get("user") or {})
        except VendorError as error:
            if error.code in _UNKNOWN:
                return None
            raise

    def by_email(self, email: str) -> Person | None:
        """Return the active person with this e-mail address (any case)."""
        wanted = email.strip().casefold()
        if not wanted:
            return None
        return self.emails.get(wanted, lambda: self._look_up(wanted))

    def _look_up(self, email: str) -> Person | None:
        try:
            with calling():
                answer = self.client.users_lookupByEmail(email=email)
                found = self._person(answer.get("user") or {})
        except VendorError as error:
            if error.code in _UNKNOWN:
                return None
            raise
        return found if found is not None and found.is_active else None

    def _person(self, user: dict[str, Any]) -> Person | None:
        """Return the person, None for bots and strangers."""
        if user.get("is_bot") or user.get("id") == "USLACKBOT" or self._is_stranger(user):
            return None
        profile = user.get("profile") or {}
        names = (profile.get("display_name"), profile.get("real_name"), user.get("name"))
        return Person(
            id=str(user["id"]),
            name=next((str(name) for name in names if name), str(user["id"])),
            email=str(profile.get("email") or ""),
            is_active=not user.get("deleted"),
        )

    def _is_stranger(self, user: dict[str, Any]) -> bool:
        if user.get("is_stranger"):
            return True
        ours = self.teams.get("ours", self._team)
        teams = (user.get("enterprise_user") or {}).get("teams") or [user.get("team_id")]
        return ours not in teams

    def _team(self) -> str:
        with calling():
            return str(self.client.auth_test().get("team_id"))
