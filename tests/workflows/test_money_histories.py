"""Random histories of an invoice's money end with ledger = Stripe = Salesforce."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.deps import Deps
from bot.errors import VendorError
from bot.facts import CreditWay
from bot.ledger import audit
from bot.workflows.tracking.observe import observe
from tests.fakes.billing import FakeBilling
from tests.fakes.crm import FakeCrm
from tests.fakes.engine import FakeEngine
from tests.fakes.ledger import empty_ledger
from tests.workflows.till import Till

AMOUNTS = st.integers(1, 500)
STEPS = st.one_of(
    st.tuples(st.just("pay"), AMOUNTS),
    st.tuples(st.just("record"), AMOUNTS),
    st.tuples(st.just("credit"), AMOUNTS, st.sampled_from(CreditWay)),
    st.tuples(st.just("void_note")),
    st.tuples(st.just("refund"), AMOUNTS, st.sampled_from(["pending", "succeeded"])),
    st.tuples(st.just("turn_refund"), st.sampled_from(["succeeded", "failed", "canceled"])),
    st.tuples(st.just("dispute"), AMOUNTS, st.sampled_from(["warning_needs_response", "lost"])),
    st.tuples(st.just("dispute"), AMOUNTS, st.just("needs_response")),
    st.tuples(st.just("turn"), st.sampled_from(["under_review", "won", "lost"])),
    st.tuples(st.just("write_off")),
    st.tuples(st.just("void")),
    st.tuples(st.just("look")),
    st.tuples(st.just("look_back"), st.integers(0, 20)),
)


@contextmanager
def fresh(deps: Deps) -> Iterator[Till]:
    """Yield a till of its own."""
    with tempfile.TemporaryDirectory() as folder:
        ledger = empty_ledger(Path(folder))
        outside = {"billing": FakeBilling(deps.clock), "crm": FakeCrm(deps.clock)}
        yield Till(replace(deps, ledger=ledger, engine=FakeEngine(), **outside))  # type: ignore[arg-type] # the fields are named above
        ledger.close()


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(steps=st.lists(STEPS, min_size=1, max_size=12))
def test_all_books_agree_after_any_history(deps: Deps, steps: list[tuple[object, ...]]) -> None:
    with fresh(deps) as till:
        looks = [till.billing.invoices[till.stripe_id]]
        for name, *args in steps:
            if name == "look_back":
                (back,) = args
                assert isinstance(back, int)
                with till.deps.ledger.transaction() as s:
                    observe(till.deps, s, looks[-1 - back % len(looks)])
                continue
            with suppress(VendorError, KeyError, AssertionError):
                getattr(till, str(name))(*args)
            looks.append(till.billing.invoices[till.stripe_id])
        till.look()
        till.agrees()
        assert till.row.balance_minor >= 0
        with till.deps.ledger.reading() as s:
            assert audit.verify(s) is None


@pytest.mark.parametrize("currency", ["JPY", "KWD", "EUR"])
def test_all_books_agree_in_other_currencies(currency: str, deps: Deps) -> None:
    till = Till(deps, currency=currency, minor=480_000)
    till.pay(1_000)
    till.credit(500)
    till.look()
    till.agrees()
    till.pay()
    till.refund(70)
    till.look()
    till.agrees()
