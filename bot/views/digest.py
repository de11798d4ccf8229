"""The daily summary of receivables: totals per currency, aging, what needs a person."""

from collections.abc import Sequence

from bot.facts import Message
from bot.views.blocks import Block, actions, bar_chart, button, context, header, section, table
from bot.views.fit import MOST_CELL, message, rows_that_fit
from bot.views.ids import ActionId
from bot.views.state_lists import BUCKETS, CurrencyTotals, DueLine, Need, NeedLine, SummaryState
from bot.views.text import (
    counted,
    cut,
    day,
    day_and_distance,
    escape,
    joined,
    link,
    mention,
    one_line,
    overdue,
    weekday,
)
from bot.views.values import PageValue

MOST_CHARTS = 2
MOST_CURRENCIES = 8
MOST_NEW = 10
MOST_LINES = 5
HASH_SHOWN = 16
_NEEDS: dict[Need, tuple[str, str]] = {
    Need.APPROVAL: ("approval waiting too long", "approvals waiting too long"),
    Need.FIX: ("deal to fix before it can be approved", "deals to fix before they can be approved"),
    Need.HOLD_PAST: ("on hold past its date", "on hold past their date"),
    Need.TROUBLE: ("refused by Salesforce, Stripe or Slack",) * 2,
    Need.PROMISE_BROKEN: ("promise broken", "promises broken"),
    Need.HANDED_OVER: ("overdue after the last reminder",) * 2,
    Need.UNANSWERED: ("question without an answer", "questions without an answer"),
    Need.DISPUTE: (
        "dispute to answer in the Stripe Dashboard",
        "disputes to answer in the Stripe Dashboard",
    ),
    Need.SMALL_REMAINDER: (
        "small remainder (bank fee?) to write off",
        "small remainders (bank fees?) to write off",
    ),
    Need.USAGE: ("retainer waits for quantities", "retainers wait for quantities"),
}


def summary(state: SummaryState, *, charts: bool = True) -> Message:
    """Return the summary; `charts` off where a workspace does not show them."""
    head = [header(f"Accounts receivable · {weekday(state.today)}")]
    totals = state.totals[:MOST_CURRENCIES]
    left = len(state.totals) - len(totals)
    head += [section(totals_line(total, state)) for total in totals]
    head += [
        context(f"and {counted(left, 'more currency', 'more currencies')} in the file")
    ] * bool(left)
    if charts:
        head += [_chart(total) for total in totals[:MOST_CHARTS] if total.outstanding]
    head += [context(*[aging_words(total) for total in totals])] if totals else []
    head += _needs(state.needs)
    return message(
        _text(state),
        head,
        [*_newly_overdue(state), *_week(state), *_biggest(state)],
        _foot(state),
        elsewhere="in the thread",
    )


def _text(state: SummaryState) -> str:
    said = [f"{t.outstanding} outstanding, {t.overdue} overdue" for t in state.totals]
    return f"Accounts receivable: {'; '.join(said[:3]) or 'nothing outstanding'}"


def percent(part: int, whole: int) -> str:
    """Return "23 %"; of nothing it is none."""
    return f"{round(100 * part / whole)} %" if whole > 0 else "0 %"


def totals_line(total: CurrencyTotals, state: SummaryState) -> str:
    """Return what is owed, late and to come in one currency, on one line."""
    share = percent(total.overdue.minor, total.outstanding.minor)
    since = f" since {state.previous:%A}'s summary" if state.previous else ""
    return joined(
        (
            f"Outstanding *{total.outstanding}*",
            f"overdue *{total.overdue}* ({share})",
            f"collected{since} *{total.collected}*",
            _back(total),
            f"won, not yet billed *{total.not_billed}*{_scheduled(total)}",
        )
    )


def _back(total: CurrencyTotals) -> str:
    if not total.back:
        return ""
    if total.back.minor < 0:
        return f"won back *{-total.back}*"
    return f"refunded or disputed *{total.back}*"


def _scheduled(total: CurrencyTotals) -> str:
    return f" (*{total.scheduled}* of it scheduled)" if total.scheduled else ""


def _chart(total: CurrencyTotals) -> Block:
    currency = total.outstanding.currency
    points = [
        (name, round(money.amount)) for name, money in zip(BUCKETS, total.buckets, strict=True)
    ]
    return bar_chart(f"Days past due, {currency}", currency, points)


def aging_words(total: CurrencyTotals) -> str:
    """Return what is owed by how late it is, in words: some clients do not show charts."""
    shown = zip(BUCKETS, total.buckets, strict=True)
    return joined(f"{name}: {money}" for name, money in shown)


def _needs(needs: Sequence[NeedLine]) -> list[Block]:
    said = [
        f"{line.count:,} {_NEEDS[line.need][line.count != 1]}" for line in needs if line.count > 0
    ]
    return [section(f"*Needs a person:* {joined(said)}")] if said else []


def _newly_overdue(state: SummaryState) -> list[Block]:
    if not state.newly_overdue:
        return []
    rows = [
        (
            cut(one_line(line.customer), MOST_CELL),
            cut(one_line(line.number), MOST_CELL),
            str(line.balance),
            f"{line.days_past_due:,}",
            cut(one_line(line.owner.name), MOST_CELL) if line.owner else "",
        )
        for line in state.newly_overdue
    ]
    kept, unfit = rows_that_fit(rows, MOST_NEW, 2000)
    left = unfit + state.newly_overdue_more
    title = section(f"*Newly overdue ({len(kept) + left:,})*")
    shown = table(("Customer", "Invoice", "Balance", "Days", "Owner"), kept, right=(2, 3))
    rest = [context(f"and {left:,} more: in the worklist")] if left else []
    return [title, shown, *rest]


def _week(state: SummaryState) -> list[Block]:
    return _lines("Due this week", state.due_this_week, state, more=state.due_this_week_more)


def _biggest(state: SummaryState) -> list[Block]:
    return _lines("Biggest balances", state.biggest, state)


def _lines(
    title: str, lines: Sequence[DueLine], state: SummaryState, *, more: int = 0
) -> list[Block]:
    if not lines:
        return []
    shown = [due_line(line, state) for line in lines[:MOST_LINES]]
    count = len(lines) + more
    left = count - len(shown)
    rest = [f"and {left:,} more: in the worklist"] if left else []
    return [section("\n".join([f"*{title} ({count:,})*", *shown, *rest]))]


def due_line(line: DueLine, state: SummaryState) -> str:
    """Return one unpaid invoice on one line."""
    number = link(line.url, line.number or "invoice") if line.url else escape(line.number)
    if line.days_past_due > 0:
        when = overdue(line.days_past_due)
    else:
        when = f"due {day_and_distance(line.due_date, state.today)}" if line.due_date else ""
    owner = mention(line.owner) if line.owner else ""
    return joined((escape(line.customer, 60), number, str(line.balance), when, owner))


def _foot(state: SummaryState) -> list[Block]:
    value = PageValue(which="open").dumped()
    row = [
        button("Open worklist", ActionId.LIST_SHOW, value, style="primary"),
        button("Export CSV", ActionId.SUMMARY_EXPORT, state.today.isoformat()),
    ]
    chain = f"audit {state.audit_sequence:,} · {state.audit_hash[:HASH_SHOWN]}"
    count = counted(state.open_count, "open invoice")
    since = f"last summary {day(state.previous, state.today)}" if state.previous else ""
    return [actions("summary", row), context(joined((count, since, chain)))]
