"""Planning anew: the deal's proposal is made again, for a reason that counts once."""

from bot.deps import Deps
from bot.facts import Urgency
from bot.ledger import Session

PROPOSE = "propose"


def replan(
    deps: Deps,
    s: Session,
    deal_id: str,
    *,
    because: str,
    changed_by: str = "",
    urgency: Urgency = Urgency.PERSON,
) -> None:
    """Have the deal's proposal made anew after the commit, e.g. with what people decided.

    `because` is the id of the reason: the same reason twice plans once. `changed_by` is the Slack
    user id of whoever changed the plan: they cannot be its only approver.
    """
    unique = f"propose:{deal_id}:{because}"
    deps.engine.enqueue(s, PROPOSE, deal_id, changed_by, id=unique, urgency=urgency)
