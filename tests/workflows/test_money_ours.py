"""Corrections that we carry out ourselves are told once, however they are seen at Stripe."""

import pytest

from bot.deps import Deps
from bot.facts import CreditWay
from bot.ledger.adjustments import AdjustmentRow
from bot.money import Money
from bot.plan import AdjustmentKind
from bot.status import AdjustmentStatus, InvoiceStatus
from bot.workflows.amending.adjust import adjust
from tests.workflows.till import Till


@pytest.fixture
def till(deps: Deps) -> Till:
    return Till(deps)


def asked(till: Till, kind: AdjustmentKind, amount: int, **details: str) -> str:
    """Have an approved correction."""
    row = AdjustmentRow(
        deal_id=till.invoice.deal_id,
        kind=kind,
        subject=till.invoice.id,
        status=AdjustmentStatus.APPROVED,
        amount_minor=amount * 100,
        currency="USD",
        words="As asked",
        details=details,
        requested_by="UKIM",
        requested_by_name="Kim",
        requested_at=till.deps.now(),
        decided_at=till.deps.now(),
    )
    with till.deps.ledger.transaction() as s:
        s.add(row)
    return row.id


def told_since(till: Till, count: int) -> list[str]:
    till.look()
    till.agrees()
    return till.told[count:]


def test_a_credit_note_of_ours_is_told_by_its_correction(till: Till) -> None:
    adjust(till.deps, asked(till, AdjustmentKind.CREDIT, 80))
    assert told_since(till, 0) == ["closedwon: Done: As asked."]


def test_a_refund_of_ours_is_told_by_its_correction(till: Till) -> None:
    till.pay()
    till.look()
    count = len(till.told)
    adjust(till.deps, asked(till, AdjustmentKind.REFUND, 80, way=CreditWay.REFUND))
    assert told_since(till, count) == ["closedwon: Done: As asked."]


@pytest.mark.parametrize(
    ("kind", "status"),
    [
        (AdjustmentKind.VOID, InvoiceStatus.VOID),
        (AdjustmentKind.WRITE_OFF, InvoiceStatus.UNCOLLECTIBLE),
    ],
)
def test_an_end_of_ours_is_told_by_its_correction(
    kind: AdjustmentKind, status: InvoiceStatus, till: Till
) -> None:
    adjust(till.deps, asked(till, kind, 480))
    assert told_since(till, 0) == ["closedwon: Done: As asked."]
    assert till.row.status is status


def test_a_payment_reported_by_hand_is_told_with_its_reference(till: Till) -> None:
    day = till.deps.today().isoformat()
    way = {"paid_on": day, "reference": "MT103 4711"}
    adjust(till.deps, asked(till, AdjustmentKind.RECORD_PAYMENT, 80, **way))
    paid, done = told_since(till, 0)
    assert paid == ("Stripe: Paid $80.00 outside Stripe (reference MT103 4711); balance $400.00.")
    assert done == "closedwon: Done: As asked."


def test_a_credit_note_of_somebody_else_is_news_beside_ours(till: Till) -> None:
    adjust(till.deps, asked(till, AdjustmentKind.CREDIT, 80))
    till.look()
    till.credit(80)
    [_, theirs] = told_since(till, 0)
    assert theirs.endswith("of $80.00; balance $320.00.")
    assert till.row.balance == Money(minor=32_000, currency="USD")
