"""What Salesforce is to show of retainers: what is still to come of them."""

from bot.errors import NotFound
from bot.ledger import Session, invoices, subscriptions
from bot.money import Money
from bot.status import RUNS
from bot.workflows.standing.retainers import charge_in


def coming(s: Session, deal_id: str) -> list[Money]:
    """Return the net amount of each approved period that has no invoice yet."""
    rows = [row for row in subscriptions.of_deal(s, deal_id) if row.status in RUNS]
    if not rows:
        return []
    made = {(one.item, one.party) for one in invoices.of_deal(s, deal_id) if one.is_live}
    found: list[Money] = []
    for row in rows:
        for period in range(row.first_period, row.last_period + 1):
            if (row.item + period - 1, row.party) in made:
                continue
            try:
                charge = charge_in(s, row, period)
            except NotFound:  # a change ends it before, and is being carried out
                break
            found.append(charge.amount_in(row.currency))
    return found


def first_items(s: Session, deal_id: str) -> list[int]:
    """Return the numbers of the first invoices of the deal's retainers, past ones included."""
    return [row.item for row in subscriptions.of_deal(s, deal_id)]
