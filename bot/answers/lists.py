"""Lists of what is overdue, held, pending, open or scheduled, a page at a time."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from math import ceil

from bot import authority
from bot.actor import Actor
from bot.aging import days_past_due
from bot.answers.lookup import shareable
from bot.clock import date_in
from bot.deps import Deps
from bot.errors import Invalid
from bot.facts import Message
from bot.ledger import Session, deals, holds, invoices, proposals, receivables
from bot.ledger.deals import DealRow
from bot.ledger.invoices import InvoiceRow
from bot.ledger.subscriptions import SubscriptionRow
from bot.money import Money
from bot.policy import Action
from bot.readiness import blocks
from bot.status import NOT_OUT
from bot.views import answers
from bot.views.state_lists import ListLine, ListState
from bot.views.status_words import condition_words, reason_words
from bot.views.text import counted, day, day_and_distance, joined, overdue
from bot.views.values import PageValue
from bot.workflows.chasing import note_of
from bot.workflows.money_words import is_contested, is_left_alone

PAGE = 10
"""Lines on one page."""


class _Reader:
    """One reading of the ledger for one person's eyes."""

    def __init__(self, deps: Deps, s: Session, actor: Actor) -> None:
        self.deps, self.s = deps, s
        self.today = deps.today()
        self.sees_all = authority.may(deps, Action.SEE_ALL, actor)
        self._actor = actor

    def may_see(self, deal: DealRow) -> bool:
        return self.sees_all or authority.is_owner(self._actor, deal.owner_email)


def listing(
    deps: Deps,
    wanted: PageValue,
    actor: Actor,
    *,
    channel: Sequence[str] = (),
    bare: bool = False,
) -> Message:
    """Return one page of what `actor` may see of a list; a `bare` one has no buttons.

    Raises:
        Invalid: if there is no such list.

    """
    if wanted.which not in LISTS:
        raise Invalid(f"There are these lists: {', '.join(LISTS)}.")
    with deps.ledger.reading() as s:
        reader = _Reader(deps, s, actor)
        lines = [line for line in LISTS[wanted.which](reader) if _fits(line, wanted.query)]
    pages = max(1, ceil(len(lines) / PAGE))
    page = min(wanted.page, pages - 1)
    state = ListState(
        which=wanted.which,
        query=wanted.query,
        lines=tuple(lines[page * PAGE : (page + 1) * PAGE]),
        page=0 if bare else page,
        pages=1 if bare else pages,
        count=len(lines),
        totals=_totals(lines),
        may_share=reader.sees_all and shareable(deps, channel),
    )
    return answers.listing(state)


def lines_of(deps: Deps, which: str, actor: Actor) -> list[ListLine]:
    """Return all lines of a list that `actor` may see; `which` is one of `LISTS`."""
    with deps.ledger.reading() as s:
        return LISTS[which](_Reader(deps, s, actor))


def _fits(line: ListLine, query: str) -> bool:
    return query.strip().casefold() in line.title.casefold()


def _totals(lines: Sequence[ListLine]) -> tuple[Money, ...]:
    amounts = [line.amount for line in lines if line.amount is not None]
    currencies = sorted({amount.currency for amount in amounts})
    return tuple(Money.total((a for a in amounts if a.currency == c), c) for c in currencies)


def _open(reader: _Reader) -> list[ListLine]:
    ours = [
        _owed(reader, invoice, deal)
        for invoice, deal in receivables.owed(reader.s)
        if reader.may_see(deal)
    ]
    return ours + _outside(reader, late=False)


def _overdue(reader: _Reader) -> list[ListLine]:
    ours = [
        _owed(reader, invoice, deal)
        for invoice, deal in receivables.owed(reader.s, overdue_on=reader.today)
        if reader.may_see(deal) and not is_left_alone(reader.deps, invoice)
    ]
    return ours + _outside(reader, late=True)


def _owed(reader: _Reader, invoice: InvoiceRow, deal: DealRow) -> ListLine:
    days = days_past_due(invoice.due_date, reader.today)
    due = f"due {day(invoice.due_date, reader.today)}" if invoice.due_date else ""
    late = overdue(days) if days > 0 else ""
    if is_left_alone(reader.deps, invoice) or is_contested(invoice):
        late = note_of(reader.deps, invoice)
    title = joined((invoice.account_name, invoice.number, deal.name))
    return ListLine(
        title=title, amount=invoice.balance, words=joined((due, late), ", "), url=invoice.url
    )


def _outside(reader: _Reader, *, late: bool) -> list[ListLine]:
    """Return what others made at Stripe: those who see everything see that too."""
    if not reader.sees_all:
        return []
    lines = []
    for row in receivables.outside(reader.s):
        days = days_past_due(row.due_date, reader.today)
        if late and days <= 0:
            continue
        words = joined((overdue(days) if days > 0 else "", "not made by closedwon"), ", ")
        amount = Money(minor=row.balance_minor, currency=row.currency)
        title = joined((row.customer_name, row.number))
        lines.append(ListLine(title=title, amount=amount, words=words, url=row.url))
    return lines


def _pending(reader: _Reader) -> list[ListLine]:
    lines = []
    for proposal in proposals.pending(reader.s):
        deal = deals.get(reader.s, proposal.deal_id)
        if not reader.may_see(deal):
            continue
        since = date_in(reader.deps.settings.billing_timezone, proposal.created_at)
        days = (reader.today - since).days
        waits = f"waits {counted(days, 'day')}" if days > 0 else "new today"
        held = "on hold" if holds.open_on(reader.s, deal.id) else ""
        change = "a change of what was approved" if proposal.amends else ""
        blocked = "something is missing" if blocks(proposal.findings) else ""
        lines.append(
            ListLine(
                title=joined((deal.account_name, deal.name)),
                amount=Money(minor=proposal.amount_minor, currency=proposal.currency),
                words=joined((change, waits, held, blocked), ", "),
                url=deal.deal.url,
            )
        )
    return lines


def _scheduled(reader: _Reader) -> list[ListLine]:
    """Return what is approved and not out, the next one first; what waits for something last."""
    rows = invoices.in_status(reader.s, *sorted(NOT_OUT))
    lines = []
    for row in sorted(rows, key=lambda row: (row.issue_date or date.max, row.id)):
        deal = deals.get(reader.s, row.deal_id)
        if not reader.may_see(deal):
            continue
        when = day_and_distance(row.issue_date, reader.today) if row.issue_date else ""
        waits = "waits for quantities" if row.awaits_usage else ""
        if row.condition and row.met_at is None:
            waits = f"sent {condition_words(row.condition)}"
        held = "on hold" if _is_held(reader.s, row) else ""
        what = joined((f"invoice {row.item}", row.label), ": ")
        lines.append(
            ListLine(
                title=joined((row.account_name, what, deal.name)),
                amount=row.balance,
                words=joined((held, waits or when), ", "),
                url=deal.deal.url,
            )
        )
    return lines


def _is_held(s: Session, row: InvoiceRow) -> bool:
    return bool(holds.open_on(s, row.id) or holds.open_on(s, row.deal_id))


def _held(reader: _Reader) -> list[ListLine]:
    lines = []
    for hold in holds.all_open(reader.s):
        deal = deals.get(reader.s, hold.deal_id)
        if not reader.may_see(deal):
            continue
        invoice = reader.s.get(InvoiceRow, hold.subject)
        until = f"until {day(hold.until_date, reader.today)}" if hold.until_date else ""
        past = "past its date" if hold.until_date and hold.until_date < reader.today else ""
        words = joined((reason_words(hold.reason), f"by {hold.by_name}", until, past), ", ")
        number = invoice.number or f"invoice {invoice.item}" if invoice else ""
        retainer = reader.s.get(SubscriptionRow, hold.subject)
        if retainer is not None:
            number = retainer.label or "retainer"
        lines.append(
            ListLine(
                title=joined((deal.account_name, number, deal.name)),
                amount=_held_amount(reader.s, deal.id, invoice, retainer),
                words=words,
                url=invoice.url if invoice else deal.deal.url,
            )
        )
    return lines


def _held_amount(
    s: Session, deal_id: str, invoice: InvoiceRow | None, retainer: SubscriptionRow | None
) -> Money | None:
    if invoice is not None:
        return invoice.balance
    return retainer.amount if retainer else _planned(s, deal_id)


def _planned(s: Session, deal_id: str) -> Money | None:
    latest = proposals.latest_of(s, deal_id)
    return Money(minor=latest.amount_minor, currency=latest.currency) if latest else None


LISTS: Mapping[str, Callable[[_Reader], list[ListLine]]] = {
    "overdue": _overdue,
    "held": _held,
    "pending": _pending,
    "open": _open,
    "scheduled": _scheduled,
}
"""What `/invoice list` knows."""
