"""Who is in the workspace: people, bots, strangers from other workspaces, user groups."""

from dataclasses import dataclass, field

from sandbox.slack.values import BOT_USER, TEAM, Obj


@dataclass
class User:
    """One account, as Slack knows it."""

    id: str
    name: str
    real_name: str
    email: str = ""
    deleted: bool = False
    is_bot: bool = False
    is_restricted: bool = False
    """A guest."""
    team_id: str = TEAM
    tz: str = "America/New_York"

    def shown(self, *, with_email: bool = True) -> Obj:
        """Return the user as users.info does; the e-mail address needs a scope of its own."""
        profile: Obj = {
            "real_name": self.real_name,
            "display_name": self.name,
            "team": self.team_id,
        }
        if with_email and self.email:
            profile["email"] = self.email
        shown: Obj = {
            "id": self.id,
            "team_id": self.team_id,
            "name": self.name,
            "deleted": self.deleted,
            "is_bot": self.is_bot,
            "is_app_user": False,
            "updated": 0,
            "profile": profile,
        }
        if not self.deleted:
            shown |= {"real_name": self.real_name, "tz": self.tz, "is_admin": False}
            shown |= {"is_restricted": self.is_restricted, "is_ultra_restricted": False}
        if self.team_id != TEAM:
            shown["is_stranger"] = True
        return shown

    def brief(self) -> Obj:
        """Return the user as interaction payloads carry them."""
        return {
            "id": self.id,
            "username": self.name,
            "name": self.name,
            "team_id": self.team_id,
        }


@dataclass
class UserGroup:
    """One @group."""

    id: str
    handle: str
    name: str
    members: list[str] = field(default_factory=list)
    disabled: bool = False

    def shown(self) -> Obj:
        """Return the group as usergroups.list does."""
        return {
            "id": self.id,
            "team_id": TEAM,
            "is_usergroup": True,
            "handle": self.handle,
            "name": self.name,
            "date_delete": 1 if self.disabled else 0,
            "user_count": len(self.members),
            "users": list(self.members),
        }


def the_bot() -> User:
    """Return the account of the app under test."""
    return User(BOT_USER, "closedwon", "closedwon", is_bot=True)
