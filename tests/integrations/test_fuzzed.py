"""Rows and objects of no make of the vendors': read, or refused with an error of ours."""

import contextlib
import copy
import json
import os
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import stripe
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.errors import BotError
from bot.policy_file import parse_policy
from integrations.salesforce.queries import by_ids
from integrations.stripe.back import fact_of_note
from integrations.stripe.translate import customer_of, snapshot_of
from tests.integrations.salesforce_org import policy_with, served

few = settings(max_examples=500 if os.environ.get("CLOSEDWON_SOAK") else 60, deadline=None)
ZONE = ZoneInfo("UTC")
ODD = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=9)
    | st.sampled_from(["1e999", "2026-02-30", "\x00", "9" * 50, -1, 10**30]),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=3,
)  # fmt: skip
INVOICE = {
    "id": "in_1", "object": "invoice", "status": "open", "currency": "usd", "total": 100,
    "customer": "cus_1", "customer_name": "Acme", "customer_email": "a@b.test", "number": "1",
    "amount_due": 100, "amount_paid": 0, "amount_remaining": 100, "amount_overpaid": 0,
    "due_date": 1_800_000_000, "created": 1_790_000_000, "metadata": {"closedwon_invoice": "x"},
    "status_transitions": {"finalized_at": 1_790_000_000, "paid_at": None},
    "total_excluding_tax": 100, "total_taxes": [], "hosted_invoice_url": "https://x.test",
    "pre_payment_credit_notes_amount": 0, "post_payment_credit_notes_amount": 0,
}  # fmt: skip
CUSTOMER = {
    "id": "cus_1", "object": "customer", "name": "Acme", "email": "", "currency": "usd",
    "balance": -5, "metadata": {}, "invoice_credit_balance": {"usd": 5},
}  # fmt: skip
NOTE = {
    "id": "cn_1", "object": "credit_note", "amount": 5, "currency": "usd", "status": "issued",
    "number": "CN-1", "memo": None, "reason": None, "created": 1_790_000_000,
    "refunds": [{"amount_refunded": 3}],
}  # fmt: skip


@st.composite
def broken(draw: st.DrawFn, whole: Any) -> Any:
    """Draw a copy of an object with some of its parts gone, or something odd in their place."""
    found = copy.deepcopy(whole)
    for _ in range(draw(st.integers(1, 3))):
        name = draw(st.sampled_from(sorted(found) or ["x"]))
        if draw(st.booleans()):
            found.pop(name, None)
        else:
            found[name] = draw(ODD)
    return found


class TestStripe:
    @few
    @given(broken(INVOICE))
    def test_an_invoice_is_read_or_refused(self, sent: Any) -> None:
        with contextlib.suppress(BotError):
            snapshot_of(stripe.Invoice.construct_from(sent, "k"), ZONE)

    @few
    @given(broken(CUSTOMER), broken(NOTE))
    def test_a_customer_and_a_credit_note_are_read_or_refused(self, who: Any, note: Any) -> None:
        with contextlib.suppress(BotError):
            customer_of(stripe.Customer.construct_from(who, "k"))
        with contextlib.suppress(BotError):
            fact_of_note(stripe.CreditNote.construct_from(note, "k"))

    def test_what_is_whole_is_read(self) -> None:
        found = snapshot_of(stripe.Invoice.construct_from(INVOICE, "k"), ZONE)
        assert (found.total.minor, found.customer_name) == (100, "Acme")


class TestSalesforce:
    def test_a_row_is_read_or_refused_with_its_id(self) -> None:
        with served() as org:
            milestone = {"description": "M", "percent": 50}
            ident = org.won(lines=[{"product": "A", "unit_price": 1}], milestones=[milestone])
            crm = org.crm(policy_with())
            columns, translator = crm._reading()
            [soql] = by_ids(columns.select(), [ident])
            [row] = crm._rows(soql, deleted=True)

            @few
            @given(broken(dict(row)))
            def fuzzed(sent: Any) -> None:
                with contextlib.suppress(BotError):
                    list(translator.deals([sent]))

            fuzzed()
            assert next(translator.deals([row])).id == ident


WORDS = ["version", "people", "may", "deals", "tiers", "dunning", "billing", "x"]


class TestPolicy:
    @few
    @given(st.dictionaries(st.sampled_from(WORDS), ODD, max_size=4))
    def test_is_taken_or_its_mistakes_are_named(self, data: Any) -> None:
        people = {"finance": ["@f"], "ar": ["@a"]}
        for whole in (data, {"people": people} | data):
            with contextlib.suppress(BotError):
                parse_policy(whole, "policy.toml")

    @pytest.mark.parametrize("data", [{"people": {"finance": []}}, {"deals": {"skip": [{}]}}])
    def test_says_where(self, data: dict[str, object]) -> None:
        with pytest.raises(BotError, match=next(iter(data))):
            parse_policy(json.loads(json.dumps(data)), "policy.toml")
