"""The end of the tour: a table of all invoices, and whether everybody agrees on them."""

import contextlib

from sandbox.control import VainWaitError
from sandbox.tour.books import Books, differences, read
from sandbox.tour.engine_room import has_swept
from sandbox.tour.stage import Stage

SWEPT = "has run, and left no difference open."
HEAD = ("Customer", "Invoice", "Amount", "Paid", "Balance", "State", "E-mails", "Due")


def reckon(stage: Stage) -> bool:
    """Compare ledger, Stripe, Salesforce and Slack; return whether they agree."""
    stage.chapter("The books")
    found = _settled(stage)
    books = read(stage.bot.database_url)
    for row in _table(books):
        stage.print(f"    {row}")
    stage.print()
    for words in found:
        stage.print(f"    DIFFERENT  {words}")
    if not found:
        sent = sum(line.invoice.stripe_id is not None for line in books.lines)
        stage.print(
            f"    Ledger, Stripe, Salesforce and Slack agree on {sent} invoices of "
            f"{len(books.deals)} deals.\n    The audit trail is whole: {books.audited} entries, "
            "each carrying the hash of the one before."
        )
    swept = _swept(stage)
    stage.print("    The bot's own nightly sweep " + (SWEPT if swept else "did not run."))
    return not found and swept


def _settled(stage: Stage) -> list[str]:
    """Return the differences that are left when all is quiet."""
    try:
        stage.people.wait(
            lambda: not differences(read(stage.bot.database_url), stage.people), "the books"
        )
    except VainWaitError:
        return differences(read(stage.bot.database_url), stage.people)
    return []


def _swept(stage: Stage) -> bool:
    """Return whether a nightly sweep has ended well; one under way is waited for."""
    with contextlib.suppress(VainWaitError):
        stage.people.wait(lambda: has_swept(stage.bot.database_url), "the nightly sweep")
    return has_swept(stage.bot.database_url)


def _table(books: Books) -> list[str]:
    rows = [HEAD]
    for line in books.lines:
        mine = line.invoice
        paid = str(mine.money(mine.paid_minor)) if mine.paid_minor else ""
        mails = str(line.sent_times) if mine.sent_at else "0"
        balance = str(mine.balance) if mine.sent_at else ""
        amount = str(mine.money(mine.amount_minor))
        shown = (amount, paid, balance, mine.status.value, mails, str(mine.due_date or ""))
        rows.append((line.deal.account_name[:24], mine.number, *shown))
    widths = [max(len(row[n]) for row in rows) for n in range(len(HEAD))]
    lines = [
        "  ".join(
            cell.rjust(width) if 2 <= n <= 4 else cell.ljust(width)
            for n, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in rows
    ]
    return [lines[0], "─" * len(lines[0]), *lines[1:]]
