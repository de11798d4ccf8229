"""Alerts: what the bot stopped, or was told to stop, with the buttons that let it go on."""

from bot.views.blocks import Block, button, confirm
from bot.views.ids import ActionId

BREAKER = "breaker"
"""Kind of trouble: too many deals were won at once."""
LIMIT = "limit"
"""Kind of trouble: more would go out than the policy lets go."""
PAUSED = "paused"
"""Kind of trouble: somebody stopped everything."""
ALERTS = frozenset({BREAKER, LIMIT, PAUSED})
"""Kinds of which there is one case, whose words count what waits."""


def buttons(kind: str) -> list[Block]:
    """Return what can be done about an alert."""
    return _BUTTONS[kind]


_BUTTONS: dict[str, list[Block]] = {
    BREAKER: [
        button(
            "Go on",
            ActionId.CARDS_GO_ON,
            "all",
            confirm=confirm(
                "Post the cards?",
                "The cards of all deals that wait are posted, oldest first. Nothing is sent to "
                "customers before a card is approved.",
                "Post them",
            ),
        ),
        button("Keep waiting", ActionId.CARDS_KEEP_WAITING, "all"),
    ],
    LIMIT: [
        button(
            "Let all go",
            ActionId.SENDING_LET_ALL,
            "all",
            confirm=confirm(
                "Let all of it go?",
                "All invoices that wait now are sent, whatever the limits say. Later ones keep to "
                "the limits.",
                "Send them",
            ),
        )
    ],
    PAUSED: [
        button(
            "Resume",
            ActionId.SENDING_RESUME,
            "all",
            confirm=confirm(
                "Let it go on?", "What waits is sent, oldest first, within the limits.", "Resume"
            ),
        )
    ],
}
