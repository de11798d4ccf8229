"""Buttons that only open an address, and windows that only say something."""

from slack_bolt import App

from bot.deps import Deps
from bot.views.ids import ActionId, ModalId
from handlers.table import acknowledge, register_all


def register(app: App, deps: Deps) -> None:
    """Register what needs nothing done."""
    register_all(
        app,
        deps,
        {ActionId.LINK_OPEN: acknowledge, ActionId.INPUT: acknowledge},
        {ModalId.NOTICE: acknowledge},
    )
