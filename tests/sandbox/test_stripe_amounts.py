"""What an invoice says of its money never contradicts itself, whatever happens to it."""

from collections.abc import Iterator
from typing import Any

import pytest
import requests
import stripe
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from tests.sandbox.stripe_kit import Stage, on_stage

TOTAL = 100_000
AMOUNTS = st.sampled_from((1, 10_000, 33_333, 60_000, TOTAL, 130_000))
PAY = st.fixed_dictionaries(
    {
        "amount": AMOUNTS,
        "kind": st.sampled_from(("card", "bank_transfer", "bank_debit", "out_of_band")),
    }
)
PROCESSING: st.SearchStrategy[dict[str, Any]] = st.sampled_from(
    [{"kind": "bank_debit", "processing": True, **part} for part in ({}, {"amount": 60_000})]
)
CREDIT = st.fixed_dictionaries(
    {"amount": AMOUNTS, "how": st.sampled_from(("balance", "refund", "out_of_band"))}
)
NOTHING: st.SearchStrategy[dict[str, Any]] = st.just({})
STEPS = (
    *(("pay", PAY), ("pay", PROCESSING), ("credit", CREDIT), ("credit", CREDIT)),
    *(("refund", st.fixed_dictionaries({"amount": AMOUNTS})), ("fail", NOTHING)),
    *((what, NOTHING) for what in ("settle", "void note", "fail refund", "dispute", "revise")),
    *((what, NOTHING) for what in ("dispute/win", "dispute/lose", "uncollectible")),
)
HISTORIES = st.lists(
    st.one_of([st.tuples(st.just(what), body) for what, body in STEPS]), min_size=5, max_size=12
)


@pytest.fixture(scope="module")
def stage() -> Iterator[Stage]:
    with on_stage() as stage:
        yield stage


def attempt(stage: Stage, path: str, body: dict[str, Any]) -> None:
    """Pull a lever that may be refused, but never breaks."""
    answer = requests.post(f"{stage.address}/control/stripe/{path}", json=body, timeout=5)
    assert answer.status_code in (200, 400), answer.text


def happen(stage: Stage, invoice: str, what: str, body: dict[str, Any]) -> None:
    table = {"void note": "credit_notes", "fail refund": "refunds"}.get(what)
    if table is None:
        attempt(stage, f"invoices/{invoice}/{what}", body)
        return
    for row in ours(stage, table, invoice)[-1:]:
        attempt(stage, f"{table}/{row['id']}/{what.split(maxsplit=1)[0]}", {})


def ours(stage: Stage, table: str, invoice: str) -> list[dict[str, Any]]:
    rows = stage.seen(table)
    if table == "credit_notes":
        return [row for row in rows if row["invoice"] == invoice]
    paid = stage.v1.invoice_payments.list({"invoice": invoice, "status": "paid", "limit": 100})
    intents = {getattr(row.payment, "payment_intent", None) for row in paid.data}
    return [row for row in rows if row["payment_intent"] in intents]


def assert_consistent(stage: Stage, ident: str) -> None:
    invoice = stage.v1.invoices.retrieve(ident, {"expand": ["payments"]})
    notes = [row for row in ours(stage, "credit_notes", ident) if row["status"] == "issued"]
    assert invoice.payments is not None
    landed = [row for row in invoice.payments.data if row.status == "paid"]
    before, after = (
        sum(note[f"{when}_payment_amount"] for note in notes) for when in ("pre", "post")
    )
    assert invoice.total == TOTAL
    assert invoice.pre_payment_credit_notes_amount == before
    assert invoice.post_payment_credit_notes_amount == after
    assert invoice.amount_due == TOTAL + invoice.starting_balance - before
    assert invoice.amount_paid == sum(row.amount_paid or 0 for row in landed)
    assert invoice.amount_remaining == invoice.amount_due - invoice.amount_paid >= 0
    assert sum(note["amount"] for note in notes) == before + after <= TOTAL
    assert (invoice.status == "paid") == (invoice.amount_remaining == 0)
    assert_customer(stage, invoice, notes)
    assert_charges(stage, ident)
    assert_default(stage, invoice)


def assert_customer(stage: Stage, invoice: stripe.Invoice, notes: list[dict[str, Any]]) -> None:
    """Check that the customer is owed what was overpaid or credited to the balance."""
    assert isinstance(invoice.customer, str)
    credited = 0
    for note in notes:
        refunded = sum(link["amount_refunded"] for link in note["refunds"])
        credited += note["post_payment_amount"] - refunded - (note["out_of_band_amount"] or 0)
    owed = stage.v1.customers.retrieve(invoice.customer).balance
    assert owed == -(invoice.amount_overpaid + credited)


def assert_charges(stage: Stage, invoice: str) -> None:
    refunds = ours(stage, "refunds", invoice)
    for ident in {refund["charge"] for refund in refunds}:
        charge = stage.v1.charges.retrieve(ident)
        back = sum(
            refund["amount"]
            for refund in refunds
            if refund["charge"] == ident and refund["status"] != "failed"
        )
        assert charge.amount_refunded == back <= charge.amount
        assert charge.refunded == (back == charge.amount)


def assert_default(stage: Stage, invoice: stripe.Invoice) -> None:
    """Check that the customer is asked for what remains, unless money is on its way."""
    assert invoice.payments is not None
    waiting = [row for row in invoice.payments.data if row.status == "open" and row.is_default]
    for row in waiting:
        intent = stage.v1.payment_intents.retrieve(str(row.payment.payment_intent))
        if intent.status != "processing":
            assert row.amount_requested == intent.amount == invoice.amount_remaining > 0


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@example(
    history=[
        ("pay", {"kind": "card", "amount": 60_000}),
        ("refund", {"amount": 10_000}),
        ("fail refund", {}),
        ("credit", {"amount": 60_000, "how": "refund"}),
    ],
    balance=0,
)
@example(
    history=[
        ("pay", {"kind": "bank_debit", "processing": True}),
        ("credit", {"amount": 33_333}),
        ("fail", {}),
        ("void note", {}),
    ],
    balance=-30_000,
)
@given(history=HISTORIES, balance=st.sampled_from((0, -30_000, 20_000)))
def test_never_contradict(
    stage: Stage, history: list[tuple[str, dict[str, Any]]], balance: int
) -> None:
    invoice = stage.opened(TOTAL, customer=stage.customer(balance=balance).id).id
    for what, body in history:
        happen(stage, invoice, what, body)
        assert_consistent(stage, invoice)
