"""What a colleague does to subscriptions in the Dashboard."""

from copy import deepcopy

from sandbox.stripe.check import as_asked
from sandbox.stripe.errors import Obj
from sandbox.stripe.state import State
from sandbox.stripe.subscriptions import (
    cancel_subscription,
    create_subscription,
    update_subscription,
)


def all_subscriptions(state: State, _: Obj) -> list[Obj]:
    """Show every subscription, canceled ones too, oldest first."""
    return deepcopy(list(state.subscriptions.values()))


def add_subscription(state: State, sent: Obj) -> Obj:
    """Let a colleague have made a subscription."""
    return create_subscription(state, as_asked(sent, "SubscriptionCreateParams"))


def edit_subscription(state: State, sent: Obj, ident: str) -> Obj:
    """Let a colleague change a subscription."""
    return update_subscription(state, as_asked(sent, "SubscriptionUpdateParams"), ident)


def cancel_by_hand(state: State, sent: Obj, ident: str) -> Obj:
    """End a subscription now, or at the end of its period."""
    if sent.get("at_period_end"):
        return edit_subscription(state, {"cancel_at_period_end": True}, ident)
    return cancel_subscription(state, {}, ident)


def pause_by_hand(state: State, sent: Obj, ident: str) -> Obj:
    """Pause collection; drafts are kept unless told otherwise."""
    asked = {"behavior": "keep_as_draft", **sent}
    return edit_subscription(state, {"pause_collection": asked}, ident)


def resume_by_hand(state: State, _: Obj, ident: str) -> Obj:
    """End the pause; what it kept as a draft stays one."""
    return edit_subscription(state, {"pause_collection": None}, ident)
