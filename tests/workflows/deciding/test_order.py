from dataclasses import replace
from datetime import date

import pytest

from bot.deal import Terms
from bot.deps import Deps
from bot.errors import Conflict
from bot.facts import Urgency
from bot.ledger.proposals import ProposalRow
from bot.plan import Plan
from bot.status import InvoiceStatus
from bot.workflows.deciding.order import issue_due, order_invoices, start_due
from tests.workflows.house import REFUSED, House


@pytest.fixture
def house(deps: Deps) -> House:
    return House(deps)


def order(house: House, proposal: ProposalRow) -> None:
    with house.deps.ledger.transaction() as s:
        order_invoices(house.deps, s, proposal)


def with_plan(house: House, **changes: object) -> ProposalRow:
    """Return the pending proposal with another plan."""
    latest = house.latest()
    plan: Plan = latest.plan.model_copy(update=changes)
    latest.plan_json = plan.to_json()
    return latest


class TestOrder:
    def test_makes_the_invoice_as_approved(self, house: House) -> None:
        row = house.ordered()
        assert row.status is InvoiceStatus.APPROVED
        assert (row.amount_minor, row.balance_minor, row.currency) == (4_800_000, 4_800_000, "USD")
        assert (row.bill_to_email, row.account_name) == ("ap@acme.example", "Acme Corporation")
        assert (row.issue_date, row.due_date) == (date(2026, 11, 23), date(2026, 12, 23))
        assert [work.id for work in house.engine.of("issue")] == [f"issue:{row.id}"]

    def test_makes_each_installment_at_its_time(self, house: House) -> None:
        house.propose()
        [first] = house.latest().plan.installments
        later = first.model_copy(update={"number": 2, "send_date": date(2027, 1, 15)})
        past = first.model_copy(update={"number": 3, "send_date": date(2026, 1, 15)})
        order(house, with_plan(house, installments=(first, later, past)))
        assert [row.issue_date for row in house.invoices()] == [
            date(2026, 11, 23),
            date(2027, 1, 15),
            date(2026, 11, 23),  # what has passed goes out today
        ]
        assert len(house.engine.of("issue")) == 2

    def test_keeps_what_is_just_the_same(self, house: House) -> None:
        row = house.ordered()
        order(house, house.latest())
        house.run()
        order(house, house.latest())
        house.run()
        assert [one.id for one in house.invoices()] == [row.id]
        assert len(house.billing.mails) == 1

    def test_is_refused_when_something_else_is_out(self, house: House) -> None:
        house.ordered()
        house.run()
        [part] = house.latest().plan.installments
        less = part.model_copy(update={"lines": part.lines[:1]})
        other = with_plan(house, installments=(less,))
        other.id = "prop_other"
        with pytest.raises(Conflict, match="is out already"):
            order(house, other)

    def test_makes_a_later_revision_once_the_earlier_one_is_void(self, house: House) -> None:
        row = house.ordered()
        house.edit(row.id, status=InvoiceStatus.VOID)
        order(house, house.latest())
        assert [row.revision for row in house.invoices()] == [1, 2]

    def test_is_refused_without_anybody_to_send_it_to(self, house: House) -> None:
        house.propose()
        with pytest.raises(Conflict, match="Nobody is known"):
            order(house, with_plan(house, bill_to=None))


class TestIssueDue:
    def test_starts_what_has_come_due_once(self, house: House) -> None:
        row = house.ordered(terms=Terms(send_date=date(2026, 11, 24)))
        assert house.engine.of("issue") == []
        issue_due(house.deps, "today")
        assert house.engine.of("issue") == []
        house.clock.move(days=1)
        issue_due(house.deps, "tomorrow")
        issue_due(house.deps, "tomorrow again")
        [started] = house.engine.of("issue")
        assert (started.id, started.urgency) == (f"issue:{row.id}", Urgency.BULK)

    def test_counts_by_the_day_of_the_billing_time_zone(self, house: House) -> None:
        house.ordered(terms=Terms(send_date=date(2026, 11, 24)))
        house.clock.move(hours=13.8)  # 23:54 in New York, 04:54 in UTC
        assert start_due(house.deps) == 0
        house.clock.move(minutes=10)
        assert start_due(house.deps) == 1

    def test_leaves_what_is_in_trouble_to_a_person(self, house: House) -> None:
        house.known_customer()
        house.ordered()
        house.billing.fail_next(REFUSED)
        house.run()
        house.next_day()
        assert len(house.engine.of("issue")) == 1
        assert len(house.troubles()) == 1

    def test_finds_nothing_in_an_empty_house(self, deps: Deps) -> None:
        assert start_due(replace(deps)) == 0
