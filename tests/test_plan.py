from datetime import date
from decimal import Decimal
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.deal import Address
from bot.due import Discount, Due
from bot.money import Money
from bot.overrides import Overrides
from bot.payer import BillTo, Share, Tax, TaxExempt, TaxMode
from bot.periods import Period, Rhythm
from bot.plan import (
    Adjustment,
    AdjustmentKind,
    Assumed,
    Installment,
    Plan,
    PlanLine,
    Retainer,
    Stretch,
    VariableLine,
)
from bot.value import Value


def money(minor: int, currency: str = "USD") -> Money:
    return Money(minor=minor, currency=currency)


LINE = PlanLine(description="Platform", amount=money(100))
PART = Installment(number=1, label="Deal", lines=(LINE,))
PAYER = BillTo(account_id="001", account_name="Acme", contact_id="003", name="Lee", email="a@b.c")
SHARE = Share(bill_to=PAYER.model_copy(update={"account_id": "002"}), percent=Decimal(40))
DAY = date(2027, 1, 31)
RETAINER = Retainer(number=2, label="Support", lines=(LINE,), start=DAY, periods=12)
HOURS = VariableLine(key="h", description="Hours", unit_price=Decimal(150))
CREDIT = Adjustment(
    kind=AdjustmentKind.CREDIT, subject="inv_1", number=1, amount=money(-1), words="A credit note"
)
PLAN = Plan(deal_id="006", deal_name="Deal", currency="USD", bill_to=PAYER, installments=(PART,))


def with_part(**changes: object) -> Plan:
    return PLAN.model_copy(update={"installments": (PART.model_copy(update=changes),)})


def with_line(**changes: object) -> Plan:
    return with_part(lines=(LINE.model_copy(update=changes),))


def with_payer(**changes: object) -> Plan:
    return PLAN.model_copy(update={"bill_to": PAYER.model_copy(update=changes)})


def with_retainer(**changes: object) -> Plan:
    return PLAN.model_copy(update={"retainers": (RETAINER.model_copy(update=changes),)})


REACHES_THE_CUSTOMER_OR_THE_BOOKS = {
    "deal": PLAN.model_copy(update={"deal_id": "007"}),
    "currency": PLAN.model_copy(update={"currency": "EUR"}),
    "nobody to bill": PLAN.model_copy(update={"bill_to": None}),
    "account": with_payer(account_id="002"),
    "account name": with_payer(account_name="Acme Inc."),
    "contact": with_payer(contact_id="004"),
    "name": with_payer(name="Kim"),
    "email": with_payer(email="x@b.c"),
    "address": with_payer(address=Address(city="Springfield")),
    "customer": PLAN.model_copy(update={"customer_id": "cus_1"}),
    "PO number": PLAN.model_copy(update={"po_number": "PO-1"}),
    "memo": PLAN.model_copy(update={"memo": "Thanks"}),
    "no invoice": PLAN.model_copy(update={"installments": ()}),
    "two invoices": PLAN.model_copy(
        update={"installments": (PART, PART.model_copy(update={"number": 2}))}
    ),
    "number": with_part(number=2),
    "send date": with_part(send_date=date(2026, 12, 1)),
    "terms": with_part(due=Due(net_days=31)),
    "due date": with_part(due=Due(on=date(2026, 12, 1))),
    "description": with_line(description="Platform 2"),
    "amount": with_line(amount=money(101)),
    "quantity": with_line(quantity=Decimal(2)),
    "unit price": with_line(unit_price=Decimal(1)),
    "two lines": with_part(lines=(LINE, LINE)),
    "line's payer": with_line(party=""),
    "service period": with_line(period=Period(start=DAY, end=DAY)),
    "condition": with_part(condition="on acceptance"),
    "end of month": with_part(due=Due(end_of_month=True)),
    "discount": with_part(due=Due(discount=Discount(percent=Decimal(2), days=10))),
    "tax status": with_payer(tax_exempt=TaxExempt.REVERSE),
    "tax id": with_payer(tax_id="DE1"),
    "kind of tax id": with_payer(tax_id_type="eu_vat"),
    "language": with_payer(language="de"),
    "footer": PLAN.model_copy(update={"footer": "Thanks"}),
    "custom field": PLAN.model_copy(update={"custom_fields": {"Cost center": "1"}}),
    "tax": PLAN.model_copy(update={"tax": Tax(mode=TaxMode.AUTOMATIC)}),
    "tax rates": PLAN.model_copy(update={"tax": Tax(mode=TaxMode.RATES, rates=("txr_1",))}),
    "share": PLAN.model_copy(update={"shares": (SHARE,)}),
    "share's part": PLAN.model_copy(
        update={"shares": (SHARE.model_copy(update={"percent": Decimal(41)}),)}
    ),
    "share's customer": PLAN.model_copy(
        update={"shares": (SHARE.model_copy(update={"customer_id": "cus_2"}),)}
    ),
    "adjustment": PLAN.model_copy(update={"adjustments": (CREDIT,)}),
    "retainer": with_retainer(),
    "retainer's number": with_retainer(number=3),
    "retainer's lines": with_retainer(lines=(LINE, LINE)),
    "last period": with_retainer(last=(LINE, LINE)),
    "earlier periods": with_retainer(earlier=(Stretch(through=1, lines=(LINE,)),)),
    "earlier terms": with_retainer(
        earlier=(Stretch(through=1, lines=(LINE,), due=Due(net_days=2)),)
    ),
    "earlier quantities": with_retainer(
        earlier=(Stretch(through=1, lines=(LINE,), variable=(HOURS,)),)
    ),
    "by quantity": with_retainer(variable=(HOURS,)),
    "anchor": with_retainer(anchor=31),
    "until": with_retainer(until=date(2027, 1, 5)),
    "start": with_retainer(start=date(2027, 1, 30)),
    "rhythm": with_retainer(rhythm=Rhythm(every=2)),
    "periods": with_retainer(periods=13),
    "retainer's terms": with_retainer(due=Due(net_days=1)),
    "renewal": with_retainer(renews=True),
}
DOES_NOT = {
    "deal name": PLAN.model_copy(update={"deal_name": "Renamed"}),
    "account name": PLAN.model_copy(update={"account_name": "Renamed"}),
    "label": with_part(label="Renamed"),
    "assumptions": PLAN.model_copy(update={"assumed": frozenset(Assumed)}),
    "writing of a number": with_line(quantity=Decimal("1.00")),
    "source": with_part(source="a00"),
    "sources": PLAN.model_copy(update={"sources": ("3 milestones in Salesforce",)}),
}


class TestContentHash:
    @pytest.mark.parametrize("name", REACHES_THE_CUSTOMER_OR_THE_BOOKS)
    def test_changes_with_what_reaches_the_customer(self, name: str) -> None:
        assert REACHES_THE_CUSTOMER_OR_THE_BOOKS[name].content_hash != PLAN.content_hash

    def test_differs_between_any_two_of_them(self) -> None:
        for one, other in combinations(REACHES_THE_CUSTOMER_OR_THE_BOOKS.values(), 2):
            assert one.content_hash != other.content_hash

    @pytest.mark.parametrize("name", DOES_NOT)
    def test_stays_with_what_does_not(self, name: str) -> None:
        assert DOES_NOT[name].content_hash == PLAN.content_hash

    def test_survives_the_ledger(self) -> None:
        for plan in (PLAN, *REACHES_THE_CUSTOMER_OR_THE_BOOKS.values()):
            assert Plan.from_json(plan.to_json()).content_hash == plan.content_hash

    def test_covers_every_field_there_is(self) -> None:
        """A new field has to be put into one of the two tables above."""
        known: dict[type[Value], str] = {
            Plan: "deal_id deal_name account_name currency bill_to customer_id shares installments "
            "retainers adjustments po_number memo footer custom_fields tax sources assumed",
            Installment: "number label lines send_date condition due source",
            PlanLine: "description amount quantity unit_price period party",
            Retainer: "number label lines last earlier variable start anchor rhythm periods until "
            "due renews source",
            Stretch: "through lines variable due",
            Due: "net_days on end_of_month discount",
            BillTo: "account_id account_name contact_id name email address tax_exempt tax_id "
            "tax_id_type language",
            Share: "bill_to percent customer_id",
        }
        for value, names in known.items():
            assert set(value.model_fields) == set(names.split()), value


class TestTotal:
    @given(
        st.lists(st.lists(st.integers(min_value=-(10**9), max_value=10**9), min_size=1), max_size=5)
    )
    def test_is_the_sum_of_installments_is_the_sum_of_lines(self, amounts: list[list[int]]) -> None:
        parts = tuple(
            Installment(
                number=number,
                label="",
                lines=tuple(PlanLine(description="", amount=money(minor)) for minor in minors),
            )
            for number, minors in enumerate(amounts, start=1)
        )
        plan = PLAN.model_copy(update={"installments": parts})
        assert [part.amount.minor for part in parts] == [sum(minors) for minors in amounts]
        assert plan.total == money(sum(map(sum, amounts)))


def due_eom(days: int) -> Due:
    return Due(net_days=days, end_of_month=True)


def discounted(percent: str) -> Due:
    return Due(discount=Discount(percent=Decimal(percent), days=10))


class TestDue:
    @pytest.mark.parametrize(
        ("due", "issued", "expected", "words"),
        [
            (Due(), date(2026, 1, 30), date(2026, 3, 1), "Net 30"),
            (Due(net_days=0), date(2026, 1, 30), date(2026, 1, 30), "due on receipt"),
            (Due(on=date(2026, 12, 1)), date(2026, 1, 1), date(2026, 12, 1), "due Dec 1, 2026"),
            (Due(on=date(2026, 12, 1)), date(2026, 12, 9), date(2026, 12, 9), "due Dec 1, 2026"),
            (due_eom(0), date(2027, 2, 3), date(2027, 2, 28), "end of month"),
            (due_eom(30), date(2027, 2, 3), date(2027, 3, 30), "30 days EOM"),
            (discounted("2.50"), date(2027, 2, 3), date(2027, 3, 5), "2.5/10 net 30"),
        ],
    )
    def test_is_counted_from_the_issue_date_and_never_before_it(
        self, due: Due, issued: date, expected: date, words: str
    ) -> None:
        assert due.date_for(issued) == expected
        assert str(due) == words


class TestOverrides:
    def test_lie_over_earlier_ones_field_by_field(self) -> None:
        earlier = Overrides(po_number="PO-1", memo="Thanks", dismissed=("in_1", "in_2"))
        later = Overrides(memo="", customer_id="cus_1", dismissed=("in_2", "in_3"))
        assert later.over(earlier) == Overrides(
            po_number="PO-1", memo="", customer_id="cus_1", dismissed=("in_1", "in_2", "in_3")
        )

    def test_take_back_what_they_name_as_undecided(self) -> None:
        assert Overrides(send_date=None).over(Overrides(send_date=date(2026, 12, 1))) == Overrides()

    def test_that_decide_nothing_change_nothing(self) -> None:
        earlier = Overrides(po_number="PO-1", due=Due(net_days=5))
        assert Overrides().over(earlier) == earlier
