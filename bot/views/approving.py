"""What the next approval sets going, in a sentence or two: now, later, and what waits."""

from bot.charges import Charge, charges
from bot.plan import Retainer
from bot.status import InvoiceStatus
from bot.views.schedule_words import by_quantity, dated
from bot.views.state import CardState
from bot.views.status_words import condition_words
from bot.views.text import counted, escape

MOST_NUMBERS = 5
MOST_NAMED = 2


def what_happens(state: CardState) -> str:
    """Return what the next approval sets going, in mrkdwn."""
    given = sum(decision.verdict == "approve" for decision in state.decisions)
    if given + 1 < state.needed:
        return f"This is approval {given + 1} of {state.needed}: nothing is sent before the last."
    ahead = not_out(state)
    now = [charge for charge in ahead if _is_due(charge, state)]
    waits = [charge for charge in ahead if charge.condition]
    later = [c for c in ahead if c.retainer is None and c not in now and not c.condition]
    said = [_corrects(state), _sends(now, len(ahead)), _schedules(len(later), state)]
    said += [_waits(waits), *_begins(state)]
    kept = [words for words in said if words]
    if not kept:
        return "Nothing more is sent."
    sentence = ", ".join(kept)
    ending = "" if now or state.amends else "; nothing is sent today"
    return f"{sentence[:1].upper()}{sentence[1:]}{ending}."


def not_out(state: CardState) -> list[Charge]:
    """Return the invoices of the plan that nobody has yet."""
    waiting = (InvoiceStatus.APPROVED, InvoiceStatus.SCHEDULED, InvoiceStatus.CANCELED)
    out = {(line.item, line.party) for line in state.invoices if line.status not in waiting}
    return [charge for charge in charges(state.plan) if (charge.number, charge.party) not in out]


def _is_due(charge: Charge, state: CardState) -> bool:
    if charge.condition or by_quantity(state.plan, charge):
        return False
    return charge.send_date is None or charge.send_date <= state.today


def _corrects(state: CardState) -> str:
    count = len(state.plan.adjustments) if state.amends else 0
    return f"makes {counted(count, 'correction')}" if count else ""


def _sends(now: list[Charge], in_all: int) -> str:
    if not now:
        return ""
    numbers = list(dict.fromkeys(str(charge.number) for charge in now))
    if in_all == 1:
        return "sends the invoice now"
    if len(now) == in_all or len(numbers) > MOST_NUMBERS:
        return f"sends {counted(len(now), 'invoice')} now"
    if len(numbers) < len(now):  # several payers
        return f"sends invoice {', '.join(numbers)} now to each payer"
    return f"sends invoice {', '.join(numbers)} now"


def _schedules(count: int, state: CardState) -> str:
    verb = "has" if state.amends else "schedules"
    ahead = " to come" if state.amends else ""
    return f"{verb} {counted(count, 'invoice')}{ahead}" if count else ""


def _waits(waiting: list[Charge]) -> str:
    if not waiting:
        return ""
    said = list(dict.fromkeys(condition_words(charge.condition) for charge in waiting))
    until = escape(" or ".join(said), 60) if len(said) <= MOST_NAMED else "one by one when told"
    return f"keeps {counted(len(waiting), 'invoice')} back, sent {until}"


def _begins(state: CardState) -> list[str]:
    running = {line.item for line in state.retainers}
    fresh = [one for one in state.plan.retainers if one.number not in running]
    said = [_begin(retainer, state) for retainer in fresh[:MOST_NAMED]]
    left = len(fresh) - len(said)
    return [*said, *([f"starts {counted(left, 'more retainer')}"] if left else [])]


def _begin(retainer: Retainer, state: CardState) -> str:
    if retainer.start > state.today:
        return f"starts a {retainer.rhythm} retainer on {dated(retainer.start, state.today)}"
    return f"goes on with a {retainer.rhythm} retainer"
