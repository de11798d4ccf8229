"""Strangers: what Stripe has for a deal by our hand, and the ledger does not know.

So it is after an older copy of the ledger was restored: deals are asked about again that went out
since. Nothing of such a deal is made anew; what was asked again and is out already is taken as it
is, and with anything else a person has to say what counts.
"""

from bot.deps import Deps
from bot.errors import Invalid, NotFound
from bot.facts import Snapshot, SubscriptionFact
from bot.ledger import Session, desk, invoices, subscriptions
from bot.ledger.invoices import InvoiceRow
from bot.status import InvoiceStatus, words
from bot.workflows.standing.strange_retainers import pairs, said_of, standing

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

    A retainer that was approved again and is there already is no stranger: it is about to be taken.

    Raises:
        Invalid: naming them and the ways out.

    """
    there = standing(deps, deal_id)
    with deps.ledger.reading() as s:
        taken = {one.stripe_id for one in pairs(s, deal_id, there).values()}
    left = [said_of(deps, one.fact) for one in there if one.fact.stripe_id not in taken]
    sent = _invoices(deps, deal_id, invoice_id)
    if found := [*sent, *left]:
        ways = [*(["void or delete the invoice"] if sent else []),
                *(["end the subscription"] if left else [])]  # fmt: skip
        raise Invalid(
            f"Stripe has {', '.join(found)} for this deal, which this ledger does not know: an "
            "older copy of it was restored, perhaps, or another closedwon works on the same "
            "account. If that is right, nothing more is to be sent; if not, "
            f"{' and '.join(ways)} in Stripe, then retry."
        )


def claim(deps: Deps, subscription_id: str) -> SubscriptionFact | None:
    """Return what a retainer that was approved again is at Stripe, None if it is to be made.

    Its customer becomes the retainer's, so that no other is made. That it is the retainer's own is
    noted by whoever asked.

    Raises:
        Invalid: if there are strangers, and none of them is it: names them and the ways out.

    """
    with deps.ledger.reading() as s:
        deal_id = subscriptions.get(s, subscription_id).deal_id
    if there := standing(deps, deal_id):
        with deps.ledger.transaction() as s:
            row = subscriptions.get(s, subscription_id, lock=True)
            own = pairs(s, deal_id, there).get(row.id)
            if own is not None:
                row.customer_id = own.customer_id
                return own
    refuse(deps, deal_id)
    return None


def _invoices(deps: Deps, deal_id: str, invoice_id: str) -> list[str]:
    """Return what to call the strange invoices of a deal, once `invoice_id` took its own."""
    with deps.ledger.reading() as s:
        known = _of(s, deal_id)
    if not known:
        return []
    found = [one for one in (_look(deps, stripe_id) for stripe_id in known) if one]
    with deps.ledger.transaction() as s:
        found = [one for one in found if _is_strange(s, one)]
        if invoice_id and len(found) == 1 and _takes(s, invoice_id, found[0]):
            found = []
        gone = {*known} - {one.stripe_id for one in found}
        _keep(s, deal_id, [stripe_id for stripe_id in _of(s, deal_id) if stripe_id not in gone])
    return [f"{one.number or one.stripe_id} over {one.total} ({_state(one)})" for one in found]


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
