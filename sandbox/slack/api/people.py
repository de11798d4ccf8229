"""The users.* and usergroups.* methods."""

from sandbox.slack.api.pages import page
from sandbox.slack.arguments import Arguments
from sandbox.slack.values import Obj, refusal
from sandbox.slack.workspace import Workspace


def _with_email(slack: Workspace) -> bool:
    return "users:read.email" in slack.scopes


def info(slack: Workspace, arguments: Arguments) -> Obj:
    """users.info: one account, deactivated ones too."""
    user = slack.users.get(arguments.required("user"))
    if user is None:
        raise refusal("user_not_found")
    return {"user": user.shown(with_email=_with_email(slack))}


def list_all(slack: Workspace, arguments: Arguments) -> Obj:
    """users.list: every account."""
    rows, more, _ = page(list(slack.users.values()), arguments, default=1000)
    shown = [user.shown(with_email=_with_email(slack)) for user in rows]
    return {"members": shown, "cache_ts": int(slack.now()), **more}


def by_email(slack: Workspace, arguments: Arguments) -> Obj:
    """users.lookupByEmail: an active account."""
    email = arguments.required("email").casefold()
    for user in slack.users.values():
        if user.email.casefold() == email and not user.deleted:
            return {"user": user.shown()}
    raise refusal("users_not_found")


def groups(slack: Workspace, arguments: Arguments) -> Obj:
    """usergroups.list: every user group."""
    shown = []
    for group in slack.groups.values():
        if group.disabled and not arguments.flag("include_disabled"):
            continue
        row = group.shown()
        if not arguments.flag("include_users"):
            del row["users"]
        if not arguments.flag("include_count"):
            del row["user_count"]
        shown.append(row)
    return {"usergroups": shown}


def group_members(slack: Workspace, arguments: Arguments) -> Obj:
    """usergroups.users.list: the ids of a group's active members."""
    group = slack.groups.get(arguments.required("usergroup"))
    if group is None or (group.disabled and not arguments.flag("include_disabled")):
        raise refusal("no_such_subteam")
    users = [user for user in group.members if not slack.users[user].deleted]
    return {"users": users}
