"""Authority: whether the person who acts may do so, checked on them and never on a button."""

from bot.actor import Actor
from bot.deps import Deps
from bot.policy import Action


def require(
    deps: Deps, action: Action, actor: Actor, *, owner_email: str, among: tuple[str, ...] = ()
) -> str:
    """Return the group through which `actor` may do it to a deal of `owner_email`.

    Asks the directory, so it is called before a transaction and not inside one. `among` narrows
    the groups, to those of a tier.

    Raises:
        NotAllowed: naming who may.

    """
    policy = deps.policy
    names = among or policy.who_may(action)
    members = {name: _members(deps, name) for name in names if name in policy.people}
    return policy.check(
        action, actor.id, members, is_owner=is_owner(actor, owner_email), among=among
    )


def is_owner(actor: Actor, owner_email: str) -> bool:
    """Return whether `actor` is the deal's owner: matched by e-mail, whatever the case."""
    return bool(owner_email) and actor.email.casefold() == owner_email.casefold()


def may(deps: Deps, action: Action, actor: Actor, *, owner_email: str = "") -> bool:
    """Return whether `require` would let `actor` do it."""
    names = deps.policy.who_may(action)
    if is_owner(actor, owner_email) and "owner" in names:
        return True
    return any(actor.id in _members(deps, name) for name in names if name in deps.policy.people)


def _members(deps: Deps, name: str) -> frozenset[str]:
    """Return the Slack user ids of a group of the policy."""
    return frozenset().union(*(deps.directory.members(g) for g in deps.policy.people[name]))
