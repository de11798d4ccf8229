"""What nobody may find once all has settled: drafts of nobody, work undone, unexplained trouble."""

from collections.abc import Iterator, Sequence

from bot.ledger import Session, desk, invoices
from bot.ledger.desk import TroubleRow
from bot.ledger.held import holding, retainer_of
from bot.ledger.invoices import InvoiceRow
from bot.status import InvoiceStatus
from bot.workflows.standing.quantities import missing, variable_of
from bot.workflows.sweeping.drift import Drift
from bot.workflows.tracking.untaxed import TAX
from tests.fakes.billing_time import NO_LOCATION
from tests.histories.world import World

NOT_OUT = (InvoiceStatus.APPROVED, InvoiceStatus.SCHEDULED)


def left_over(world: World, s: Session) -> Iterator[str]:
    """Yield drafts that no invoice of the ledger is waiting for, and work that never ended."""
    for one in world.billing.invoices.values():
        row = invoices.by_stripe_id(s, one.stripe_id)
        if one.status is not None or (row is not None and row.status in NOT_OUT):
            continue
        if not one.subscription_id:
            yield f"the draft {one.stripe_id} over {one.total} is left at Stripe"
        elif one.finalizes_on is not None:
            yield f"the draft {one.stripe_id} of a retainer goes out, and nobody counts on it"
    if waits := world.engine.waiting_for_vendors:
        yield f"{waits} workflows still wait for a vendor"


def uncounted(s: Session) -> Iterator[str]:
    """Yield what went out without the quantities that it is billed by."""
    for row in s.query(invoices.InvoiceRow).all():
        retainer = retainer_of(s, row)
        if retainer is None or row.period_start is None or not row.total_minor:
            continue
        if row.status in (*NOT_OUT, InvoiceStatus.CANCELED, InvoiceStatus.VOID):
            continue
        if variable_of(s, retainer, row.period_start) and missing(s, retainer, row.period_start):
            yield f"invoice {row.item} of {row.deal_id} went out without its quantities"


def unexplained(world: World, s: Session, drifts: Sequence[Drift]) -> Iterator[str]:
    """Yield trouble that is open although what caused it is over."""
    found = {f"{one.kind}:{one.subject}" for one in drifts}
    for row in desk.open_troubles(s):
        if row.subject not in found and not _still_there(world, s, row):
            yield f"trouble without cause: {row.kind} {row.subject} ({row.code}): {row.words}"


def _still_there(world: World, s: Session, row: TroubleRow) -> bool:
    """Return whether what caused it is there still, for somebody to mend.

    Of an invoice on hold nobody can tell before it is released and tried again.
    """
    untaxed = row.kind == TAX or NO_LOCATION in row.words
    invoice = s.get(InvoiceRow, row.subject)
    waits = invoice is not None and bool(holding(s, invoice))
    return untaxed and (bool(world.billing.untaxable) or waits)
