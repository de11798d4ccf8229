"""What the card shows of a deal's invoices, retainers and corrections, from the ledger."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from bot.aging import days_past_due
from bot.clock import date_in
from bot.deps import Deps
from bot.errors import NotFound
from bot.ledger import Session, adjustments, holds, invoices, proposals, subscriptions
from bot.ledger.holds import HoldRow
from bot.ledger.invoices import InvoiceRow
from bot.ledger.proposals import ProposalRow
from bot.ledger.subscriptions import SubscriptionRow
from bot.periods import Period
from bot.plan import Plan
from bot.status import NOT_OUT, AdjustmentStatus, InvoiceStatus, ProposalStatus, SubscriptionStatus
from bot.views.state import AdjustmentLine, HoldLine, InvoiceLine, RetainerLine, Who
from bot.workflows.standing.money_words import is_left_alone

DAY = timedelta(days=1)
_UNDER_WAY = (AdjustmentStatus.REQUESTED, AdjustmentStatus.APPROVED)


def invoice_lines(deps: Deps, s: Session, proposal: ProposalRow) -> tuple[InvoiceLine, ...]:
    """Return the latest invoice of each number and payer.

    While a plan is in force, or would change one, that is all that the customer has of the deal;
    else what the proposal itself made.
    """
    rows = invoices.of_deal(s, proposal.deal_id)
    latest = {(row.item, row.party): row for row in rows}  # by revision: the last one wins
    whole = _shows_all(s, proposal)
    shown = [
        row
        for row in latest.values()
        if row.proposal_id == proposal.id or (whole and row.status is not InvoiceStatus.CANCELED)
    ]
    held = {hold.subject: hold for hold in holds.open_of_deal(s, proposal.deal_id)}
    several = len({row.party for row in shown}) > 1
    void = _voided(rows)
    return tuple(_invoice(deps, row, proposal.plan, held, void, several=several) for row in shown)


def _shows_all(s: Session, proposal: ProposalRow) -> bool:
    if proposal.status is ProposalStatus.PENDING:
        return bool(proposal.amends)
    in_force = proposals.in_force(s, proposal.deal_id)
    return in_force is not None and in_force.id == proposal.id


def _voided(rows: Sequence[InvoiceRow]) -> Mapping[tuple[int, str], str]:
    """Return the number of the latest void invoice of each installment and payer."""
    return {(r.item, r.party): r.number for r in rows if r.status is InvoiceStatus.VOID}


def _invoice(
    deps: Deps,
    row: InvoiceRow,
    plan: Plan,
    held: Mapping[str, HoldRow],
    void: Mapping[tuple[int, str], str],
    *,
    several: bool,
) -> InvoiceLine:
    zone = deps.settings.billing_timezone
    hold = held.get(row.id)
    owing = row.status is InvoiceStatus.OPEN and row.due_date is not None
    is_void = row.status is InvoiceStatus.VOID
    return InvoiceLine(
        invoice_id=row.id,
        item=row.item,
        party=row.party,
        payer=row.account_name if several else "",
        label=row.label or _label(plan, row.item),
        period=_period(row),
        status=row.status,
        amount=row.money(row.total_minor),
        net=None if row.net_minor is None else row.money(row.net_minor),
        balance=row.balance,
        paid=row.money(row.paid_minor),
        issue_date=row.issue_date,
        due_date=row.due_date,
        sent_date=_date(zone, row.sent_at),
        paid_date=_date(zone, row.paid_at),
        number=row.number,
        url=row.url,
        processing=row.processing,
        hold=hold_line(deps, hold) if hold else None,
        promised_date=row.promised_date,
        days_past_due=days_past_due(row.due_date, deps.today()) if owing else 0,
        condition=row.condition if row.met_at is None and row.status in NOT_OUT else "",
        waits_for_usage=row.awaits_usage,
        credited=row.money(row.credited_minor) if row.credited_minor else None,
        refunded=row.money(row.refunded_minor) if row.refunded_minor else None,
        disputed=row.money(row.disputed_minor) if row.disputed_minor else None,
        dispute=row.dispute,
        small_remainder=is_left_alone(deps, row),
        replaces="" if is_void else void.get((row.item, row.party), ""),
        by_subscription=bool(row.subscription_id),
    )


def _label(plan: Plan, item: int) -> str:
    parts = {part.number: part.label for part in plan.installments}
    return parts.get(item) or next((r.label for r in plan.retainers if item in r.numbers), "")


def _period(row: InvoiceRow) -> Period | None:
    if row.period_start is None or row.period_end is None:
        return None
    return Period(start=row.period_start, end=row.period_end)


def retainer_lines(deps: Deps, s: Session, proposal: ProposalRow) -> tuple[RetainerLine, ...]:
    """Return the latest subscription of each retainer and payer."""
    rows = subscriptions.of_deal(s, proposal.deal_id)
    latest = {(row.item, row.party): row for row in rows}
    whole = _shows_all(s, proposal)
    shown = [
        row
        for row in latest.values()
        if row.first_period <= row.last_period
        and (
            row.proposal_id == proposal.id
            or (whole and row.status is not SubscriptionStatus.CANCELED)
        )
    ]
    several = len({row.party for row in shown}) > 1
    made = invoices.of_deal(s, proposal.deal_id) if shown else []
    return tuple(_retainer(deps, s, row, made, several=several) for row in shown)


def _retainer(
    deps: Deps, s: Session, row: SubscriptionRow, made: Sequence[InvoiceRow], *, several: bool
) -> RetainerLine:
    hold = holds.open_on(s, row.id)
    theirs = [one for one in made if one.subscription_id == row.id]
    return RetainerLine(
        subscription_id=row.id,
        item=row.item,
        party=row.party,
        payer=row.account_name if several else "",
        label=row.label,
        status=row.status,
        amount=row.amount,
        next_on=_next_on(row, theirs, deps.today()),
        ends_on=row.ends_on - DAY,
        hold=hold_line(deps, hold) if hold else None,
        waits_for_usage=any(one.awaits_usage and one.status in NOT_OUT for one in theirs),
        renews=row.renews,
    )


def _next_on(row: SubscriptionRow, made: Sequence[InvoiceRow], today: date) -> date | None:
    """Return the first day of the next period that is not begun and not billed."""
    billed = {one.item for one in made}
    for number in range(row.first_period, row.last_period + 1):
        start = row.start_of(number)
        if row.item + number - 1 not in billed and start >= today:
            return start
    return None


def adjustment_lines(deps: Deps, s: Session, deal_id: str) -> tuple[AdjustmentLine, ...]:
    """Return the corrections of the deal's invoices that are not done."""
    return tuple(
        AdjustmentLine(
            adjustment_id=row.id,
            words=row.words,
            status=row.status,
            requested_by=who(deps, row.requested_by),
            reason=row.reason,
        )
        for row in adjustments.of_deal(s, deal_id)
        if row.status in _UNDER_WAY
    )


def hold_line(deps: Deps, hold: HoldRow) -> HoldLine:
    """Return why something waits."""
    return HoldLine(
        reason=hold.reason,
        by=Who(name=hold.by_name, slack_id=hold.by),
        since_date=date_in(deps.settings.billing_timezone, hold.at),
        note=hold.note,
        until_date=hold.until_date,
        confirmed=hold.confirmed_at is not None,
    )


def who(deps: Deps, user_id: str) -> Who:
    """Return how to name somebody by their Slack id."""
    try:
        return Who(name=deps.directory.person(user_id).name, slack_id=user_id)
    except NotFound:  # the account is gone: no reason not to show the card
        return Who(name=user_id)


def _date(zone: ZoneInfo, instant: datetime | None) -> date | None:
    return date_in(zone, instant) if instant else None
