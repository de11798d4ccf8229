"""Drawing: cards that nobody waits for, a few at a time.

Slack lets about fifty messages a minute be changed. What changes hundreds of deals at once marks
their cards as due; they are drawn at that pace, each once however often it was marked meanwhile.
What a person does goes past them, straight to its card.
"""

from bot.deps import Deps
from bot.facts import Urgency
from bot.ledger import deals
from bot.ledger.base import new_id
from bot.workflows.telling.telling import SHOW_CARD

AT_ONCE = 16
"""Cards a round: fewer than are drawn side by side, so that there is always room for a person's."""
SECONDS_EACH = 60 / 35
"""Of the changes of a minute, what is not kept for people's cards."""


def draw_cards(deps: Deps, because: str = "") -> None:
    """Have all cards drawn that are due."""
    del because
    while deps.durably(start_some).value == AT_ONCE:
        deps.engine.sleep(AT_ONCE * SECONDS_EACH * deps.settings.slack_seconds_apart)


def start_some(deps: Deps) -> int:
    """Have the next few drawn, those first that wait longest; return how many."""
    for count in range(AT_ONCE):
        with deps.ledger.transaction() as s:
            deal_id = deals.take_due_card(s)
            if deal_id is None:
                return count
            deps.engine.enqueue(
                s,
                SHOW_CARD,
                deal_id,
                Urgency.BULK,
                id=f"show:{deal_id}:{new_id('draw')}",
                urgency=Urgency.BULK,
                channel=deal_id,
            )
    return AT_ONCE
