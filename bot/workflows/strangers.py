"""Strangers: what Stripe has for a deal by our hand, and the ledger does not know.

So it is after an older copy of the ledger was restored: deals are asked about again that went out
since. Nothing of such a deal is made anew; what was asked again and is out already is taken as it
is, and with anything else a person has to say what counts.
"""

from bot.deps import Deps
from bot.errors import Invalid, NotFound
from bot.facts import Snapshot
from bot.ledger import Session, desk, invoices, subscriptions
from bot.ledger.invoices import InvoiceRow
from bot.status import InvoiceStatus, words

NAME = "strangers"
"""Beginning of the names of cursors: {"invoices": Stripe's ids}, by deal."""


def note(s: Session, seen: Snapshot) -> None:
    """Remember an invoice of ours that the ledger does not know, by the deal it was made for."""
    if not seen.deal_id or seen.status is InvoiceStatus.VOID or not _is_strange(s, seen):
        return
    known = _of(s, seen.deal_id)
    if seen.stripe_id not in known:
        _keep(s, seen.deal_id, [*known, seen.stripe_id])


def refuse(deps: Deps, deal_id: str, invoice_id: str = "") -> None:
    """Let nothing be made while strangers stand; the one that `invoice_id` is becomes its own.

    Raises:
        Invalid: naming them and the ways out.

    """
    with deps.ledger.reading() as s:
        known = _of(s, deal_id)
    if not known:
        return
    standing = [one for one in (_look(deps, stripe_id) for stripe_id in known) if one]
    with deps.ledger.transaction() as s:
        standing = [one for one in standing if _is_strange(s, one)]
        if invoice_id and len(standing) == 1 and _takes(s, invoice_id, standing[0]):
            standing = []
        _keep(s, deal_id, [one.stripe_id for one in standing])
    if standing:
        names = ", ".join(
            f"{one.number or one.stripe_id} over {one.total} ({_state(one)})" for one in standing
        )
        raise Invalid(
            f"Stripe has {names} for this deal, which this ledger does not know: an older copy of "
            "it was restored, perhaps, or another closedwon works on the same account. If that is "
            "right, nothing more is to be sent; if not, void or delete it in Stripe, then retry."
        )


def _is_strange(s: Session, seen: Snapshot) -> bool:
    if invoices.by_stripe_id(s, seen.stripe_id) is not None:
        return False
    if seen.subscription_id:
        return subscriptions.by_stripe_id(s, seen.subscription_id) is None
    return bool(seen.invoice_id) and s.get(InvoiceRow, seen.invoice_id) is None


def _takes(s: Session, invoice_id: str, seen: Snapshot) -> bool:
    """Return whether `seen` is what was approved again as this invoice, the only one of its deal.

    It is compared once more before it counts as sent, and is not e-mailed a second time.
    """
    row = invoices.get(s, invoice_id, lock=True)
    others = [one for one in invoices.of_deal(s, row.deal_id) if one.is_live and one.id != row.id]
    net = seen.total if seen.net is None else seen.net
    same = (net, seen.customer_email.casefold()) == (
        row.money(row.amount_minor),
        row.bill_to_email.casefold(),
    )
    if others or not same or row.stripe_id or seen.subscription_id:
        return False
    row.stripe_id, row.customer_id, row.in_doubt = seen.stripe_id, seen.customer_id, True
    return True


def _look(deps: Deps, stripe_id: str) -> Snapshot | None:
    try:
        seen = deps.billing.snapshot(stripe_id)
    except NotFound:
        return None
    return None if seen.status is InvoiceStatus.VOID else seen


def _state(seen: Snapshot) -> str:
    return "a draft" if seen.status is None else words(seen.status)


def _of(s: Session, deal_id: str) -> list[str]:
    return list((desk.cursor(s, f"{NAME}:{deal_id}") or {}).get("invoices", ()))


def _keep(s: Session, deal_id: str, stripe_ids: list[str]) -> None:
    desk.set_cursor(s, f"{NAME}:{deal_id}", {"invoices": stripe_ids})
