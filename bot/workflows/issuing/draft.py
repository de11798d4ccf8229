"""The draft of an approved invoice at Stripe: made once, filled once, compared, discarded."""

from typing import Any

from bot.clock import date_in
from bot.deps import Deps
from bot.errors import Conflict, NotFound
from bot.facts import InvoiceLines, Snapshot
from bot.ledger import invoices
from bot.ledger.base import new_id
from bot.ledger.invoices import InvoiceRow
from bot.status import InvoiceStatus
from bot.workflows.customers.customers import customer_of, remember
from bot.workflows.standing import attempt
from bot.workflows.standing.issue_order import charge_for, invoice_order, is_blank, mismatch, payer
from bot.workflows.standing.quantities import lines_of

OUR_IDS = ("closedwon_invoice_id", "closedwon_deal_id")
"""In the metadata of an invoice: whose it is."""


def draft(deps: Deps, invoice_id: str, run: str, customer_id: str) -> str:
    """Make the draft, or find the one an earlier attempt made; return its Stripe id.

    It is noted, and whose it is, before anything else is done with it.
    """
    stripe_id = _made_or_found(deps, invoice_id, run, customer_id)
    with deps.ledger.transaction() as s:
        attempt.check(s, invoice_id, run)
        row = invoices.get(s, invoice_id, lock=True)
        row.customer_id, row.stripe_id = customer_id, stripe_id
        remember(s, payer(charge_for(s, row)), customer_id)
    return stripe_id


def _made_or_found(deps: Deps, invoice_id: str, run: str, customer_id: str) -> str:
    with deps.ledger.reading() as s:
        attempt.check(s, invoice_id, run)
        row = invoices.get(s, invoice_id)
        due = charge_for(s, row).due
    if must_look(deps, row) or attempt.is_outdated(deps, row):
        found = _look(deps, row, customer_id)
        if found is not None and is_blank(row, found):  # never to be found for ours again
            notes = dict.fromkeys(OUR_IDS, "")
            deps.billing.note(found.stripe_id, notes, key=attempt.key(row, "disown"))
            found = None
        if found is not None and not _is_outdated(deps, row, found):
            return found.stripe_id
        if found is not None:  # its terms count from an earlier day
            out = _delete(deps, invoice_id, found)
            if out is not None:
                return out.stripe_id
        attempt.start_over(deps, invoice_id, run, due)
    elif row.stripe_id:
        return row.stripe_id
    with deps.ledger.reading() as s:
        row = invoices.get(s, invoice_id)
        begun_on = date_in(deps.settings.billing_timezone, row.attempt_at or deps.now())
        order = invoice_order(s, row, customer_id, begun_on)  # with the dates of this attempt
    with attempt.doubting(deps, invoice_id):
        return deps.billing.draft(order, key=attempt.key(row, "create"))


def must_look(deps: Deps, row: InvoiceRow) -> bool:
    """Return whether to look at Stripe first: a draft that waited for its day has seen a lot.

    One that is just being made anew has not: another run may be at it, and under the same key both
    make the same one.
    """
    waited = row.status is InvoiceStatus.SCHEDULED and row.stripe_id is not None
    return waited or attempt.is_doubtful(deps, row)


def _look(deps: Deps, row: InvoiceRow, customer_id: str) -> Snapshot | None:
    """Return what earlier attempts made at Stripe, if anything."""
    if row.stripe_id:
        try:
            return deps.billing.snapshot(row.stripe_id)
        except NotFound:
            return None
    return deps.billing.find_invoice(customer_id, row.id, row.created_at)


def _is_outdated(deps: Deps, row: InvoiceRow, found: Snapshot) -> bool:
    """Return whether a draft is for another day, or its terms count from one."""
    later = row.issue_date is not None and row.issue_date > deps.today()
    moved = found.due_date != row.due_date or (later and found.finalizes_on != row.issue_date)
    return found.status is None and (attempt.is_outdated(deps, row) or moved)


def made_so_far(deps: Deps, invoice_id: str, run: str) -> dict[str, Any] | None:
    """Return what attempts made at Stripe so far, None if nothing."""
    with deps.ledger.reading() as s:
        attempt.check(s, invoice_id, run)
        row = invoices.get(s, invoice_id)
        customer_id = customer_of(s, row)
    if row.attempt_at is None or not customer_id:
        return None
    found = _look(deps, row, customer_id)
    return found.to_json() if found else None


def fill(deps: Deps, invoice_id: str, run: str, stripe_id: str) -> dict[str, Any]:
    """Put the lines on the draft; return it as it stands, and what of it was not approved."""
    filled = _filled(deps, invoice_id, run, stripe_id)
    with deps.ledger.reading() as s:
        attempt.check(s, invoice_id, run)
        wrong = mismatch(invoices.get(s, invoice_id), filled)
    return {"filled": filled.to_json(), "wrong": wrong}


def _filled(deps: Deps, invoice_id: str, run: str, stripe_id: str) -> Snapshot:
    """Put the lines on the draft, unless an earlier attempt did.

    Under the key of an attempt that is not in doubt, another run at the same time adds them once.
    """
    with deps.ledger.reading() as s:
        attempt.check(s, invoice_id, run)
        row = invoices.get(s, invoice_id)
        lines = lines_of(s, row)
    again = False
    if must_look(deps, row):
        seen = deps.billing.snapshot(stripe_id)
        if seen.status is not None or seen.total.minor:
            return seen
        again = not attempt.is_doubtful(deps, row)
        row = row if again else attempt.renew(deps, invoice_id)
    with attempt.doubting(deps, invoice_id):
        filled = deps.billing.add_lines(
            stripe_id, InvoiceLines(lines=lines), key=attempt.key(row, "lines")
        )
    if again:  # the answer may be that of the other run, and lines may be gone since
        filled = deps.billing.snapshot(stripe_id)
    return filled


def discard(deps: Deps, invoice_id: str, stripe_id: str) -> None:
    """Delete a draft that must not go out; the next try makes a new one.

    Raises:
        Conflict: if it went out meanwhile.

    """
    try:
        out = _delete(deps, invoice_id, deps.billing.snapshot(stripe_id))
    except NotFound:
        attempt.forget_draft(deps, invoice_id, stripe_id)
        out = None
    if out is not None:
        raise Conflict("It went out by itself before it could be deleted at Stripe.")
    attempt.renew(deps, invoice_id)


def _delete(deps: Deps, invoice_id: str, found: Snapshot) -> Snapshot | None:
    """Delete a draft; return the invoice if it turns out to be out already, and stays.

    First it goes out by itself no more, then it is forgotten, then deleted: whatever is refused,
    and wherever the process dies, nothing that nobody knows of goes out on its day.
    """
    if found.status is None and (found.advances or found.finalizes_on):
        key = f"invoice:{invoice_id}:stay:{new_id('try')}"  # see `align.write`
        found = deps.billing.unschedule(found.stripe_id, key=key)
    if found.status is not None:
        return found
    attempt.forget_draft(deps, invoice_id, found.stripe_id)
    deps.billing.discard(found.stripe_id)
    return None
