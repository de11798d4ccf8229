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
    mine = {name for name in names if _belongs(deps, actor, name)}
    members = {name: frozenset({actor.id}) for name in mine}
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
    return any(_belongs(deps, actor, name) for name in names)


def _belongs(deps: Deps, actor: Actor, name: str) -> bool:
    """Return whether `actor` is in a group of the policy; a click waits for this answer."""
    groups = deps.policy.people.get(name, ())
    return any(deps.directory.belongs(actor.id, group) for group in groups)
