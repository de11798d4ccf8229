"""What the daily summary shows, assembled from the ledger."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from bot.aging import CurrencyAging, Receivable, age
from bot.deps import Deps
from bot.ledger import Session, audit, desk, holds, invoices, proposals, receivables
from bot.ledger.receivables import Owed
from bot.money import Money
from bot.readiness import blocks
from bot.status import InvoiceStatus
from bot.views.state_lists import CurrencyTotals, DueLine, Need, NeedLine, SummaryState
from bot.workflows.chasing import due_line, outside_line, with_owner
from bot.workflows.money_words import is_left_alone

CURSOR = "summary"
WEEK = timedelta(days=6)
BIGGEST = 5
MENTIONED = 10
"""Owners looked up in Slack for each list: no more lines are shown with theirs."""


def open_lines(deps: Deps, s: Session) -> list[DueLine]:
    """Return every open invoice, ours and others', the longest due first."""
    ours = [due_line(deps, one.invoice, one.deal) for one in receivables.owed(s)]
    theirs = [outside_line(deps, row) for row in receivables.outside(s)]
    return sorted(ours + theirs, key=lambda line: (line.due_date or date.max, line.number))


def summary_state(deps: Deps, s: Session) -> SummaryState:
    """Return the summary as of now."""
    today = deps.today()
    last = desk.cursor(s, CURSOR) or {}
    previous = date.fromisoformat(last["date"]) if "date" in last else None
    owed = receivables.owed(s)
    lines = open_lines(deps, s)
    sequence, head = audit.head(s)
    since = previous or today - timedelta(days=1)
    alone = {one.invoice.id for one in owed if is_left_alone(deps, one.invoice)}
    emails = {one.invoice.id: one.deal.owner_email for one in owed}

    def due_from(first: date, last_day: date) -> tuple[DueLine, ...]:
        found = [line for line in lines if line.due_date and first <= line.due_date <= last_day]
        return _mention(deps, found, emails)

    return SummaryState(
        today=today,
        previous=previous,
        totals=_totals(deps, s, lines, last),
        open_count=len(lines),
        needs=_needs(deps, s, owed),
        newly_overdue=_chased(due_from(since, today - timedelta(days=1)), alone),
        due_this_week=due_from(today, today + WEEK),
        biggest=_mention(deps, _biggest(lines), emails),
        audit_sequence=sequence,
        audit_hash=head,
    )


def _chased(lines: Sequence[DueLine], alone: Collection[str]) -> tuple[DueLine, ...]:
    """Return the lines without those of which so little is left that nobody is to mind."""
    return tuple(line for line in lines if line.invoice_id not in alone)


def _mention(
    deps: Deps, lines: Sequence[DueLine], emails: Mapping[str, str]
) -> tuple[DueLine, ...]:
    shown = [with_owner(deps, line, emails.get(line.invoice_id, "")) for line in lines[:MENTIONED]]
    return (*shown, *lines[MENTIONED:])


def _biggest(lines: Sequence[DueLine]) -> list[DueLine]:
    """Return the biggest balances, of the currency with most invoices first."""
    count = Counter(line.balance.currency for line in lines)
    return sorted(lines, key=lambda line: (-count[line.balance.currency], -line.balance.minor))[
        :BIGGEST
    ]


def _totals(
    deps: Deps, s: Session, lines: Sequence[DueLine], last: Mapping[str, Any]
) -> tuple[CurrencyTotals, ...]:
    owed = [Receivable(balance=line.balance, due_date=line.due_date) for line in lines]
    aging = {one.currency: one for one in age(owed, deps.today()).currencies}
    collected = _since(last.get("paid"), receivables.paid_totals(s))
    back = _since(last.get("back"), receivables.back_totals(s))
    ahead = _scheduled(s)
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
        for currency in _by_use({*aging, *collected, *back, *not_billed}, lines)
        for part in [aging.get(currency) or _nothing(deps, currency)]
    )


def _by_use(currencies: Collection[str], lines: Sequence[DueLine]) -> list[str]:
    """Return the currencies, that of most open invoices first."""
    used = Counter(line.balance.currency for line in lines)
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


def _scheduled(s: Session) -> dict[str, int]:
    """Return what is approved and goes out on its day."""
    found: Counter[str] = Counter()
    for row in invoices.in_status(s, InvoiceStatus.SCHEDULED):
        found[row.currency] += row.amount_minor
    return dict(found)


def _not_billed(s: Session) -> dict[str, int]:
    """Return what is won and not with the client: to be approved, or approved for later."""
    found: Counter[str] = Counter()
    for proposal in proposals.pending(s):
        found[proposal.currency] += proposal.amount_minor
    for row in invoices.in_status(s, InvoiceStatus.APPROVED, InvoiceStatus.SCHEDULED):
        found[row.currency] += row.amount_minor
    return {currency: minor for currency, minor in found.items() if minor}


def _needs(deps: Deps, s: Session, owed: Sequence[Owed]) -> tuple[NeedLine, ...]:
    """Return what waits for a person, counted."""
    held = receivables.held_ids(s)
    pending = [row for row in proposals.pending(s) if row.deal_id not in held]
    too_long = deps.now() - timedelta(hours=deps.policy.approval_reminder_hours)
    rows = [one.invoice for one in owed]
    past = [h for h in holds.all_open(s) if h.until_date and h.until_date < deps.today()]
    counts = {
        Need.APPROVAL: sum(
            row.created_at < too_long and not blocks(row.findings) for row in pending
        ),
        Need.FIX: sum(blocks(row.findings) for row in pending),
        Need.HOLD_PAST: len(past),
        Need.TROUBLE: len(desk.open_troubles(s)),
        Need.PROMISE_BROKEN: sum(bool(r.promises_broken and not r.promised_date) for r in rows),
        Need.HANDED_OVER: sum(bool(row.handed_to) for row in rows),
        Need.UNANSWERED: proposals.count_unanswered(s),
        Need.DISPUTE: len(receivables.contested(s)),
        Need.SMALL_REMAINDER: sum(is_left_alone(deps, row) for row in rows),
        Need.USAGE: _waiting_for_quantities(s),
    }
    return tuple(NeedLine(need=need, count=count) for need, count in counts.items() if count)


def _waiting_for_quantities(s: Session) -> int:
    """Return how many retainers have a period that is not sent for want of its quantities."""
    rows = invoices.in_status(s, InvoiceStatus.SCHEDULED)
    return len({row.subscription_id for row in rows if row.awaits_usage})
