"""All that goes out, and when: on the card as far as it fits, the whole of it in the thread."""

from collections.abc import Sequence
from typing import NamedTuple

from bot.charges import Charge, charges
from bot.facts import Message
from bot.status import NOT_OUT, InvoiceStatus
from bot.views.blocks import Block, context, table
from bot.views.fit import MOST_CELL, message, rows_that_fit
from bot.views.schedule_words import amount, dated, due, label, payer, when
from bot.views.state import CardState, InvoiceLine
from bot.views.status_words import invoice_words
from bot.views.text import counted, cut, day, joined, one_line

MOST_ROWS = 24
MOST_TABLE_CHARACTERS = 3000
"""Of the table on the card, beside all that it has to say."""
MOST_PAGE_ROWS = 99
MOST_PAGE_CHARACTERS = 7500
SETTLED = frozenset(
    {
        InvoiceStatus.PAID,
        InvoiceStatus.VOID,
        InvoiceStatus.UNCOLLECTIBLE,
        InvoiceStatus.CANCELED,
    }
)


class Row(NamedTuple):
    """One invoice: to be, or as it stands."""

    cells: tuple[str, ...]
    settled: bool = False


class Columns(NamedTuple):
    """What the table has columns for."""

    payer: bool
    gross: bool
    """Net and with tax; else one amount."""
    state: bool
    """Else when it is sent."""


def schedule(state: CardState) -> list[Block]:
    """Return the table of all that goes out; the first rows that matter if it is long."""
    columns, rows = _columns(state), _rows(state)
    if not rows:
        return []
    first = _first_that_matters(rows)
    kept, later = _kept(rows[first:])
    if not later and first and len(_kept(rows)[0]) == len(rows):
        first, kept = 0, rows  # all of it fits
    said = joined((f"{first} earlier" if first else "", f"{later} later" if later else ""), ", ")
    left = [context(f"{said}: the whole schedule is in the thread")] if said else []
    return [_table(columns, kept), *left]


def whole_schedule(state: CardState) -> tuple[Message, ...]:
    """Return the whole table in as many messages as it takes; () when the card shows all of it."""
    columns, rows = _columns(state), _rows(state)
    if len(_kept(rows)[0]) == len(rows):
        return ()
    pages: list[list[Row]] = []
    left = rows
    while left:
        page, _ = _kept(left, MOST_PAGE_ROWS, MOST_PAGE_CHARACTERS)
        pages.append(page)
        left = left[len(page) :]
    return tuple(
        message(
            f"Schedule, {number} of {len(pages)}",
            [context(f"*Schedule* · {counted(len(rows), 'invoice')} · {number} of {len(pages)}")],
            [_table(columns, page)],
        )
        for number, page in enumerate(pages, start=1)
    )


def _kept(
    rows: Sequence[Row], most: int = MOST_ROWS, characters: int = MOST_TABLE_CHARACTERS
) -> tuple[list[Row], int]:
    kept, left = rows_that_fit([row.cells for row in rows], most, characters)
    return list(rows[: len(kept)]), left


def _first_that_matters(rows: Sequence[Row]) -> int:
    """Return where to begin: with the last settled one before the first that is not."""
    going_on = next((place for place, row in enumerate(rows) if not row.settled), 0)
    return max(0, going_on - 1)


def _columns(state: CardState) -> Columns:
    taxed = any(line.net is not None and line.net != line.amount for line in state.invoices)
    return Columns(payer=_has_payers(state), gross=taxed, state=bool(state.invoices))


def _has_payers(state: CardState) -> bool:
    return bool(state.plan.shares) or len({line.party for line in state.invoices}) > 1


def _table(columns: Columns, rows: Sequence[Row]) -> Block:
    head = [
        "#",
        "For",
        *(["Payer"] if columns.payer else []),
        *(["Net", "With tax"] if columns.gross else ["Amount"]),
        "State" if columns.state else "Send on",
        "Due",
    ]
    money = [n for n, name in enumerate(head) if name in ("Amount", "Net", "With tax")]
    return table(head, [row.cells for row in rows], money)


def _rows(state: CardState) -> list[Row]:
    """Return what the plan says, each with the invoice that it became, and what else there is."""
    columns = _columns(state)
    made = {(line.item, line.party): line for line in state.invoices}
    found: list[tuple[int, Row]] = []
    for charge in charges(state.plan):
        line = made.pop((charge.number, charge.party), None)
        stands = line is not None and not (state.amends and line.status in NOT_OUT)
        row = _made(line, columns, state) if line and stands else _planned(charge, columns, state)
        if line and not stands:
            row = _was(row, line, charge, state)
        found.append((charge.number, row))
    found += [
        (line.item, _made(line, columns, state))
        for line in made.values()  # of an earlier plan, and the customer had it
        if line.status is not InvoiceStatus.CANCELED
    ]
    return [row for _, row in sorted(found, key=lambda each: each[0])]


def _planned(charge: Charge, columns: Columns, state: CardState) -> Row:
    net = amount(state.plan, charge)
    cells = (
        str(charge.number),
        label(charge.label, charge.period, state.today),
        *([_cell(payer(charge))] if columns.payer else []),
        *([net, ""] if columns.gross else [net]),
        _cell(_planned_for(charge, columns, state)),
        due(state.plan, charge, state.today),
    )
    return Row(cells, settled=(charge.number, charge.party) in state.not_billed)


def _was(row: Row, line: InvoiceLine, charge: Charge, state: CardState) -> Row:
    """Return the row of a change with what was approved before, where that differs."""
    before, after = line.net or line.amount, charge.amount_in(state.plan.currency)
    if before == after:
        return row
    *cells, said, due_ = row.cells
    return row._replace(cells=(*cells, _cell(f"{said}, was {before}"), due_))


def _planned_for(charge: Charge, columns: Columns, state: CardState) -> str:
    """Return when it goes out, so that it is clear beside the states of others."""
    if (charge.number, charge.party) in state.not_billed:
        return "not billed: ended in Stripe"
    said = when(state.plan, charge, state.today)
    is_day = charge.send_date is not None and said == dated(charge.send_date, state.today)
    return f"planned for {said}" if columns.state and is_day else said


def _made(line: InvoiceLine, columns: Columns, state: CardState) -> Row:
    net = str(line.net or line.amount)
    known = str(line.amount) if line.net is not None else ""
    cells = (
        str(line.item),
        label(line.label, line.period, state.today),
        *([_cell(line.payer)] if columns.payer else []),
        *([net, known] if columns.gross else [str(line.amount)]),
        _cell(_state_of(line, state)),
        day(line.due_date, state.today) if line.due_date else "",
    )
    return Row(cells, settled=line.status in SETTLED)


def _state_of(line: InvoiceLine, state: CardState) -> str:
    if state.amends and line.status in NOT_OUT:
        return "not sent any more"
    return invoice_words(line, state.today)


def _cell(text: str) -> str:
    return cut(one_line(text), MOST_CELL)
