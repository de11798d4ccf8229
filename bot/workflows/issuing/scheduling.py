"""Scheduling: what goes out on a later day is drafted at Stripe at once, to finalize by itself.

So it goes out on its day even while the bot is down. All of an approval's drafts are made after
one look at the deal, and told in one sentence.
"""

from collections.abc import Sequence
from datetime import date
from typing import Any

from bot.actor import CLOSEDWON
from bot.deps import Deps
from bot.facts import Snapshot, Urgency
from bot.ledger import Session, audit, deals, desk, invoices
from bot.ledger.held import holding
from bot.ledger.invoices import InvoiceRow
from bot.ledger.pause import paused
from bot.outcome import Outcome
from bot.status import InvoiceStatus, move_invoice
from bot.views.text import counted, day
from bot.workflows.issuing.recheck import GO, read_deal, remember_reading, verdict_on
from bot.workflows.standing import attempt
from bot.workflows.standing.placing import ISSUE
from bot.workflows.telling.telling import tell
from bot.workflows.telling.trouble import close_trouble, open_trouble

SCHEDULE = "schedule"
ALIGN = "align"
IS_DUE = "is_due"


def schedule(deps: Deps, proposal_id: str) -> None:
    """Look at the deal once, and have each later invoice of an approval drafted."""
    waiting = deps.durably(to_draft, proposal_id)
    if not waiting.value:
        return
    read = deps.durably(read_deal, waiting.value["deal_id"])
    if read.done:
        deps.durably(start_drafts, proposal_id, waiting.value["deal_id"], read.value)
    else:
        deps.durably(cannot_read, proposal_id, waiting.value["deal_id"], read.to_json())


def to_draft(deps: Deps, proposal_id: str) -> dict[str, str] | None:
    """Return the deal whose later invoices are to be drafted, None if there are none."""
    with deps.ledger.transaction() as s:
        rows = _waiting(deps, s, proposal_id)
        if not rows:
            close_trouble(deps, s, subject=proposal_id, kind=SCHEDULE)
    return {"deal_id": rows[0].deal_id} if rows else None


def start_drafts(
    deps: Deps, proposal_id: str, deal_id: str, deal_json: dict[str, Any] | None
) -> int:
    """Start `issue` for each of them; return how many. They need not read the deal again."""
    with deps.ledger.transaction() as s:
        close_trouble(deps, s, subject=proposal_id, kind=SCHEDULE)
        remember_reading(deps, s, deal_id, deal_json)
        rows = _waiting(deps, s, proposal_id)
        for row in rows:
            deps.engine.enqueue(s, ISSUE, row.id, id=f"issue:{row.id}", urgency=Urgency.BULK)
    return len(rows)


def cannot_read(deps: Deps, proposal_id: str, deal_id: str, refused: dict[str, Any]) -> None:
    """Say that Salesforce would not show the deal: nothing of it is drafted until it does."""
    with deps.ledger.transaction() as s:
        retry = {"workflow": SCHEDULE, "args": [proposal_id]}
        open_trouble(deps, s, Outcome.from_json(refused), subject=proposal_id, kind=SCHEDULE,
                     deal_id=deal_id, retry=retry)  # fmt: skip


def _waiting(deps: Deps, s: Session, proposal_id: str) -> list[InvoiceRow]:
    """Return the invoices of an approval that go out on a later day and are not drafted."""
    return [
        row
        for row in invoices.in_status(s, InvoiceStatus.APPROVED)
        if row.proposal_id == proposal_id and row.issue_date and row.issue_date > deps.today()
    ]


def is_later(deps: Deps, row: InvoiceRow) -> bool:
    """Return whether it goes out on a later day, by itself."""
    return row.issue_date is not None and row.issue_date > deps.today()


def scheduled(deps: Deps, invoice_id: str, run: str, filled: dict[str, Any]) -> str:
    """Note that the draft waits at Stripe for its day; return the verdict on it.

    `IS_DUE`: its day has come meanwhile, it is to be sent.

    A hold that was placed meanwhile is written to Stripe before it counts as confirmed.
    """
    seen = Snapshot.from_json(filled)
    with deps.ledger.transaction() as s:
        attempt.check(s, invoice_id, run)
        row = invoices.get(s, invoice_id, lock=True)
        verdict = verdict_on(deps, s, row)
        if not is_later(deps, row):
            return IS_DUE
        held = holding(s, row)
        if verdict != GO and not held:
            return verdict
        if row.status is InvoiceStatus.APPROVED:
            move_invoice(row, InvoiceStatus.SCHEDULED)
        row.advances, row.in_doubt = seen.advances, False
        row.total_minor, row.due_minor, row.balance_minor = (
            seen.total.minor, seen.due.minor, seen.balance.minor,
        )  # fmt: skip
        row.net_minor = seen.net.minor if seen.net else row.net_minor
        row.tax_minor = seen.tax.minor if seen.tax else row.tax_minor
        close_trouble(deps, s, subject=invoice_id, kind=ISSUE)
        attempt.finish(s, invoice_id)
        for hold in held:
            hold.confirmed_at = None
            unique = f"align:{row.id}:{hold.id}:{run}"
            deps.engine.enqueue(s, ALIGN, row.id, unique, id=unique)
        if (pause := paused(s)) is not None:
            unique = f"align:{row.id}:{pause.id}:{run}"
            deps.engine.enqueue(s, ALIGN, row.id, unique, id=unique)
        audit.append(s, at=deps.now(), actor=CLOSEDWON.id, action="invoice.scheduled",
                     subject=row.id, after={"stripe_id": row.stripe_id,
                     "on": str(row.issue_date), "total": row.total_minor})  # fmt: skip
        _tell_when_all(deps, s, row)
    return GO


def _tell_when_all(deps: Deps, s: Session, row: InvoiceRow) -> None:
    """Tell once that all of an approval is drafted; whatever is drafted after that, one by one."""
    # Two that are drafted at once note it one after the other: the later one sees both.
    deals.get(s, row.deal_id, lock=True).write_back_due = True
    s.flush()
    s.expire_all()
    rows = [one for one in invoices.of_deal(s, row.deal_id) if one.proposal_id == row.proposal_id]
    if any(one.status is InvoiceStatus.APPROVED and is_later(deps, one) for one in rows):
        return
    name = f"scheduled:{row.proposal_id}"
    told = desk.cursor(s, name) is not None
    desk.set_cursor(s, name, {"told": True})
    drafted = [row] if told else [one for one in rows if one.status is InvoiceStatus.SCHEDULED]
    tell(deps, s, row.deal_id, by=CLOSEDWON, action="invoices.scheduled",
         what=_said(drafted, deps.today()), subject=row.proposal_id,
         after={"count": len(drafted)}, urgency=Urgency.BULK)  # fmt: skip


def _said(rows: Sequence[InvoiceRow], today: date) -> str:
    days = sorted(row.issue_date for row in rows if row.issue_date)
    if len(rows) == 1:
        return f"Invoice {rows[0].item} waits at Stripe and goes out on {day(days[0], today)}."
    return (
        f"{counted(len(rows), 'invoice')} wait at Stripe and go out by themselves: the first on "
        f"{day(days[0], today)}, the last on {day(days[-1], today)}."
    )
