"""Wherever the process dies, the invoice ends as if it had not: made once, sent once."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from functools import partial
from typing import Any

import pytest

from bot.deal import Contact
from bot.deps import Deps
from bot.outcome import Outcome
from bot.status import InvoiceStatus
from bot.workflows.deciding.propose import propose
from bot.workflows.issuing.issue import issue
from bot.workflows.tracking.watch import see
from tests.fakes.deals import a_deal, deal_id
from tests.fakes.engine import FakeEngine
from tests.workflows.house import NO_ANSWER, STORED_500, House


class Crash(BaseException):
    """The process dies here."""


@dataclass
class MortalEngine(FakeEngine):
    """Keeps the outcomes of finished steps over a crash, as the real engine does."""

    kept: list[dict[str, Any]] = field(default_factory=list)
    position: int = 0
    dies_at: tuple[int, str] | None = None

    def begin(self, dies_at: tuple[int, str] | None) -> None:
        self.kept, self.position, self.dies_at = [], 0, dies_at

    def durably(self, step: Callable[..., Any], *args: Any) -> Outcome:
        position, self.position = self.position, self.position + 1
        if position < len(self.kept):
            return Outcome.from_json(self.kept[position])
        self._perhaps_die(position, "before")
        outcome = super().durably(step, *args)
        self._perhaps_die(position, "after")
        self.kept.append(outcome.to_json())
        return outcome

    def _perhaps_die(self, position: int, when: str) -> None:
        if self.dies_at == (position, when):
            self.dies_at = None
            raise Crash

    def run_to_the_end(self, deps: Deps, invoice_id: str) -> None:
        try:
            issue(deps, invoice_id)
        except Crash:
            self.position = 0
            issue(deps, invoice_id)


def nothing(_: House) -> None:
    """Let Stripe answer everything."""


def fails(method: str, *, after: bool) -> Callable[[House], None]:
    return lambda house: house.billing.fail_at(method, STORED_500, after=after)


def does_not_answer(method: str, *, after: bool) -> Callable[[House], None]:
    return lambda house: house.billing.fail_at(method, NO_ANSWER, after=after)


WEATHER: dict[str, Callable[[House], None]] = {"fair": nothing}
for _method in ("create_customer", "draft", "add_lines", "send"):
    for _after in (False, True):
        _when = "after" if _after else "before"
        WEATHER[f"500 {_when} {_method}"] = fails(_method, after=_after)
        WEATHER[f"no answer {_when} {_method}"] = does_not_answer(_method, after=_after)
WEATHER["finalized but not mailed"] = lambda house: house.billing.finalize_only(STORED_500)


@pytest.fixture
def engine() -> FakeEngine:
    return MortalEngine()


@pytest.fixture
def mortal(engine: FakeEngine) -> MortalEngine:
    assert isinstance(engine, MortalEngine)
    return engine


@pytest.fixture
def house(deps: Deps) -> House:
    return House(deps)


def orders(house: House, mortal: MortalEngine) -> Iterator[tuple[str, str]]:
    """Yield deal and invoice, approved and not begun, each with a customer of its own."""
    number = 0
    while True:
        number += 1
        mortal.begin(None)
        house.billing.failures_are_over()
        ident = deal_id(number)
        lee = Contact(id=f"{number:018d}", name="Lee", email=f"ap{number}@acme.example")
        won = house.crm.win(a_deal(id=ident, contacts=(lee,)))
        with house.deps.ledger.transaction() as s:
            see(house.deps, s, won)
        propose(house.deps, ident)
        house.approve(deal_id=ident)
        yield ident, house.invoice(ident).id


def ended(house: House, ident: str) -> dict[str, object]:
    """Return all that counts about how it ended."""
    row = house.invoice(ident)
    at_stripe = [i for i in house.billing.invoices.values() if i.deal_id == ident]
    ids = {invoice.stripe_id for invoice in at_stripe}
    return {
        "status": row.status,
        "balance": row.balance_minor,
        "at Stripe": [(i.status, str(i.total)) for i in at_stripe],
        "known": row.stripe_id in ids,
        "mails": sum(stripe_id in ids for stripe_id, _ in house.billing.mails),
        "customers": sum(c.email == row.bill_to_email for c in house.billing.customers.values()),
        "told": sum("was sent" in line for line in house.told(ident)),
        "trouble": len(house.troubles()),
    }


ONCE = {
    "status": InvoiceStatus.OPEN,
    "balance": 4_800_000,
    "at Stripe": [(InvoiceStatus.OPEN, "$48,000.00")],
    "known": True,
    "mails": 1,
    "customers": 1,
    "told": 1,
    "trouble": 0,
}


class TestCrash:
    @pytest.mark.parametrize("weather", WEATHER)
    def test_between_any_two_steps_changes_nothing(
        self, house: House, mortal: MortalEngine, weather: str
    ) -> None:
        numbered = orders(house, mortal)
        ident, invoice_id = next(numbered)
        WEATHER[weather](house)
        mortal.begin(None)
        mortal.run_to_the_end(house.deps, invoice_id)
        assert ended(house, ident) == ONCE
        for step in range(len(mortal.kept)):
            for when in ("before", "after"):
                ident, invoice_id = next(numbered)
                WEATHER[weather](house)
                mortal.begin((step, when))
                mortal.run_to_the_end(house.deps, invoice_id)
                assert ended(house, ident) == ONCE, f"died {when} step {step}"

    @pytest.mark.parametrize("method", ["create_customer", "draft", "add_lines", "send"])
    def test_after_a_call_whose_answer_was_never_read_changes_nothing(
        self, house: House, mortal: MortalEngine, method: str
    ) -> None:
        ident, invoice_id = next(orders(house, mortal))
        mortal.begin(None)
        house.billing.die_after(method, Crash())
        mortal.run_to_the_end(house.deps, invoice_id)
        assert ended(house, ident) == ONCE

    def test_while_it_is_called_off_leaves_no_draft(
        self, house: House, mortal: MortalEngine
    ) -> None:
        numbered = orders(house, mortal)
        for step in range(12):
            for when in ("before", "after"):
                ident, invoice_id = next(numbered)
                house.billing.at("send", lambda: house.billing.fail_next(NO_ANSWER))
                house.billing.at("add_lines", partial(change, house, ident))
                mortal.begin((step, when))
                mortal.run_to_the_end(house.deps, invoice_id)
                left = [i for i in house.billing.invoices.values() if i.deal_id == ident]
                assert (house.invoices(ident)[0].status, left) == (InvoiceStatus.CANCELED, [])
                mortal.begin(None)
                propose(house.deps, ident)
                assert house.revisions(ident) == 2


def change(house: House, ident: str) -> None:
    """Change the deal, and let the poll see it, while the invoice is being made."""
    changed = house.crm.change(ident, amount=Decimal(9), lines=())
    with house.deps.ledger.transaction() as s:
        see(house.deps, s, changed)
