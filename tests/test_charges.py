from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.charges import MAIN, charge_of, charges, lines_for, parties
from bot.currency import smallest_step
from bot.errors import NotFound
from bot.money import Money
from bot.payer import BillTo, Share
from bot.periods import Period
from bot.plan import Installment, Plan, PlanLine, Retainer, VariableLine

CURRENCIES = st.sampled_from(["USD", "JPY", "KWD", "ISK", "TND"])


def line(minor: int, currency: str = "USD", **more: object) -> PlanLine:
    fields: dict[str, object] = {
        "description": "Work",
        "amount": Money(minor=minor, currency=currency),
    }
    return PlanLine.model_validate(fields | more)


def share(percent: str, account_id: str = "001B") -> Share:
    payer = BillTo(account_id=account_id, account_name="B", email="b@b.example")
    return Share(bill_to=payer, percent=Decimal(percent), customer_id="cus_b")


PAYER = BillTo(account_id="001A", account_name="A", email="a@a.example")
RETAINER = Retainer(
    number=2,
    label="Support",
    lines=(line(100),),
    last=(line(104),),
    start=date(2027, 1, 31),
    periods=3,
)
PLAN = Plan(
    deal_id="006",
    deal_name="Deal",
    currency="USD",
    bill_to=PAYER,
    customer_id="cus_a",
    installments=(Installment(number=1, label="Setup", lines=(line(999), line(1)), source="m1"),),
    retainers=(RETAINER,),
)
SHARED = PLAN.model_copy(update={"shares": (share("33.3"),)})


class TestCharges:
    def test_are_every_invoice_in_the_order_of_numbers(self) -> None:
        found = charges(PLAN)
        assert [(c.number, c.party, c.amount_in("USD").minor) for c in found] == [
            (1, MAIN, 1000),
            (2, MAIN, 100),
            (3, MAIN, 100),
            (4, MAIN, 104),
        ]
        assert (found[0].source, found[0].period, found[0].customer_id) == ("m1", None, "cus_a")
        february = Period(start=date(2027, 2, 28), end=date(2027, 3, 30))
        assert (found[2].period, found[2].retainer, found[2].send_date) == (
            february,
            2,
            february.start,
        )
        assert [one.period for one in found[2].lines] == [february]

    def test_are_one_a_payer(self) -> None:
        found = charges(SHARED)
        assert parties(SHARED) == (MAIN, "001B")
        assert [(c.number, c.party, c.amount_in("USD").minor) for c in found[:4]] == [
            (1, MAIN, 668),
            (1, "001B", 332),
            (2, MAIN, 67),
            (2, "001B", 33),
        ]
        assert found[1].bill_to == SHARED.shares[0].bill_to
        assert found[1].customer_id == "cus_b"

    def test_are_found_by_number_and_payer(self) -> None:
        for charge in charges(SHARED):
            assert charge_of(SHARED, charge.number, charge.party) == charge

    @pytest.mark.parametrize(("number", "party"), [(9, MAIN), (1, "001C"), (2, "001C")])
    def test_that_are_not_there_are_not_found(self, number: int, party: str) -> None:
        with pytest.raises(NotFound):
            charge_of(SHARED, number, party)

    def test_may_be_wholly_variable(self) -> None:
        hours = VariableLine(key="h", description="Hours", unit_price=Decimal(150))
        open_ = RETAINER.model_copy(update={"lines": (), "last": (), "variable": (hours,)})
        plan = PLAN.model_copy(update={"installments": (), "retainers": (open_,)})
        assert [charge.amount_in("USD").minor for charge in charges(plan)] == [0, 0, 0]


@given(
    CURRENCIES,
    st.lists(st.integers(-(10**6), 10**6), min_size=1, max_size=6),
    st.lists(st.integers(1, 4_999), min_size=1, max_size=2),
)
def test_the_parts_of_the_payers_are_the_whole(
    currency: str, steps: list[int], percents: list[int]
) -> None:
    lines = [line(step * smallest_step(currency), currency) for step in steps]
    shares = tuple(
        share(str(Decimal(each).scaleb(-2)), f"001{place}") for place, each in enumerate(percents)
    )
    plan = PLAN.model_copy(update={"currency": currency, "shares": shares})
    parts = [part for party in parties(plan) for part in lines_for(plan, lines, party)]
    whole = Money.total((each.amount for each in lines), currency)
    assert Money.total((part.amount for part in parts), currency) == whole
    assert all(part.amount.minor % smallest_step(currency) == 0 for part in parts)
