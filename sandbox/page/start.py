"""What the page asks first: who is there, whom one can act as, and how things stand."""

from bot.views.answers import HELP
from sandbox.company import STRANGER, ZONE, user_id
from sandbox.page.kit import Kit
from sandbox.page.paging import Row
from sandbox.people import COMMAND
from sandbox.slack import reading

ROLE_WORDS = {
    "kim": "Approver (finance lead)",
    "pat": "Second approver (finance)",
    "dana": "Deal owner (sales)",
    "alex": "Accounts receivable",
    "robin": "Finance",
    "sam": "Sales",
    STRANGER: "Stranger (no part in billing)",
}


def start(kit: Kit) -> Row:
    """Return all that the page needs to draw itself."""
    slack = kit.world.slack.workspace
    people = [
        {"id": user_id(name), "name": name, "role": role}
        for name, role in ROLE_WORDS.items()
        if user_id(name) in slack.users
    ]
    return {
        "now": kit.world.clock.now().isoformat(),
        "zone": ZONE.key,
        "users": reading.users(slack, {}),
        "people": people,
        "commands": [{"command": COMMAND, "usage": USAGE, "words": _words()}],
        "clock": kit.clock.shown(),
        "bot": kit.bot.shown(),
        "faults": [fault.model_dump() for fault in kit.world.faults.pending()],
        "story": kit.story.shown(),
    }


USAGE = "status <customer> | list overdue | help"


def _words() -> list[Row]:
    """Return what may follow the command, and what it does."""
    return [
        {"word": usage.partition(" ")[0], "usage": usage.partition(" ")[2], "hint": what}
        for usage, what in HELP
    ]
