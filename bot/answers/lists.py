"""Lists of what is overdue, held, pending, open or scheduled, a page at a time."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date

from bot.actor import Actor
from bot.answers import owed_lists
from bot.answers.lookup import shareable
from bot.answers.reading import Found, Reader, Wanted, fold
from bot.clock import date_in
from bot.deps import Deps
from bot.errors import Invalid
from bot.facts import Message
from bot.ledger import Session, deals, holds, invoices, proposals
from bot.ledger.invoices import InvoiceRow
from bot.ledger.subscriptions import SubscriptionRow
from bot.money import Money
from bot.readiness import blocks
from bot.status import NOT_OUT
from bot.views import answers
from bot.views.state_lists import ListLine, ListState
from bot.views.status_words import condition_words, reason_words
from bot.views.text import counted, day, day_and_distance, joined
from bot.views.values import PageValue

PAGE = 10
"""Lines on one page."""


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
    part = Wanted(page=wanted.page, query=wanted.query, size=PAGE)
    with deps.ledger.reading() as s:
        reader = Reader(deps, s, actor)
        found = LISTS[wanted.which](reader, part)
    state = ListState(
        which=wanted.which,
        query=wanted.query,
        lines=tuple(found.lines),
        page=0 if bare else part.page_of(found.count),
        pages=1 if bare else part.pages_of(found.count),
        count=found.count,
        totals=found.money,
        may_share=reader.sees_all and shareable(deps, channel),
    )
    return answers.listing(state)


def first_of(deps: Deps, which: str, actor: Actor, most: int) -> tuple[tuple[ListLine, ...], int]:
    """Return the first lines of a list that `actor` may see, and how many there are.

    `which` is one of `LISTS`.
    """
    with deps.ledger.reading() as s:
        found = LISTS[which](Reader(deps, s, actor), Wanted(size=most))
    return tuple(found.lines), found.count


def _pending(reader: Reader) -> Iterator[ListLine]:
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
        yield (
            ListLine(
                title=joined((deal.account_name, deal.name)),
                amount=Money(minor=proposal.amount_minor, currency=proposal.currency),
                words=joined((change, waits, held, blocked), ", "),
                url=deal.deal.url,
            )
        )


def _scheduled(reader: Reader) -> Iterator[ListLine]:
    """Return what is approved and not out, the next one first; what waits for something last."""
    rows = invoices.in_status(reader.s, *sorted(NOT_OUT))
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
        yield (
            ListLine(
                title=joined((row.account_name, what, deal.name)),
                amount=row.balance,
                words=joined((held, waits or when), ", "),
                url=deal.deal.url,
            )
        )


def _is_held(s: Session, row: InvoiceRow) -> bool:
    return bool(holds.open_on(s, row.id) or holds.open_on(s, row.deal_id))


def _held(reader: Reader) -> Iterator[ListLine]:
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
        yield (
            ListLine(
                title=joined((deal.account_name, number, deal.name)),
                amount=_held_amount(reader.s, deal.id, invoice, retainer),
                words=words,
                url=invoice.url if invoice else deal.deal.url,
            )
        )


def _held_amount(
    s: Session, deal_id: str, invoice: InvoiceRow | None, retainer: SubscriptionRow | None
) -> Money | None:
    if invoice is not None:
        return invoice.balance
    return retainer.amount if retainer else _planned(s, deal_id)


def _planned(s: Session, deal_id: str) -> Money | None:
    latest = proposals.latest_of(s, deal_id)
    return Money(minor=latest.amount_minor, currency=latest.currency) if latest else None


def _each(lines: Callable[[Reader], Iterable[ListLine]]) -> Callable[[Reader, Wanted], Found]:
    return lambda reader, wanted: fold(lines(reader), wanted)


LISTS: Mapping[str, Callable[[Reader, Wanted], Found]] = {
    "overdue": owed_lists.late,
    "held": _each(_held),
    "pending": _each(_pending),
    "open": owed_lists.open_,
    "scheduled": _each(_scheduled),
}
"""What `/invoice list` knows."""
