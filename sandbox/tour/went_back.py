"""What went back of invoices, by Stripe's own lists of refunds and disputes."""

from collections import Counter
from collections.abc import Iterator

from bot.facts import GIVEN
from bot.ledger.invoices import InvoiceRow
from bot.workflows.standing.observing_back import WITHHELD
from sandbox.control import Obj
from sandbox.people import People


def went_back(people: People) -> Counter[tuple[str, str]]:
    """Return what went back by refunds and disputes: (which of the two, payment) -> minor units."""
    found: Counter[tuple[str, str]] = Counter()
    for what, states in (("refunds", GIVEN), ("disputes", WITHHELD)):
        for row in people.get(f"stripe/{what}"):
            if row["status"] in states:
                found[what, str(row["payment_intent"])] += row["amount"]
    return found


def taken_back(
    mine: InvoiceRow, seen: Obj, gone: Counter[tuple[str, str]]
) -> Iterator[tuple[str, object, object]]:
    """Yield what was taken back of an invoice: what it is, here and at Stripe."""
    credited = seen["pre_payment_credit_notes_amount"] + seen["post_payment_credit_notes_amount"]
    payments = [row["payment"].get("payment_intent") for row in seen["payments"]["data"]]
    yield "credited", mine.credited_minor, credited
    yield "refunded", mine.refunded_minor, sum(gone["refunds", str(one)] for one in payments)
    yield "disputed", mine.disputed_minor, sum(gone["disputes", str(one)] for one in payments)
