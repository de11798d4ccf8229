"""What is owed, as lists: everything open, and what is overdue. There may be very many of them."""

from collections.abc import Iterator

from bot.aging import days_past_due
from bot.answers.reading import Found, Reader, Wanted, fold
from bot.ledger import owing
from bot.ledger.customers import OutsideInvoiceRow
from bot.ledger.deals import DealRow
from bot.ledger.invoices import InvoiceRow
from bot.ledger.owing import Part
from bot.money import Money
from bot.views.state_lists import ListLine
from bot.views.text import day, joined, overdue
from bot.workflows.standing.chasing import note_of
from bot.workflows.standing.money_words import is_contested, is_left_alone


def open_(reader: Reader, wanted: Wanted) -> Found:
    """Return what is owed, ours first."""
    return _owed(reader, wanted, Part())


def late(reader: Reader, wanted: Wanted) -> Found:
    """Return what is overdue, without that of which so little is left that nobody minds."""
    before = reader.today
    alone = (row.id for row in owing.part_paid(reader.s) if is_left_alone(reader.deps, row))
    return _owed(reader, wanted, Part(due_before=before, without=frozenset(alone)))


def _owed(reader: Reader, wanted: Wanted, part: Part) -> Found:
    """Return a page: by counting where everything is listed, else by looking at each line."""
    s = reader.s
    if wanted.query.strip() or not reader.sees_all:
        return fold(_lines(reader, part), wanted)
    ours, theirs = owing.totals(s, part), owing.outside_totals(s, part)
    found = Found((), sum(one.invoices for one in (*ours, *theirs)))
    for one in (*ours, *theirs):
        found.totals[one.currency] = found.totals.get(one.currency, 0) + one.minor
    start = wanted.page_of(found.count) * wanted.size
    own = [_ours(reader, *one) for one in owing.each(s, part, start=start, limit=wanted.size)]
    left, after = wanted.size - len(own), max(0, start - sum(one.invoices for one in ours))
    others = owing.each_outside(s, part, start=after, limit=left)
    found.lines = [*own, *(_theirs(reader, row) for row in others)]
    return found


def _lines(reader: Reader, part: Part) -> Iterator[ListLine]:
    for invoice, deal in owing.each(reader.s, part):
        if reader.may_see(deal):
            yield _ours(reader, invoice, deal)
    if reader.sees_all:  # what others made at Stripe is for those who see everything
        for row in owing.each_outside(reader.s, part):
            yield _theirs(reader, row)


def _ours(reader: Reader, invoice: InvoiceRow, deal: DealRow) -> ListLine:
    days = days_past_due(invoice.due_date, reader.today)
    due = f"due {day(invoice.due_date, reader.today)}" if invoice.due_date else ""
    said = overdue(days) if days > 0 else ""
    if is_left_alone(reader.deps, invoice) or is_contested(invoice):
        said = note_of(reader.deps, invoice)
    title = joined((invoice.account_name, invoice.number, deal.name))
    return ListLine(
        title=title, amount=invoice.balance, words=joined((due, said), ", "), url=invoice.url
    )


def _theirs(reader: Reader, row: OutsideInvoiceRow) -> ListLine:
    days = days_past_due(row.due_date, reader.today)
    words = joined((overdue(days) if days > 0 else "", "not made by closedwon"), ", ")
    amount = Money(minor=row.balance_minor, currency=row.currency)
    title = joined((row.customer_name, row.number))
    return ListLine(title=title, amount=amount, words=words, url=row.url)
