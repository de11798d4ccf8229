"""Conditions: an installment that waits for something goes out once that is so.

Somebody says so here, or Salesforce does; whoever is first, it goes out once.
"""

from collections.abc import Iterator

from bot import authority, planning
from bot.actor import SALESFORCE, Actor
from bot.clock import date_in
from bot.deal import Deal
from bot.deps import Deps
from bot.errors import Conflict
from bot.ledger import Session, deals, invoices
from bot.ledger.invoices import InvoiceRow
from bot.policy import Action
from bot.status import InvoiceStatus, words
from bot.views.text import day
from bot.workflows.standing.issue_order import charge_for
from bot.workflows.standing.placing import ISSUE, open_day
from bot.workflows.telling.telling import tell


def deliver(deps: Deps, invoice_id: str, actor: Actor) -> None:
    """Say that what an installment waits for is so: it goes out, due as of that day.

    Raises:
        NotAllowed: naming who may.
        Conflict: if it waits for nothing, or somebody else was faster.

    """
    with deps.ledger.reading() as s:
        row = invoices.get(s, invoice_id)
        owner_email = deals.get(s, row.deal_id).owner_email
    authority.require(deps, Action.DELIVER, actor, owner_email=owner_email)
    with deps.ledger.transaction() as s:
        row = invoices.get(s, invoice_id, lock=True)
        if row.met_at is not None:
            _refuse_unless_same(deps, row, actor)
            return
        if not _waits(row):
            state = words(row.status)
            raise Conflict(f"Invoice {row.number or row.item} waits for nothing: it is {state}.")
        _meet(deps, s, row, actor)


def _refuse_unless_same(deps: Deps, row: InvoiceRow, actor: Actor) -> None:
    """Take a second click for the first; tell anybody else who was faster."""
    if row.met_by == actor.id or row.met_at is None:
        return
    told_by_salesforce = row.met_by == SALESFORCE.id
    who = row.met_by if told_by_salesforce else deps.directory.person(row.met_by).name
    when = day(date_in(deps.settings.billing_timezone, row.met_at), deps.today())
    raise Conflict(f"{who} said so already, on {when}.")


def look(deps: Deps, s: Session, deal: Deal) -> None:
    """Let go out what Salesforce says is met; for whoever has just taken in the deal."""
    met = planning.met(deal)
    if not met or not deal.is_won or deal.is_deleted:
        return
    for row in invoices.of_deal(s, deal.id):
        if _waits(row) and (row.source or f"#{row.item}") in met:
            _meet(deps, s, row, SALESFORCE)


def _waits(row: InvoiceRow) -> bool:
    waits = bool(row.condition) and row.met_at is None
    return waits and row.status is InvoiceStatus.APPROVED


def _meet(deps: Deps, s: Session, row: InvoiceRow, by: Actor) -> None:
    """Have it go out, for everybody who pays it: today, or on the next business day by policy."""
    on = open_day(deps)
    for one in _same_installment(s, row):
        one.met_at, one.met_by = deps.now(), by.id
        one.issue_date = on
        one.due_date = charge_for(s, one).due.date_for(on)
        deps.engine.enqueue(s, ISSUE, one.id, id=f"issue:{one.id}")
    s.flush()
    goes = "goes out now" if on == deps.today() else f"goes out on {day(on, deps.today())}"
    what = f"Invoice {row.item} {goes}: {row.condition}, as it was waiting for."
    tell(deps, s, row.deal_id, by=by, action="invoice.condition_met", what=what, subject=row.id,
         after={"condition": row.condition, "on": on.isoformat()})  # fmt: skip


def _same_installment(s: Session, row: InvoiceRow) -> Iterator[InvoiceRow]:
    """Yield the installment's invoices, one for each who pays."""
    for one in invoices.of_deal(s, row.deal_id):
        if one.item == row.item and _waits(one):
            yield invoices.get(s, one.id, lock=True)
