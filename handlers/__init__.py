"""Slack in: payloads become typed values, and each click one call into the bot."""

from slack_bolt import App

from bot.deps import Deps
from handlers import (
    amend,
    ask,
    collect,
    command,
    correct,
    errors,
    fix,
    gate,
    heads_up,
    hold,
    home,
    links,
    lists,
    modify,
    proposal,
    reject,
    trouble,
    usage,
)

FEATURES = (
    proposal,
    hold,
    heads_up,
    modify,
    reject,
    fix,
    ask,
    collect,
    amend,
    correct,
    usage,
    lists,
    gate,
    trouble,
    command,
    home,
    links,
)


def register(app: App, deps: Deps) -> None:
    """Have everything people can do in Slack handled."""
    for feature in FEATURES:
        feature.register(app, deps)
    errors.register(app)
