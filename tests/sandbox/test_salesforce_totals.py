"""Whatever people do to the products of a deal, its totals add up."""

from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from sandbox.clock import WorldClock
from sandbox.salesforce.access import Access
from sandbox.salesforce.deals import Deals
from sandbox.salesforce.org import Org
from sandbox.salesforce.parts import LINE
from sandbox.salesforce.people import as_person, settle
from sandbox.salesforce.said import Copy, Installment, Line, LineEdit, NewDeal
from sandbox.salesforce.store import Row
from sandbox.salesforce.writing import Writer

AMOUNTS = st.decimals(min_value=0, max_value=10**6, places=2)
SCHEDULES = st.lists(AMOUNTS, max_size=6)
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("schedule"), SCHEDULES),
        st.tuples(st.just("price"), AMOUNTS),
        st.tuples(st.just("usage"), AMOUNTS),
        st.tuples(st.sampled_from(["delete", "bin", "clone"]), st.none()),
    ),
    max_size=6,
)


class Sales:
    """A deal of two products, and what people do to it."""

    def __init__(self) -> None:
        self.org = Org(WorldClock(datetime(2026, 11, 22, 9, tzinfo=UTC)))
        self.writer = Writer(self.org, Access(self.org))
        settle(self.org, self.writer)
        self.deals = Deals(self.org, self.writer)
        self.admin = as_person(self.org)
        lines = [Line(product=name, unit_price=Decimal("99.99")) for name in ("Seats", "Setup")]
        self.deal = self.deals.create(NewDeal(account="Acme", lines=lines))

    def lines(self) -> list[Row]:
        return self.deals.parts.lines(self.deal)

    def edit(self, edit: LineEdit) -> None:
        for line in self.lines()[:1]:
            self.deals.parts.change_line(str(line["Id"]), edit, self.admin)

    def spread(self, amounts: list[Decimal]) -> None:
        parts = [Installment(date="2027-01-01", revenue=one) for one in amounts]
        self.edit(LineEdit(schedule=parts))

    def delete(self) -> None:
        for line in self.lines()[:1]:
            self.writer.delete(self.org.schema[LINE], str(line["Id"]), self.admin)

    def bin(self) -> None:
        self.writer.delete(self.org.schema["Opportunity"], self.deal, self.admin)
        self.writer.undelete(self.deal, self.admin)

    def clone(self) -> None:
        self.deal = self.deals.clone(self.deal, Copy(), self.admin)

    def do(self, verb: str, value: object) -> None:
        if isinstance(value, Decimal):
            self.edit(LineEdit.model_validate({{"price": "unit_price"}.get(verb, verb): value}))
        elif isinstance(value, list):
            self.spread(value)
        else:
            simple: dict[str, Callable[[], None]] = {
                "delete": self.delete,
                "bin": self.bin,
                "clone": self.clone,
            }
            simple[verb]()


def total(rows: list[Row], name: str) -> Decimal:
    return sum((Decimal(str(row[name])) for row in rows), Decimal(0))


@given(STEPS)
def test_a_deal_is_the_sum_of_its_lines_and_a_line_that_of_its_schedule(
    steps: list[tuple[str, object]],
) -> None:
    sales = Sales()
    for verb, value in steps:
        sales.do(verb, value)
        lines = sales.lines()
        deal = sales.org.store.get("Opportunity", sales.deal) or {}
        assert deal["HasOpportunityLineItem"] is bool(lines)
        if lines:
            assert deal["Amount"] == total(lines, "TotalPrice")
        for line in lines:
            schedule = sales.deals.parts.schedule(line["Id"])
            assert line["HasRevenueSchedule"] is bool(schedule)
            if schedule:
                assert line["TotalPrice"] == total(schedule, "Revenue")
