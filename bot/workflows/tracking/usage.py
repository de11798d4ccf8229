"""Usage: the quantities of a period come from Salesforce or from a person, and then it goes out.

An invoice without them is never sent. What was counted is kept for everybody who pays the period;
once the invoice is on its way it is not changed any more.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal

from bot import authority
from bot.actor import SALESFORCE, Actor
from bot.deal import Deal
from bot.deps import Deps
from bot.errors import Conflict, Invalid
from bot.ledger import Session, deals, invoices, subscriptions
from bot.ledger.held import retainer_of
from bot.ledger.invoices import InvoiceRow
from bot.ledger.subscriptions import SubscriptionRow, UsageRow
from bot.policy import Action
from bot.status import NOT_OUT, InvoiceStatus, SubscriptionStatus
from bot.views.text import day, joined
from bot.workflows.standing.issue_order import charge_for
from bot.workflows.standing.placing import ISSUE
from bot.workflows.standing.quantities import (
    keeper_of,
    known_of,
    missing,
    variable_of,
    wait_or_count,
)
from bot.workflows.standing.retainers import SEND_PERIOD, name_of, plan_of
from bot.workflows.telling.telling import tell

MOST = Decimal(10_000_000)
"""More than that is a slip of the finger."""


def give_usage(
    deps: Deps, invoice_id: str, quantities: Mapping[str, Decimal], actor: Actor
) -> None:
    """Give quantities of the period of an invoice: key of the line -> how many.

    Raises:
        NotAllowed: naming who may.
        Conflict: if it is out or on its way, or nothing of it is counted.
        Invalid: if a quantity cannot be.

    """
    with deps.ledger.reading() as s:
        row = invoices.get(s, invoice_id)
        owner_email = deals.get(s, row.deal_id).owner_email
    authority.require(deps, Action.USAGE, actor, owner_email=owner_email)
    for quantity in quantities.values():
        if not 0 <= quantity <= MOST:
            raise Invalid("A quantity is zero or more.")
    with deps.ledger.transaction() as s:
        row = invoices.get(s, invoice_id, lock=True)
        retainer = retainer_of(s, row)
        start = row.period_start
        if not (retainer and start and variable_of(s, retainer, start)):
            raise Conflict("Nothing of this invoice is billed by quantity.")
        if not is_counted_still(row):
            raise Conflict(f"Invoice {row.number or row.item} is on its way: it stays as it is.")
        _take(deps, s, retainer, start, quantities, actor)


def is_counted_still(row: InvoiceRow) -> bool:
    """Return whether quantities of this invoice can still be given, or given again."""
    return row.status in NOT_OUT and row.attempt_at is None


def look(deps: Deps, s: Session, deal: Deal) -> None:
    """Take over the quantities that Salesforce tells; for whoever has just taken in the deal."""
    told: dict[date, dict[str, Decimal]] = {}
    for line in deal.lines:
        if line.usage is not None and line.usage_for is not None and 0 <= line.usage <= MOST:
            told.setdefault(line.usage_for, {})[line.id] = line.usage
    if not told:
        return
    for retainer in _first_payers(s, deal.id):
        for start, quantities in told.items():
            keys = {line.key for line in variable_of(s, retainer, start)}
            theirs = {key: value for key, value in quantities.items() if key in keys}
            if theirs:
                _take(deps, s, retainer, start, theirs, SALESFORCE)


def _first_payers(s: Session, deal_id: str) -> Sequence[SubscriptionRow]:
    """Return the deal's retainers that count, one row each, whoever pays them."""
    rows = [
        row
        for row in subscriptions.of_deal(s, deal_id)
        if row.status is not SubscriptionStatus.CANCELED and _counts(s, row)
    ]
    return list({row.item: row for row in reversed(rows)}.values())


def _counts(s: Session, row: SubscriptionRow) -> bool:
    """Return whether anything of a retainer is, or was, billed by quantity."""
    found = [part for part in plan_of(s, row).retainers if part.number == row.item]
    return any(part.variable or any(s.variable for s in part.earlier) for part in found)


def _take(
    deps: Deps, s: Session, retainer: SubscriptionRow, start: date,
    quantities: Mapping[str, Decimal], by: Actor,
) -> None:  # fmt: skip
    """Keep what is new, and let go out what is complete."""
    known = known_of(s, retainer, start)
    new = {k: v for k, v in quantities.items() if k not in known or known[k].amount != v}
    if not new:
        return
    rows = [
        invoices.get(s, row.id, lock=True)
        for row in invoices.of_deal(s, retainer.deal_id)
        if row.is_live and row.period_start == start and _is_of(s, row, retainer)
    ]
    if late := [row for row in rows if not is_counted_still(row)]:
        _tell_late(deps, s, retainer, late[0], new, by)
        return
    keeper = keeper_of(s, retainer)
    for key, quantity in new.items():
        kept = known.get(key) or UsageRow(subscription_id=keeper.id, period_start=start, line=key)
        kept.quantity, kept.by, kept.at = f"{quantity.normalize():f}", by.id, deps.now()
        s.add(kept)
    s.flush()
    complete = [row for row in rows if wait_or_count(s, row)]
    _tell(deps, s, retainer, start, new, by, complete)
    for row in complete:
        _send(deps, s, row)


def _is_of(s: Session, row: InvoiceRow, retainer: SubscriptionRow) -> bool:
    its = retainer_of(s, row)
    return its is not None and its.item == retainer.item


def _send(deps: Deps, s: Session, row: InvoiceRow) -> None:
    """Have a complete invoice go out; one that is on hold waits for its release."""
    if row.subscription_id:
        unique = f"send-period:{row.id}:counted:{row.version}"
        deps.engine.enqueue(s, SEND_PERIOD, row.id, id=unique)
        return
    if row.issue_date is None:
        row.issue_date = deps.today()
        row.due_date = charge_for(s, row).due.date_for(row.issue_date)
        s.flush()
    if row.status is InvoiceStatus.APPROVED:
        deps.engine.enqueue(s, ISSUE, row.id, id=f"issue:{row.id}:counted:{row.version}")


def _named(s: Session, retainer: SubscriptionRow, start: date, new: Mapping[str, Decimal]) -> str:
    names = {line.key: line.description for line in variable_of(s, retainer, start)}
    said = [f"{names.get(key, key)}: {value.normalize():,f}" for key, value in new.items()]
    return joined(tuple(said), ", ")


def _tell(
    deps: Deps, s: Session, retainer: SubscriptionRow, start: date, new: Mapping[str, Decimal],
    by: Actor, complete: Sequence[InvoiceRow],
) -> None:  # fmt: skip
    left = missing(s, retainer, start)
    if left:
        follows = f" Still missing: {joined(tuple(line.description for line in left), ', ')}."
    elif complete:
        amounts = joined(tuple(str(row.money(row.amount_minor)) for row in complete), " and ")
        follows = f" Invoice {complete[0].item} is complete: {amounts}."
    else:
        follows = ""
    when = day(start, deps.today())
    said = f"{_named(s, retainer, start, new)} for the period from {when}.{follows}"
    tell(deps, s, retainer.deal_id, by=by, action="usage.given", what=said,
         detail=retainer.label, subject=retainer.id,
         after={"period": start.isoformat(),
                "quantities": {k: str(v) for k, v in new.items()}})  # fmt: skip


def _tell_late(
    deps: Deps, s: Session, retainer: SubscriptionRow, row: InvoiceRow, new: Mapping[str, Decimal],
    by: Actor,
) -> None:  # fmt: skip
    """Say once that a quantity came too late: what is sent is corrected by another document."""
    start = row.period_start or deps.today()
    what = (
        f"{name_of(retainer)}: {_named(s, retainer, start, new)} for the period from "
        f"{day(start, deps.today())} came after invoice "
        f"{row.number or row.item} was sent with other quantities. It stays as it is: correct it "
        "with a credit note, or bill the difference."
    )
    before = deals.history(s, retainer.deal_id)
    if not any(event.what == what for event in before):
        tell(deps, s, retainer.deal_id, by=by, action="usage.late", what=what, subject=row.id)
