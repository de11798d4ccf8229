"""The worklist as a file: every open invoice, one a row, safe to open in a spreadsheet."""

import csv
import io
import unicodedata
from collections.abc import Iterable
from datetime import date

from bot.facts import Attachment
from bot.views.state_lists import DueLine
from bot.views.text import one_line

COLUMNS = (
    "customer",
    "invoice",
    "balance",
    "currency",
    "due date",
    "days past due",
    "deal",
    "owner",
    "note",
)
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_UNSEEN = "\u200b\u200c\u200d\u2060\ufeff"
"""Characters without width: some spreadsheets drop them, and read what follows."""


def worklist(lines: Iterable[DueLine], today: date) -> Attachment:
    """Return the lines as CSV."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(COLUMNS)
    for line in lines:
        writer.writerow(_row(line))
    name = f"receivables-{today.isoformat()}.csv"
    return Attachment(filename=name, title=f"Receivables {today}", content=out.getvalue())


def _row(line: DueLine) -> list[str]:
    return [
        _safe(line.customer),
        _safe(line.number),
        f"{line.balance.amount:f}",
        line.balance.currency,
        line.due_date.isoformat() if line.due_date else "",
        str(max(line.days_past_due, 0)),
        _safe(line.deal_name),
        _safe(line.owner.name if line.owner else ""),
        _safe(line.note),
    ]


def _safe(text: str) -> str:
    """Return outside text that no spreadsheet takes for a formula."""
    said = one_line(text, 300)
    # Full-width signs begin a formula too, where such are typed.
    read = unicodedata.normalize("NFKC", said).lstrip(_UNSEEN).lstrip()
    return f"'{said}" if read.startswith(_FORMULA) else said
