"""Drift of retainers: what does not run at Stripe as approved, and periods without an invoice."""

from collections.abc import Iterator, Sequence
from datetime import timedelta

from bot.deps import Deps
from bot.facts import SubscriptionFact
from bot.ledger import Session, desk, invoices, subscriptions
from bot.ledger.held import kept_back, retainer_kept_back
from bot.ledger.invoices import InvoiceRow
from bot.ledger.subscriptions import SubscriptionRow
from bot.status import SubscriptionStatus, words
from bot.views.text import day
from bot.workflows.standing.drifting import GRACE, Drift, Kind
from bot.workflows.standing.retainers import name_of

A_DAY = timedelta(days=1)


def retained(deps: Deps, s: Session, seen: Sequence[SubscriptionFact]) -> Iterator[Drift]:
    """Yield where retainers are not at Stripe as the ledger has them."""
    there = {fact.stripe_id: fact for fact in seen}
    troubled = {trouble.subject for trouble in desk.open_troubles(s)}
    for row in subscriptions.in_status(s, SubscriptionStatus.APPROVED):
        late = row.starts_on <= deps.today() and row.created_at < deps.now() - GRACE
        if late and row.id not in troubled and not retainer_kept_back(s, row):
            yield _drift(Kind.RETAINER_NOT_MADE, row, "")
    for row in subscriptions.in_status(s, SubscriptionStatus.ACTIVE):
        if row.id not in troubled:
            yield from _running(deps, s, row, there.get(row.stripe_id or ""))
    for invoice in invoices.each_scheduled(s):
        if invoice.subscription_id and invoice.id not in troubled and _is_left(deps, s, invoice):
            yield _period(invoice)
    for fact in seen:
        if fact.created_at < deps.now() - GRACE:
            yield from _not_wanted(s, fact)


def _running(
    deps: Deps, s: Session, row: SubscriptionRow, fact: SubscriptionFact | None
) -> Iterator[Drift]:
    if fact is None:
        yield _drift(Kind.RETAINER_GONE, row, "")
        return
    paused = row.waits or retainer_kept_back(s, row)
    if fact.paused != paused:
        said = "paused there, not here" if fact.paused else "on hold here, not there"
        yield _drift(Kind.RETAINER_DIFFERS, row, said)
    if fact.amount.minor != row.amount_minor:
        yield _drift(Kind.RETAINER_DIFFERS, row, f"{fact.amount} there, {row.amount} here")
    if fact.ends_on != row.ends_on:
        yield _drift(Kind.RETAINER_DIFFERS, row, f"ends on {fact.ends_on}, not {row.ends_on}")
    billed = {one.item for one in invoices.of_deal(s, row.deal_id) if one.party == row.party}
    for period in range(row.first_period, row.last_period + 1):
        start = row.period(period).start
        if start < deps.today() and row.item + period - 1 not in billed:
            yield _drift(Kind.PERIOD_MISSING, row, f"from {day(start, deps.today())}")


def _is_left(deps: Deps, s: Session, row: InvoiceRow) -> bool:
    """Return whether the draft of a period should be out by now."""
    return row.created_at < deps.now() - A_DAY and not row.awaits_usage and not kept_back(s, row)


def _not_wanted(s: Session, fact: SubscriptionFact) -> Iterator[Drift]:
    """Yield what runs at Stripe in our name, and was given up or never approved."""
    row = subscriptions.by_stripe_id(s, fact.stripe_id)
    row = row or s.get(SubscriptionRow, fact.subscription_id)
    runs_out = row is not None and fact.next_on is None
    if row is not None and (row.status is SubscriptionStatus.ACTIVE or runs_out):
        return
    if row is None:
        yield Drift(kind=Kind.RETAINER_UNKNOWN, subject=fact.stripe_id, words=fact.stripe_id,
                    deal_id=fact.deal_id)  # fmt: skip
    elif row.stripe_id in (None, fact.stripe_id) and row.status is not SubscriptionStatus.APPROVED:
        yield _drift(Kind.RETAINER_NOT_WANTED, row, f"it is {words(row.status)} here")


def _drift(kind: Kind, row: SubscriptionRow, what: str) -> Drift:
    name = f"{name_of(row)} of {row.account_name}"
    said = f"{name}: {what}" if what else name
    return Drift(kind=kind, subject=row.id, words=said, deal_id=row.deal_id)


def _period(row: InvoiceRow) -> Drift:
    name = f"Invoice {row.number or row.item} of {row.account_name}"
    return Drift(kind=Kind.PERIOD_LEFT, subject=row.id, words=name, deal_id=row.deal_id)
