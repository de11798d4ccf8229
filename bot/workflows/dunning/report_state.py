"""What the daily summary shows, assembled from the ledger."""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from bot.aging import CurrencyAging, Receivable, age
from bot.deps import Deps
from bot.ledger import Session, audit, counting, desk, holds, owing, proposals, receivables
from bot.ledger.owing import Line, Sum
from bot.ledger.receivables import Owed
from bot.money import Money
from bot.readiness import blocks
from bot.status import InvoiceStatus
from bot.views.state_lists import CurrencyTotals, DueLine, Need, NeedLine, SummaryState
from bot.workflows.standing.chasing import due_line, outside_line, with_owner
from bot.workflows.standing.money_words import is_left_alone

CURSOR = "summary"
WEEK = timedelta(days=6)
BIGGEST = 5
SHOWN = 10
"""Lines of each list that are read at all: no more are shown."""


def open_lines(deps: Deps, s: Session) -> Iterator[DueLine]:
    """Yield every open invoice, ours and others', the longest due first."""
    return (_line(deps, one) for one in owing.each_line(s))


def _line(deps: Deps, one: Line) -> DueLine:
    return due_line(deps, *one) if isinstance(one, Owed) else outside_line(deps, one)


def summary_state(deps: Deps, s: Session) -> SummaryState:
    """Return the summary as of now."""
    today = deps.today()
    last = desk.cursor(s, CURSOR) or {}
    previous = date.fromisoformat(last["date"]) if "date" in last else None
    sums = owing.sums(s)
    sequence, head = audit.head(s)
    since, yesterday = previous or today - timedelta(days=1), today - timedelta(days=1)
    small = [row for row in owing.part_paid(s) if is_left_alone(deps, row)]
    alone = [row.id for row in small if row.due_date and since <= row.due_date <= yesterday]
    new = owing.due_between(s, since, yesterday, SHOWN, without=alone)
    week = owing.due_between(s, today, today + WEEK, SHOWN)
    return SummaryState(
        today=today,
        previous=previous,
        totals=_totals(deps, s, sums, last),
        open_count=sum(one.invoices for one in sums),
        needs=_needs(deps, s, small=len(small)),
        newly_overdue=_mention(deps, new),
        newly_overdue_more=_count(sums, since, yesterday) - len(alone) - len(new),
        due_this_week=_mention(deps, week),
        due_this_week_more=_count(sums, today, today + WEEK) - len(week),
        biggest=_mention(deps, _biggest(s, sums)),
        audit_sequence=sequence,
        audit_hash=head,
    )


def _count(sums: Sequence[Sum], first: date, last: date) -> int:
    return sum(one.invoices for one in sums if one.due_date and first <= one.due_date <= last)


def _mention(deps: Deps, lines: Sequence[Line]) -> tuple[DueLine, ...]:
    return tuple(
        with_owner(deps, _line(deps, one), one.deal.owner_email if isinstance(one, Owed) else "")
        for one in lines
    )


def _biggest(s: Session, sums: Sequence[Sum]) -> list[Line]:
    """Return the biggest balances, of the currency with most invoices first."""
    count = _used(sums)
    found: list[Line] = []
    for often in sorted(set(count.values()), reverse=True):
        left = BIGGEST - len(found)
        if left:
            found += owing.biggest(s, [one for one in count if count[one] == often], left)
    return found


def _totals(
    deps: Deps, s: Session, sums: Sequence[Sum], last: Mapping[str, Any]
) -> tuple[CurrencyTotals, ...]:
    owed = [
        Receivable(balance=Money(minor=one.minor, currency=one.currency), due_date=one.due_date)
        for one in sums
    ]
    aging = {one.currency: one for one in age(owed, deps.today()).currencies}
    collected = _since(last.get("paid"), receivables.paid_totals(s))
    back = _since(last.get("back"), receivables.back_totals(s))
    ahead = counting.approved_totals(s, InvoiceStatus.SCHEDULED)
    not_billed = _not_billed(s)
    return tuple(
        CurrencyTotals(
            outstanding=part.outstanding,
            overdue=part.overdue,
            collected=Money(minor=collected.get(currency, 0), currency=currency),
            back=Money(minor=back[currency], currency=currency) if currency in back else None,
            scheduled=Money(minor=ahead.get(currency, 0), currency=currency),
            not_billed=Money(minor=not_billed.get(currency, 0), currency=currency),
            buckets=part.buckets,
        )
        for currency in _by_use({*aging, *collected, *back, *not_billed}, sums)
        for part in [aging.get(currency) or _nothing(deps, currency)]
    )


def _used(sums: Sequence[Sum]) -> Counter[str]:
    """Return how many open invoices each currency has."""
    used: Counter[str] = Counter()
    for one in sums:
        used[one.currency] += one.invoices
    return used


def _by_use(currencies: Collection[str], sums: Sequence[Sum]) -> list[str]:
    """Return the currencies, that of most open invoices first."""
    used = _used(sums)
    return sorted(currencies, key=lambda currency: (-used[currency], currency))


def _nothing(deps: Deps, currency: str) -> CurrencyAging:
    nothing = Receivable(balance=Money.zero(currency), due_date=None)
    [part] = age([nothing], deps.today()).currencies
    return part


def _since(before: Mapping[str, int] | None, now: Mapping[str, int]) -> dict[str, int]:
    """Return what was added since the last summary; nothing is known before the first."""
    if before is None:
        return {}
    currencies = {*before, *now}
    added = {cur: now.get(cur, 0) - before.get(cur, 0) for cur in currencies}
    return {cur: minor for cur, minor in added.items() if minor}


def _not_billed(s: Session) -> dict[str, int]:
    """Return what is won and not with the client: to be approved, or approved for later."""
    found: Counter[str] = Counter(counting.pending_totals(s))
    found.update(counting.approved_totals(s, InvoiceStatus.APPROVED, InvoiceStatus.SCHEDULED))
    return {currency: minor for currency, minor in found.items() if minor}


def _needs(deps: Deps, s: Session, *, small: int) -> tuple[NeedLine, ...]:
    """Return what waits for a person, counted."""
    held = receivables.held_ids(s)
    pending = [row for row in proposals.waiting(s) if row.deal_id not in held]
    too_long = deps.now() - timedelta(hours=deps.policy.approval_reminder_hours)
    past = [h for h in holds.all_open(s) if h.until_date and h.until_date < deps.today()]
    counts = {
        Need.APPROVAL: sum(
            row.created_at < too_long and not blocks(row.findings) for row in pending
        ),
        Need.FIX: sum(blocks(row.findings) for row in pending),
        Need.HOLD_PAST: len(past),
        Need.TROUBLE: len(desk.open_troubles(s)),
        Need.PROMISE_BROKEN: counting.count_broken_promises(s),
        Need.HANDED_OVER: counting.count_handed_over(s),
        Need.UNANSWERED: proposals.count_unanswered(s),
        Need.DISPUTE: counting.count_contested(s),
        Need.SMALL_REMAINDER: small,
        Need.USAGE: counting.count_waiting_for_quantities(s),
    }
    return tuple(NeedLine(need=need, count=count) for need, count in counts.items() if count)
